namespace SanityStripeBridge.Hosting;

/// <summary>Liveness, and readiness: of every bridge the store answers and the workers run.</summary>
internal static class HealthRoutes
{
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/healthz", () => TypedResults.Text("ok"));
        endpoints.MapGet("/readyz", ReadyAsync);
        return endpoints;
    }

    private static async Task<IResult> ReadyAsync(Bridges bridges, CancellationToken cancel)
    {
        var obstacles = new List<string>();
        foreach (var bridge in bridges.Served)
            if (await bridge.ObstacleAsync(cancel) is { } obstacle)
                obstacles.Add(bridges.Count == 1 ? obstacle : $"{bridge.Name}: {obstacle}");
        return obstacles.Count == 0
            ? TypedResults.Text("ready")
            : TypedResults.Problem(
                string.Join(" ", obstacles),
                statusCode: StatusCodes.Status503ServiceUnavailable
            );
    }
}
