using System.Globalization;
using SanityStripeBridge.Sandbox.Faults;

namespace SanityStripeBridge.Cli.Demo.Acts;

/// <summary>Many edits, and webhooks that come again.</summary>
internal static class Crowds
{
    private const int Edits = 200;
    private const int Again = 20;

    public static async Task<string> BurstAsync(Stage stage, CancellationToken cancel)
    {
        await stage.QuietAsync(cancel);
        var before = stage.Sandboxes.Calls;
        var start = stage.Watch.Clock.GetTimestamp();
        await EditEverywhereAsync(stage, "burst", Edits);
        await stage.QuietAsync(cancel);
        var took = stage.Watch.Clock.GetElapsedTime(start);
        Hold.Nothing(Comparison.Differences(stage.Sandboxes));
        return $"{Edits} edits in {took.TotalSeconds:0.0} s with {stage.Sandboxes.Calls - before}";
    }

    public static async Task<string> DuplicatesAsync(Stage stage, CancellationToken cancel)
    {
        await stage.QuietAsync(cancel);
        var before = stage.Sandboxes.Calls;
        var repeated = Repeat(stage.Sandboxes.Stripe.Deliveries) + Repeat(stage.Sandboxes.Sanity.Deliveries);
        await stage.QuietAsync(cancel);
        var calls = stage.Sandboxes.Calls - before;
        Hold.That(calls.Writes == 0, $"{repeated} repeated webhooks caused {calls}");
        Hold.Nothing(Comparison.Differences(stage.Sandboxes));
        return $"{repeated} webhooks again, newest first: {calls}";
    }

    /// <summary>Edits product after product, several times round, in turn in the Studio and in the Dashboard.</summary>
    public static async Task EditEverywhereAsync(Stage stage, string mark, int count)
    {
        var keys = stage
            .Catalogue.BornInSanity.Select(product => product["key"]!.GetValue<string>())
            .ToList();
        for (var i = 0; i < count; i++)
        {
            var key = keys[i % keys.Count];
            var round = (i / keys.Count).ToString(CultureInfo.InvariantCulture);
            if (i % 2 == 0)
                await stage.Sandboxes.Sanity.Studio.SetAsync(
                    key,
                    "description",
                    $"Edited in the {mark}, round {round}."
                );
            else
                await stage.Sandboxes.Stripe.Dashboard.EditProductAsync(
                    "sanity_" + key,
                    new { unit_label = "piece " + round }
                );
        }
    }

    private static int Repeat(DeliveryQueue deliveries)
    {
        var delivered = deliveries.All.Where(delivery => delivery.State == DeliveryState.Delivered);
        var again = delivered.OrderByDescending(delivery => delivery.Id).Take(Again).ToList();
        foreach (var delivery in again)
            deliveries.Duplicate(delivery.Id);
        return again.Count;
    }
}
