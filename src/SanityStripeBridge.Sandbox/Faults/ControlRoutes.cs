using System.Text;
using System.Text.Json;

namespace SanityStripeBridge.Sandbox.Faults;

/// <summary>The <c>/_sandbox</c> routes, the same on both simulators; each is also a member of the simulator's class.</summary>
internal static class ControlRoutes
{
    public static void MapControl(this IEndpointRouteBuilder app, ISandbox sandbox)
    {
        var control = app.MapGroup("/_sandbox").AddEndpointFilter(RefusalsAsAnswers);
        control.MapPost("/reset", () => Done(sandbox.Reset));
        control.MapGet("/log", () => sandbox.Requests.All);
        control.MapDelete("/log", () => Done(sandbox.Requests.Clear));
        control.MapGet("/counters", sandbox.Requests.Snapshot);
        control.MapGet("/state", sandbox.State);
        control.MapPost(
            "/clock",
            (JsonElement body) => Done(() => sandbox.Clock.Advance(Seconds(body, "advanceSeconds")))
        );
        control.MapPost(
            "/act",
            (JsonElement body, CancellationToken cancel) => sandbox.ActAsync(body, cancel)
        );
        control.MapPost("/webhooks", (JsonElement body) => sandbox.RegisterWebhook(body));
        MapFaults(control.MapGroup("/faults"), sandbox.Faults);
        MapDeliveries(control.MapGroup("/deliveries"), sandbox.Deliveries);
    }

    private static void MapFaults(RouteGroupBuilder routes, FaultPlan faults)
    {
        routes.MapGet("", () => faults.Pending.Select(FaultJson.Write));
        routes.MapPost("", (JsonElement body) => Done(() => faults.Add(FaultJson.Read(body))));
        routes.MapDelete("", () => Done(faults.Clear));
    }

    private static void MapDeliveries(RouteGroupBuilder routes, DeliveryQueue deliveries)
    {
        routes.MapGet("", () => deliveries.All.Select(Shown));
        routes.MapPost(
            "/mode",
            (JsonElement body) =>
                Done(() => deliveries.Automatic = body.GetProperty("automatic").GetBoolean())
        );
        routes.MapPost(
            "/send-due",
            async (CancellationToken cancel) =>
            {
                await deliveries.SendDueAsync(cancel);
                return Results.Ok(new { });
            }
        );
        routes.MapPost(
            "/{id:long}/send",
            async (long id, CancellationToken cancel) =>
                Results.Ok(new { status = await deliveries.SendAsync(id, cancel) })
        );
        routes.MapPost("/{id:long}/drop", (long id) => Done(() => deliveries.Drop(id)));
        routes.MapPost(
            "/{id:long}/duplicate",
            (long id) => Results.Ok(new { id = deliveries.Duplicate(id) })
        );
        routes.MapPost(
            "/{id:long}/delay",
            (long id, JsonElement body) => Done(() => deliveries.Delay(id, Seconds(body, "seconds")))
        );
    }

    /// <summary>With the body as text: people read it here.</summary>
    private static object Shown(Delivery delivery) =>
        new
        {
            delivery.Id,
            delivery.Endpoint,
            delivery.Url,
            delivery.Subject,
            delivery.Type,
            body = Encoding.UTF8.GetString(delivery.Body),
            delivery.Headers,
            delivery.Attempts,
            delivery.DueAt,
            delivery.State,
            delivery.LastStatus,
        };

    private static TimeSpan Seconds(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.TryGetDouble(out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : throw new RefusedException($"{name} must be a number of seconds.");

    private static IResult Done(Action action)
    {
        action();
        return Results.Ok(new { });
    }

    private static async ValueTask<object?> RefusalsAsAnswers(
        EndpointFilterInvocationContext context,
        EndpointFilterDelegate next
    )
    {
        try
        {
            return await next(context);
        }
        catch (RefusedException refusal)
        {
            return Results.Json(new { error = refusal.Message }, statusCode: refusal.Status);
        }
        catch (KeyNotFoundException missing)
        {
            return Results.Json(new { error = missing.Message }, statusCode: StatusCodes.Status404NotFound);
        }
    }
}
