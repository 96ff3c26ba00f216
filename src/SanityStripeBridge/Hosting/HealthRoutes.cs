using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Hosting;

/// <summary>Liveness, and readiness: the store answers and the workers run.</summary>
internal static class HealthRoutes
{
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz", () => TypedResults.Text("ok"));
        endpoints.MapGet("/readyz", ReadyAsync);
        return endpoints;
    }

    private static async Task<IResult> ReadyAsync(IInbox inbox, WorkerLoop loop, CancellationToken cancel)
    {
        try
        {
            await inbox.NextDueAsync(cancel);
        }
        catch (StoreUnavailableException down)
        {
            return TypedResults.Problem(down.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        return loop.IsRunning
            ? TypedResults.Text("ready")
            : TypedResults.Problem(
                "The workers have not begun: first contact with the platforms is still under way.",
                statusCode: StatusCodes.Status503ServiceUnavailable
            );
    }
}
