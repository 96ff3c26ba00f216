using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Histories;

/// <summary>What must hold after any history, read from the two platforms' own state.</summary>
internal static class Verdict
{
    public static async Task<IReadOnlyList<string>> FaultsAsync(History history)
    {
        var world = history.World;
        var faults = new List<string>();
        var plan = await world.PlanAsync();
        faults.AddRange(
            plan.Changes.Select(change =>
                $"still to do: {change.Action} {change.Type} {change.SanityId} {change.StripeId} on {change.Side}: {change.Because}"
            )
        );
        var open = await world.Memory.ConflictsAsync(openOnly: true, default);
        faults.AddRange(Unequal(world, open));
        var links = await world
            .Memory.LinksAsync(default)
            .ToDictionaryAsync(link => link.StripeId, link => link.SanityId);
        var told = await world.Memory.HistoryAsync(null, 10_000, default);
        var notes = told.Where(entry => entry.Action == "note").Select(entry => entry.Because).ToList();
        faults.AddRange(Doubles(world, history.Unarchived, notes));
        faults.AddRange(
            LostEdits(
                world,
                history,
                links,
                await world.Memory.ConflictsAsync(openOnly: false, default),
                notes
            )
        );
        return faults;
    }

    private static IEnumerable<string> Unequal(BridgeWorld world, IReadOnlyList<Conflict> open)
    {
        var products = world
            .StripeProducts()
            .ToDictionary(product => (string)product["id"]!, StringComparer.Ordinal);
        var prices = world.StripePrices().ToDictionary(price => (string)price["id"]!, StringComparer.Ordinal);
        foreach (var document in world.Documents("product"))
            if (document.Text("stripeProductId") is { } id && products.TryGetValue(id, out var product))
                foreach (
                    var (field, stripeField) in new[]
                    {
                        ("name", "name"),
                        ("description", "description"),
                        ("unitLabel", "unit_label"),
                    }
                )
                    if (
                        document.Text(field) != (string?)product[stripeField]
                        && !open.Any(c => c.SanityId == document.Id && c.Path == field)
                    )
                        yield return $"{document.Id}.{field}: {document.Text(field)} here, {product[stripeField]} in Stripe";
        foreach (var document in world.Documents("price"))
            if (document.Text("stripePriceId") is { } id && prices.TryGetValue(id, out var price))
            {
                if (
                    document.Body["unitAmount"]?.ToString() != price["unit_amount"]?.ToString()
                    && !open.Any(c => c.SanityId == document.Id)
                )
                    yield return $"{document.Id}.unitAmount: {document.Body["unitAmount"]} here, {price["unit_amount"]} in Stripe";
                var active = (bool?)document.Body["active"] ?? true;
                if (active != (bool)price["active"]! && !open.Any(c => c.SanityId == document.Id))
                    yield return $"{document.Id}.active: {active} here, {price["active"]} in Stripe ({id})";
            }
    }

    // One object, one counterpart: nothing was made twice.
    private static IEnumerable<string> Doubles(
        BridgeWorld world,
        IReadOnlySet<string> unarchived,
        IReadOnlyList<string> notes
    )
    {
        foreach (
            var group in world
                .Documents("product")
                .Select(d => d.Text("stripeProductId"))
                .OfType<string>()
                .GroupBy(id => id)
                .Where(g => g.Count() > 1)
        )
            yield return $"{group.Count()} documents name {group.Key}";
        foreach (
            var group in world
                .StripeProducts()
                .Select(p => Mark(p))
                .OfType<string>()
                .GroupBy(id => id)
                .Where(g => g.Count() > 1)
        )
            yield return $"{group.Count()} Stripe products are marked {group.Key}";
        foreach (
            var group in world
                .Documents("price")
                .Select(d => d.Text("stripePriceId"))
                .OfType<string>()
                .GroupBy(id => id)
                .Where(g => g.Count() > 1)
        )
            yield return $"{group.Count()} documents name {group.Key}";
        // A replaced price that a person made active again is that person's, and so is its copy, as long as its product has no
        // document.
        var active = world
            .StripePrices()
            .Where(price => (bool)price["active"]! && Mark(price) is not null)
            .Where(price => !unarchived.Contains((string)price["id"]!))
            .Where(price =>
                !notes.Any(note =>
                    note.StartsWith(
                        $"{price["id"]} was made in Stripe for a product whose",
                        StringComparison.Ordinal
                    )
                )
            );
        foreach (var group in active.GroupBy(price => Mark(price)!).Where(g => g.Count() > 1))
            yield return $"{group.Count()} active prices are marked {group.Key}: {string.Join(", ", group.Select(p => p["id"]))}";
    }

    private static string? Mark(JsonObject item) => (string?)item["metadata"]?["sanity_id"];

    // Visible, superseded by a later edit of the same field, or in a conflict record.
    private static IEnumerable<string> LostEdits(
        BridgeWorld world,
        History history,
        IReadOnlyDictionary<string, string> links,
        IReadOnlyList<Conflict> conflicts,
        IReadOnlyList<string> notes
    )
    {
        var documentOf = new Dictionary<string, string>(links, StringComparer.Ordinal);
        foreach (var document in world.Documents("product").Concat(world.Documents("price")))
        foreach (var id in Ids(document))
            documentOf[id] = document.Id;
        var kept = conflicts
            .SelectMany(conflict => new[] { conflict.Sanity, conflict.Stripe })
            .Select(value => value.AsText() ?? value.Json ?? "")
            .ToHashSet(StringComparer.Ordinal);
        var everything = world
            .Documents("product")
            .Concat(world.Documents("price"))
            .Select(document => document.Body.ToJsonString())
            .ToList();
        foreach (var group in history.Edits.GroupBy(edit => (Key(edit.Id), edit.Field)))
        {
            var last = group.MaxBy(edit => edit.Order)!;
            var documents = group
                .SelectMany(edit =>
                    new[]
                    {
                        documentOf.GetValueOrDefault(edit.Id, edit.Id),
                        documentOf.GetValueOrDefault(edit.Made ?? ""),
                    }
                )
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
                .ToList();
            // So does an object that was deleted in Stripe.
            if (IsGoneFromStripe(world, last.Id))
                continue;
            // A document that was deleted since takes its edits along.
            if (
                documents.Any(id =>
                    world.Document(id) is null || history.DeletedAt.GetValueOrDefault(id, -1) > last.Order
                )
            )
                continue;
            // A price made in Stripe for a product whose document was deleted has nowhere to go until it is restored.
            if (last.Made is not null && documents.Any(id => IsOrphan(world, id)))
                continue;
            var shown = documents.Select(id => world.Document(id)!.Body[last.Field]?.ToString()).ToList();
            // A price made by the Dashboard that was no succession has a document of its own.
            var elsewhere =
                last.Field == "unitAmount"
                && everything.Any(body =>
                    body.Contains($"\"unitAmount\":{last.Value}", StringComparison.Ordinal)
                );
            // What stands there may be a later edit that was made on another price of the chain.
            var later = history.Edits.Where(edit => edit.Order > last.Order && edit.Field == last.Field);
            if (later.Any(edit => shown.Contains(edit.Value)))
                continue;
            // What could not be carried along is told in the history, with its value.
            if (notes.Any(note => IsTold(note, last.Value)))
                continue;
            if (!shown.Contains(last.Value) && !kept.Contains(last.Value) && !elsewhere)
                yield return $"lost: {last} ({string.Join(", ", documents)} shows {string.Join(", ", shown)})";
        }

        // One price to a person may be several in Stripe, and one document.
        string Key(string id) =>
            documentOf.GetValueOrDefault(history.First(id))
            ?? documentOf.GetValueOrDefault(id, history.First(id));
    }

    private static bool IsTold(string note, string value) =>
        note.Contains($"\"{value}\"", StringComparison.Ordinal)
        || note.Contains($" {value},", StringComparison.Ordinal);

    private static bool IsOrphan(BridgeWorld world, string priceDocument) =>
        Core.Mapping.SanityReader.Reference(world.Document(priceDocument)?.Body["product"]) is { } product
        && world.Document(product) is null;

    private static bool IsGoneFromStripe(BridgeWorld world, string id) =>
        id.StartsWith("price_", StringComparison.Ordinal)
            && world.StripePrices().All(price => (string?)price["id"] != id)
        || (
            id.StartsWith("prod_", StringComparison.Ordinal)
            || id.StartsWith("sanity_", StringComparison.Ordinal)
        ) && world.StripeProducts().All(product => (string?)product["id"] != id);

    private static IEnumerable<string> Ids(SanityDocument document)
    {
        if (document.Text("stripeProductId") is { } product)
            yield return product;
        if (document.Text("stripePriceId") is { } price)
            yield return price;
        foreach (
            var old in (document.Body["previousStripePriceIds"] as JsonArray ?? []).Select(node =>
                (string)node!
            )
        )
            yield return old;
    }
}
