using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Histories;

/// <summary>What must hold after any history, read from the two platforms' own state.</summary>
internal static class Verdict
{
    public static async Task<IReadOnlyList<string>> FaultsAsync(History history)
    {
        var world = history.World;
        var plan = await world.PlanAsync();
        var open = await world.Memory.ConflictsAsync(openOnly: true, default);
        var notes = (await world.Memory.HistoryAsync(null, 10_000, default))
            .Where(entry => entry.Action == "note")
            .Select(entry => entry.Because)
            .ToList();
        return
        [
            .. plan.Changes.Select(change =>
                $"still to do: {change.Action} {change.Type} {change.SanityId} {change.StripeId} on {change.Side}: {change.Because}"
            ),
            .. Agreement.Faults(world, open),
            .. Doubles(world, history.Unarchived, notes),
            .. await LostEdits.FindAsync(history, notes),
        ];
    }

    // One object, one counterpart: nothing was made twice.
    private static IEnumerable<string> Doubles(
        BridgeWorld world,
        IReadOnlySet<string> unarchived,
        IReadOnlyList<string> notes
    )
    {
        var products = world.Documents("product");
        var variants = products.SelectMany(product => Shown.Variants(product.Body));
        var prices = world
            .Documents("price")
            .Select(price => price.Text("stripePriceId"))
            .Concat(variants.Select(variant => (string?)variant["stripePriceId"]));
        foreach (var id in Twice(products.Select(product => product.Text("stripeProductId")).Concat(prices)))
            yield return $"more than one document names {id}";
        foreach (var mark in Twice(world.StripeProducts().Select(Mark)))
            yield return $"more than one Stripe product is marked {mark}";
        // A replaced price that a person made active again is that person's, and so is a copy of which the bridge said that
        // nothing here can show it.
        var active = world
            .StripePrices()
            .Where(price => (bool)price["active"]! && !unarchived.Contains((string)price["id"]!))
            .Where(price => !IsHomeless((string)price["id"]!));
        foreach (var group in active.GroupBy(Mark).Where(group => group.Key is not null && group.Count() > 1))
            yield return $"{group.Count()} active prices are marked {group.Key}: {string.Join(", ", group.Select(price => price["id"]))}";

        bool IsHomeless(string id) =>
            notes.Any(note =>
                note.StartsWith($"{id} was made in Stripe for a product whose", StringComparison.Ordinal)
                || note.StartsWith($"{id} (", StringComparison.Ordinal)
                    && note.Contains("was made in Stripe from the price of", StringComparison.Ordinal)
            );
    }

    private static IEnumerable<string> Twice(IEnumerable<string?> ids) =>
        ids.OfType<string>().GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key);

    private static string? Mark(JsonObject item) =>
        (string?)item["metadata"]?["sanity_id"] is not { } id ? null
        : (string?)item["metadata"]?["variant_key"] is { } key ? PartId.Of(id, key)
        : id;
}
