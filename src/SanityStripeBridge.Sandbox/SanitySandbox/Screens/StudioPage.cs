namespace SanityStripeBridge.Sandbox.SanitySandbox.Screens;

/// <summary>The small Studio at <c>/</c>: one page, all of it in the assembly.</summary>
internal static class StudioPage
{
    private const string Resource = "SanityStripeBridge.Sandbox.SanitySandbox.Screens.studio.html";

    public static void Map(WebApplication app, SanitySimulator sandbox) =>
        app.MapGet(
            "/",
            async context =>
            {
                context.Response.ContentType = "text/html; charset=utf-8";
                await using var page = typeof(StudioPage).Assembly.GetManifestResourceStream(Resource)!;
                using var reader = new StreamReader(page);
                var html = await reader.ReadToEndAsync(context.RequestAborted);
                await context.Response.WriteAsync(
                    html.Replace("{{project}}", sandbox.Options.ProjectId, StringComparison.Ordinal)
                        .Replace("{{dataset}}", sandbox.Options.Datasets[0], StringComparison.Ordinal),
                    context.RequestAborted
                );
            }
        );
}
