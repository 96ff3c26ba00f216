namespace SanityStripeBridge.Sandbox.SanitySandbox.Http;

/// <summary>CORS for a Studio in a browser: any origin may call, with credentials, as a project that lists the origin allows.</summary>
internal static class BrowserAccess
{
    /// <summary>Read by the Studio and the client besides the body.</summary>
    private const string Exposed = "x-sanity-warning, retry-after, ratelimit-limit, ratelimit-remaining";

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return next(context);
        var headers = context.Response.Headers;
        // No wildcard: it is not accepted together with credentials.
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true";
        headers.AccessControlExposeHeaders = Exposed;
        headers.Vary = "Origin";
        if (!HttpMethods.IsOptions(context.Request.Method))
            return next(context);
        headers.AccessControlAllowMethods = "GET, POST, PUT, PATCH, DELETE, OPTIONS";
        headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = "600";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
