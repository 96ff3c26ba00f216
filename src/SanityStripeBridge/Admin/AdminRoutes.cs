using SanityStripeBridge.Operating;

namespace SanityStripeBridge.Admin;

/// <summary>The table of routes, and what they have in common.</summary>
internal static class AdminRoutes
{
    public const string Prefix = "/api/admin";

    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        .. StandingRoutes.All,
        .. RunRoutes.All,
        .. ConflictRoutes.All,
        .. InboxRoutes.All,
        .. ProductRoutes.All,
        .. ChangeRoutes.All,
    ];

    /// <summary>Maps the admin surface; it is there when a bridge has a token.</summary>
    public static WebApplication MapAdmin(this WebApplication app, IReadOnlyList<OperatedBridge> bridges)
    {
        var door = new AdminDoor(
            bridges,
            app.Services.GetRequiredService<TimeProvider>(),
            app.Services.GetRequiredService<ILogger<AdminDoor>>()
        );
        // Before the routes: a stranger learns not even which paths and methods there are.
        app.Use((context, next) => AskAsync(door, context, next));
        foreach (var route in All)
            // As a delegate: a request delegate's result would not be looked at.
            app.MapMethods(
                    Prefix + route.Path,
                    [route.Method],
                    (Delegate)((HttpContext context) => AnswerAsync(context, route))
                )
                .DisableAntiforgery()
                .WithMetadata(route)
                .WithName(route.Name);
        app.MapGet("/openapi/v1.json", context => DescribeAsync(door, context)).ExcludeFromDescription();
        app.Lifetime.ApplicationStarted.Register(() => door.Announce(app.Urls));
        return app;
    }

    private static async Task DescribeAsync(AdminDoor door, HttpContext context)
    {
        var answer =
            door.RefuseDescription(context)
            ?? TypedResults.Text(
                await Description.TextAsync(context.RequestServices, context.RequestAborted),
                "application/json"
            );
        await answer.ExecuteAsync(context);
    }

    private static async Task AskAsync(AdminDoor door, HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(Prefix))
        {
            await next(context);
            return;
        }
        context.Response.Headers.CacheControl = "no-store";
        var (call, refusal) = door.Ask(context);
        if (refusal is not null)
        {
            await refusal.ExecuteAsync(context);
            return;
        }
        context.Features.Set(call);
        await next(context);
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, AdminRoute route)
    {
        var call = context.Features.Get<AdminCall>()!;
        var answer = await Answers.CatchAsync(() => route.Answer(call));
        if (route.Method != "GET")
            call.Get<SharedComparison>().Forget();
        return answer;
    }
}
