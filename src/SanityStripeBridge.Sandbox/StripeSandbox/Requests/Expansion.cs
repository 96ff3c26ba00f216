using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Requests;

/// <summary>Replaces ids by objects, and adds what a body leaves out, along the paths of <c>expand[]</c>.</summary>
internal static class Expansion
{
    private const int MaxDepth = 4;

    /// <summary>What each expandable property of each object holds; null where no path goes on.</summary>
    private static readonly Dictionary<(string Kind, string Name), string?> Known = new()
    {
        [("list of product", "data")] = "product",
        [("list of price", "data")] = "price",
        [("search of product", "data")] = "product",
        [("search of price", "data")] = "price",
        [("search of product", "total_count")] = null,
        [("search of price", "total_count")] = null,
        [("product", "default_price")] = "price",
        [("product", "tax_code")] = null,
        [("price", "product")] = "product",
        [("price", "currency_options")] = null,
        [("price", "tiers")] = null,
    };

    /// <summary>Refuses impossible paths before anything is performed.</summary>
    public static void Check(FormNode form, StripeRoute route)
    {
        foreach (var path in Paths(form))
        {
            var names = path.Split('.');
            if (names.Length > MaxDepth)
                throw TooDeep(path);
            var kind = Kind(route);
            foreach (var name in names)
            {
                if (kind is null || !Known.TryGetValue((kind, name), out kind))
                    throw Refuse.Value($"This property cannot be expanded ({path}).", null);
            }
        }
    }

    public static void Apply(JsonObject body, FormNode form, Ledger ledger)
    {
        foreach (var path in Paths(form))
            Expand(body, path.Split('.'), ledger);
    }

    private static IReadOnlyList<string> Paths(FormNode form) => new Parameters(form).Texts("expand");

    private static string? Kind(StripeRoute route)
    {
        var kind =
            route.Template.StartsWith("/v1/products", StringComparison.Ordinal) ? "product"
            : route.Template.StartsWith("/v1/prices", StringComparison.Ordinal) ? "price"
            : null;
        if (route.Template.EndsWith("/search", StringComparison.Ordinal))
            return $"search of {kind}";
        var isList = route.Method == "GET" && !route.Template.EndsWith('}');
        return isList && kind is not null ? $"list of {kind}" : kind;
    }

    private static StripeErrorException TooDeep(string path) =>
        new(400, $"You cannot expand more than 4 levels of a property. Property: {path}")
        {
            Code = "property_expansion_max_depth",
            Documented = false,
            BeforeExecution = true,
        };

    private static void Expand(JsonObject node, ReadOnlySpan<string> names, Ledger ledger)
    {
        if (names.IsEmpty)
            return;
        switch (names[0])
        {
            case "data":
                foreach (var item in node["data"]!.AsArray())
                    Expand(item!.AsObject(), names[1..], ledger);
                return;
            case "default_price":
                Replace(node, names[0], id => ledger.Prices[id]?.Render());
                break;
            case "product":
                Replace(node, names[0], id => ledger.Products[id]?.Render());
                break;
            case "tax_code":
                Replace(node, names[0], id => new JsonObject { ["id"] = id, ["object"] = "tax_code" });
                return;
            case "currency_options":
                Insert(
                    node,
                    names[0],
                    "custom_unit_amount",
                    PriceJson.CurrencyOptions(PriceOf(node, ledger))
                );
                return;
            case "tiers":
                Insert(node, names[0], "tiers_mode", PriceJson.Tiers(PriceOf(node, ledger)));
                return;
        }
        if (node[names[0]] is JsonObject expanded)
            Expand(expanded, names[1..], ledger);
    }

    private static StripePrice PriceOf(JsonObject body, Ledger ledger) =>
        ledger.PriceRules.Get(body["id"]!.GetValue<string>());

    private static void Replace(JsonObject node, string name, Func<string, JsonObject?> fetch)
    {
        if (node[name] is JsonValue id && fetch(id.GetValue<string>()) is { } found)
            node[name] = found;
    }

    private static void Insert(JsonObject node, string name, string before, JsonNode? value)
    {
        if (value is not null && !node.ContainsKey(name))
            node.Insert(node.IndexOf(before), name, value);
    }
}
