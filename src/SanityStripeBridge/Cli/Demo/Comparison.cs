using System.Text.Json.Nodes;

namespace SanityStripeBridge.Cli.Demo;

/// <summary>
/// Compares the two sides as a person with two windows would, without the bridge's own code: it must not be its own judge.
/// </summary>
internal static class Comparison
{
    /// <summary>What differs, one sentence each; empty when both sides tell the same.</summary>
    public static IReadOnlyList<string> Differences(Sandboxes sandboxes)
    {
        var found = new List<string>();
        var documents = sandboxes.Sanity.Dataset.Documents;
        var state = JsonNode.Parse(sandboxes.Stripe.State().GetRawText())!;
        var products = ById(state["products"]!);
        var prices = ById(state["prices"]!);
        foreach (var document in Of(documents, "product"))
            if (Counterpart(document, "stripeProductId", products, found) is { } product)
            {
                Compare(document, product, "name", "name", found);
                Compare(document, product, "description", "description", found);
                Active(document, product, found);
            }
        foreach (var document in Of(documents, "price"))
            if (Counterpart(document, "stripePriceId", prices, found) is { } price)
            {
                Compare(document, price, "unitAmount", "unit_amount", found);
                Compare(document, price, "currency", "currency", found);
                Compare(document, price, "nickname", "nickname", found);
                Active(document, price, found);
            }
        found.AddRange(Twins(prices.Values, documents));
        return found;
    }

    /// <summary>Products and prices of both sides that a shop would show.</summary>
    public static (int Products, int Prices, int StripeProducts, int StripePrices) Count(Sandboxes sandboxes)
    {
        var documents = sandboxes.Sanity.Dataset.Documents;
        var state = JsonNode.Parse(sandboxes.Stripe.State().GetRawText())!;
        return (
            Of(documents, "product").Count(),
            Of(documents, "price").Count(),
            state["products"]!.AsArray().Count,
            state["prices"]!.AsArray().Count
        );
    }

    private static IEnumerable<JsonObject> Of(IEnumerable<JsonObject> documents, string type) =>
        documents.Where(document =>
            Text(document, "_type") == type && !Text(document, "_id")!.Contains('.', StringComparison.Ordinal)
        );

    private static JsonObject? Counterpart(
        JsonObject document,
        string field,
        Dictionary<string, JsonObject> objects,
        List<string> found
    )
    {
        if (Text(document, field) is { } id && objects.TryGetValue(id, out var counterpart))
            return counterpart;
        found.Add($"{Text(document, "_id")} has no counterpart in Stripe");
        return null;
    }

    private static void Compare(
        JsonObject document,
        JsonObject counterpart,
        string field,
        string name,
        List<string> found
    )
    {
        if (Said(document[field]) != Said(counterpart[name]))
            found.Add(
                $"{Text(document, "_id")}: {field} is {Said(document[field])} in Sanity and {Said(counterpart[name])} in Stripe"
            );
    }

    private static void Active(JsonObject document, JsonObject counterpart, List<string> found)
    {
        var here =
            document["active"]?.GetValue<bool>() != false && Text(document, "sellStatus") != "internal";
        var there = counterpart["active"]!.GetValue<bool>();
        if (here != there)
            found.Add($"{Text(document, "_id")}: active is {here} in Sanity and {there} in Stripe");
    }

    // A price that is on sale in Stripe, was made by the bridge, and that no document names: one too many.
    private static IEnumerable<string> Twins(
        IEnumerable<JsonObject> prices,
        IReadOnlyList<JsonObject> documents
    )
    {
        var named = Of(documents, "price").Select(document => Text(document, "stripePriceId")).ToHashSet();
        var present = documents.Select(document => Text(document, "_id")).ToHashSet();
        return prices
            .Where(price =>
                price["active"]!.GetValue<bool>()
                && price["metadata"]?["sanity_id"]?.GetValue<string>() is { } owner
                && present.Contains(owner)
                && !named.Contains(Text(price, "id"))
            )
            .Select(price => $"{Text(price, "id")} is active in Stripe, but no document names it");
    }

    private static Dictionary<string, JsonObject> ById(JsonNode list) =>
        list.AsArray().OfType<JsonObject>().ToDictionary(item => Text(item, "id")!);

    // Stripe's null and an amount with a fraction are absent from a document.
    private static string Said(JsonNode? value) => value?.ToJsonString() ?? "absent";

    private static string? Text(JsonObject item, string name) => item[name]?.GetValue<string>();
}
