namespace SanityStripeBridge.Sandbox.StripeSandbox.Screens;

/// <summary>The small Dashboard at <c>/</c>: one embedded page that reads and changes the sandbox through its control routes.</summary>
internal static class DashboardPage
{
    private const string Resource = "SanityStripeBridge.Sandbox.StripeSandbox.Screens.dashboard.html";

    public static void Map(WebApplication app)
    {
        using var stream =
            typeof(DashboardPage).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        using var reader = new StreamReader(stream);
        var page = reader.ReadToEnd();
        app.MapGet("/", () => Results.Content(page, "text/html; charset=utf-8"));
    }
}
