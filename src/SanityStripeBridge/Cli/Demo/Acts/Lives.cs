using System.Text.Json.Nodes;

namespace SanityStripeBridge.Cli.Demo.Acts;

/// <summary>Products that leave, and products that come back.</summary>
internal static class Lives
{
    private const string Jar = "cleaning-kit";
    private const string Tour = "roastery-tour";

    private static readonly string[] OwnedByTheLake = ["_rev", "_createdAt", "_updatedAt", "_id", "_type"];

    public static async Task<string> ArchiveAsync(Stage stage, CancellationToken cancel)
    {
        var product = stage.Sandboxes.StripeId(Jar);
        await stage.Sandboxes.Stripe.Dashboard.ArchiveProductAsync(product);
        var gone = await UntilActiveAsync(stage, Jar, false, cancel);
        await stage.QuietAsync(cancel);
        await stage.Sandboxes.Sanity.Studio.SetAsync(Jar, "active", true);
        await stage.Watch.UntilAsync($"{Jar} active in Stripe", () => IsActive(stage, product), cancel);
        await stage.QuietAsync(cancel);
        return $"inactive in Sanity after {gone.TotalMilliseconds:0} ms, un-archived from the Studio";
    }

    /// <summary>The restored document gets the Stripe product back that it had.</summary>
    public static async Task<string> DeleteAndRestoreAsync(Stage stage, CancellationToken cancel)
    {
        await stage.QuietAsync(cancel);
        var (studio, product) = (stage.Sandboxes.Sanity.Studio, stage.Sandboxes.StripeId(Tour));
        var content = stage.Sandboxes.Document(Tour);
        await studio.DeleteAsync(Tour);
        await stage.Watch.UntilAsync($"{Tour} archived in Stripe", () => !IsActive(stage, product), cancel);
        await stage.QuietAsync(cancel);
        Hold.That(stage.Sandboxes.Sanity.Dataset.Find(Tour) is null, "the deleted document came back");
        await studio.CreatePublishedAsync(Tour, "product", Content(content));
        await stage.Watch.UntilAsync($"{Tour} active in Stripe", () => IsActive(stage, product), cancel);
        await stage.QuietAsync(cancel);
        Hold.That(stage.Sandboxes.StripeId(Tour) == product, "the restored document got another product");
        return $"{product} archived, then active again";
    }

    // Restored as the Studio's history does it: the content of the last revision.
    private static JsonObject Content(JsonObject document)
    {
        var content = document.DeepClone().AsObject();
        foreach (var field in OwnedByTheLake)
            content.Remove(field);
        return content;
    }

    private static Task<TimeSpan> UntilActiveAsync(
        Stage stage,
        string document,
        bool active,
        CancellationToken cancel
    ) =>
        stage.Watch.UntilAsync(
            $"active {active} in {document}",
            () => (stage.Sandboxes.Document(document)["active"]?.GetValue<bool>() ?? true) == active,
            cancel
        );

    private static bool IsActive(Stage stage, string product) =>
        stage.Sandboxes.Stripe.Find(product)?["active"]?.GetValue<bool>() == true;
}
