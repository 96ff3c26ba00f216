using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Cli.Demo.Acts;

/// <summary>Edits of single fields, from one side and from both at once.</summary>
internal static class Edits
{
    private const string Mug = "mug-harbour";
    private const string Kettle = "gooseneck-kettle";
    private const string Scale = "scale";
    private const string Carafe = "carafe";
    private const string Moka = "moka-pot";

    public static async Task<string> StudioToStripeAsync(Stage stage, CancellationToken cancel)
    {
        await stage.Sandboxes.Sanity.Studio.SetAsync(Mug, "name", "Harbour mug, 300 ml");
        var took = await stage.Watch.UntilAsync(
            $"the name of {Mug} in Stripe",
            () => In(stage, Mug, "name") == "Harbour mug, 300 ml",
            cancel
        );
        return $"visible after {took.TotalMilliseconds:0} ms";
    }

    public static async Task<string> DashboardToSanityAsync(Stage stage, CancellationToken cancel)
    {
        await EditInStripeAsync(stage, Kettle, new { description = "1.0 litres, and a lid that stays on." });
        var took = await stage.Watch.UntilAsync(
            $"the description of {Kettle} in Sanity",
            () => Of(stage, Kettle, "description") == "1.0 litres, and a lid that stays on.",
            cancel
        );
        return $"visible after {took.TotalMilliseconds:0} ms";
    }

    public static async Task<string> DifferentFieldsAsync(Stage stage, CancellationToken cancel)
    {
        await stage.QuietAsync(cancel);
        await AtOnceAsync(
            stage,
            async () =>
            {
                await stage.Sandboxes.Sanity.Studio.SetAsync(Scale, "name", "Vekt scale II");
                await EditInStripeAsync(stage, Scale, new { description = "Now with a battery that lasts." });
            }
        );
        await stage.QuietAsync(cancel);
        foreach (var (side, read) in Readers)
        {
            var (name, description) = (read(stage, Scale, "name"), read(stage, Scale, "description"));
            Hold.That(
                name == "Vekt scale II" && description == "Now with a battery that lasts.",
                $"{side} has the name \"{name}\" and the description \"{description}\""
            );
        }
        Hold.That(await ConflictAsync(stage, Scale, cancel) is null, "a conflict was recorded");
        return "name from the Studio, description from the Dashboard, on both sides";
    }

    public static async Task<string> SameFieldAsync(Stage stage, CancellationToken cancel)
    {
        await stage.QuietAsync(cancel);
        await AtOnceAsync(
            stage,
            async () =>
            {
                await stage.Sandboxes.Sanity.Studio.SetAsync(Carafe, "name", "Carafe from the Studio");
                await EditInStripeAsync(stage, Carafe, new { name = "Carafe from the Dashboard" });
            }
        );
        await stage.QuietAsync(cancel);
        foreach (var (side, read) in Readers)
            Hold.That(
                read(stage, Carafe, "name") == "Carafe from the Studio",
                $"{side} has the name \"{read(stage, Carafe, "name")}\""
            );
        var conflict = await ConflictAsync(stage, Carafe, cancel);
        Hold.That(
            conflict is { Path: "name", Winner: Side.Sanity },
            "no conflict was recorded for its owner"
        );
        Hold.That(
            conflict!.Stripe.AsText() == "Carafe from the Dashboard",
            $"the conflict keeps {conflict.Stripe} as the other value"
        );
        return $"Sanity owns the name; \"{conflict.Stripe.AsText()}\" is kept in the record";
    }

    public static async Task<string> ForeignFieldsAsync(Stage stage, CancellationToken cancel)
    {
        var (sanity, _) = (stage.Sandboxes.Sanity, stage.Sandboxes.Stripe);
        await EditInStripeAsync(stage, Moka, new { metadata = new { ledger_account = "3010" } });
        await sanity.Studio.EditPublishedAsync(Moka, new JsonObject { ["seoTitle"] = "Moka pots | Halden" });
        await stage.QuietAsync(cancel);
        await sanity.Studio.SetAsync(Moka, "name", "Fyr moka pot, cast aluminium");
        await EditInStripeAsync(stage, Moka, new { description = "Three or six cups." });
        await stage.QuietAsync(cancel);
        var kept = stage.Sandboxes.Counterpart(Moka)["metadata"]?["ledger_account"]?.GetValue<string>();
        Hold.That(kept == "3010", $"finance's metadata is {kept ?? "gone"}");
        Hold.That(Of(stage, Moka, "seoTitle") == "Moka pots | Halden", "the Studio's own field is gone");
        Hold.That(In(stage, Moka, "name") == "Fyr moka pot, cast aluminium", "the name did not arrive");
        Hold.That(Of(stage, Moka, "description") == "Three or six cups.", "the description did not arrive");
        return "finance's metadata and the Studio's seoTitle are as they were";
    }

    private static readonly (string Side, Func<Stage, string, string, string?> Read)[] Readers =
    [
        ("Sanity", Of),
        ("Stripe", In),
    ];

    /// <summary>Neither side hears of the other before both edits are made.</summary>
    private static async Task AtOnceAsync(Stage stage, Func<Task> edits)
    {
        stage.Sandboxes.Deliver(automatic: false);
        await edits();
        stage.Sandboxes.Deliver(automatic: true);
    }

    private static Task EditInStripeAsync(Stage stage, string document, object fields) =>
        stage.Sandboxes.Stripe.Dashboard.EditProductAsync(stage.Sandboxes.StripeId(document), fields);

    private static async Task<Conflict?> ConflictAsync(Stage stage, string document, CancellationToken cancel)
    {
        var all = await stage.Bridge.Memory.ConflictsAsync(openOnly: false, cancel);
        var about = all.Where(conflict => conflict.SanityId == document).ToList();
        Hold.That(about.Count <= 1, $"{about.Count} conflicts were recorded instead of one");
        return about.FirstOrDefault();
    }

    private static string? In(Stage stage, string document, string field) =>
        stage.Sandboxes.Counterpart(document)[field]?.GetValue<string>();

    private static string? Of(Stage stage, string document, string field) =>
        stage.Sandboxes.Document(document)[field]?.GetValue<string>();
}
