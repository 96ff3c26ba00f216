using SanityStripeBridge.Core.Signatures;
using SanityStripeBridge.Webhooks;

namespace SanityStripeBridge.Metrics;

/// <summary>Figures for Prometheus: for this machine, and for whoever has the admin token.</summary>
internal static class MetricsRoute
{
    public static IEndpointRouteBuilder MapFigures(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/metrics", ShowAsync);
        return endpoints;
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context,
        FigureBoard board,
        PrometheusPage page,
        IConfiguration settings
    )
    {
        var tokens = BearerToken.Configured(settings["BRIDGE_ADMIN_TOKEN"]);
        var given = BearerToken.Of(context.Request.Headers.Authorization);
        if (!context.IsLocal() && BearerToken.Find(tokens, given) is null)
            return tokens.Count == 0 ? TypedResults.NotFound() : Refused(context);
        await board.RefreshAsync(context.RequestAborted);
        return TypedResults.Text(page.Write(), PrometheusPage.ContentType);
    }

    private static IResult Refused(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return TypedResults.Problem(
            "The figures are for callers on this machine, or with the admin token.",
            statusCode: StatusCodes.Status401Unauthorized
        );
    }
}
