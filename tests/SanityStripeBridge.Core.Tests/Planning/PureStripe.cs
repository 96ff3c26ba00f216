using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>What Stripe does with a form, as far as a plan can tell: trims, clears, merges metadata, and refuses what it refuses.</summary>
internal sealed class PureStripe
{
    private int _serial;

    public SortedDictionary<string, JsonObject> Products { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, JsonObject> Prices { get; } = new(StringComparer.Ordinal);

    /// <summary>How often anything was written.</summary>
    public int Writes { get; private set; }

    public StripeProduct? Product(string id) =>
        Products.GetValueOrDefault(id)?.Deserialize(StripeJson.Default.StripeProduct);

    public StripePrice? Price(string id) =>
        Prices.GetValueOrDefault(id)?.Deserialize(StripeJson.Default.StripePrice);

    /// <summary>Performs a request; the id of the object that answers it.</summary>
    public string Apply(StripeRequest request)
    {
        Writes++;
        var parts = request.Path.Split('/');
        var id = parts.Length > 3 ? Uri.UnescapeDataString(parts[3]) : null;
        return (parts[2], id) switch
        {
            ("products", null) => CreateProduct(request.Form),
            ("products", { } product) => UpdateProduct(product, request.Form),
            (_, null) => CreatePrice(request.Form),
            (_, { } price) => UpdatePrice(price, request.Form),
        };
    }

    private string CreateProduct(IReadOnlyList<FormPair> form)
    {
        Refuse(form.Any(pair => pair.Value.Length == 0), "an empty string on create");
        const string along = "default_price_data[";
        var id = form.Single(pair => pair.Name == "id").Value;
        Refuse(Products.ContainsKey(id), "resource_already_exists");
        var product = TestKit.A.StripeProduct(id);
        product["metadata"] = new JsonObject();
        Lay(product, form.Where(pair => !pair.Name.StartsWith(along, StringComparison.Ordinal)));
        Products[id] = product;
        List<FormPair> price =
        [
            .. form.Where(pair => pair.Name.StartsWith(along, StringComparison.Ordinal))
                .Select(pair => pair with { Name = Unnested(pair.Name[along.Length..]) }),
        ];
        if (price.Count > 0)
        {
            string[] known =
            [
                "currency",
                "currency_options",
                "custom_unit_amount",
                "metadata",
                "recurring",
                "tax_behavior",
                "unit_amount",
            ];
            foreach (var pair in price)
                Refuse(
                    !known.Any(name => pair.Name.StartsWith(name, StringComparison.Ordinal)),
                    pair.Name + " in default_price_data"
                );
            product["default_price"] = CreatePrice([.. price, new("product", id)]);
        }
        return id;
    }

    private static string Unnested(string rest)
    {
        var end = rest.IndexOf(']', StringComparison.Ordinal);
        return rest[..end] + rest[(end + 1)..];
    }

    private string UpdateProduct(string id, IReadOnlyList<FormPair> form)
    {
        var price = form.FirstOrDefault(pair => pair.Name == "default_price")?.Value;
        if (!string.IsNullOrEmpty(price))
            Refuse(
                Prices.GetValueOrDefault(price) is not { } found
                    || !(bool)found["active"]!
                    || (string?)found["product"] != id,
                "a default price that is not an active price of the product"
            );
        Refuse(
            form.Any(pair =>
                pair.Value.Length == 0 && pair.Name is "name" or "statement_descriptor" or "shippable"
            ),
            "clearing what cannot be cleared"
        );
        Lay(Products[id], form);
        return id;
    }

    private string CreatePrice(IReadOnlyList<FormPair> form)
    {
        Refuse(form.Any(pair => pair.Value.Length == 0), "an empty string on create");
        var id = "price_" + (++_serial).ToString("D4", CultureInfo.InvariantCulture);
        var product = form.Single(pair => pair.Name == "product").Value;
        Refuse(!Products.ContainsKey(product), "resource_missing product");
        Refuse(
            form.Count(pair =>
                pair.Name
                    is "unit_amount"
                        or "unit_amount_decimal"
                        or "custom_unit_amount[enabled]"
                        or "tiers_mode"
            ) != 1,
            "exactly one kind of amount is needed"
        );
        var price = TestKit.A.StripePrice(id, product);
        price["created"] = 1_763_000_000 + _serial;
        TakeLookupKey(id, form);
        price["unit_amount"] = price["unit_amount_decimal"] = null;
        Lay(price, form);
        if (price["recurring"] is JsonObject recurring)
        {
            price["type"] = "recurring";
            recurring["interval_count"] ??= 1;
            recurring["usage_type"] ??= "licensed";
        }
        Prices[id] = price;
        return id;
    }

    private string UpdatePrice(string id, IReadOnlyList<FormPair> form)
    {
        string[] known =
        [
            "active",
            "currency_options",
            "lookup_key",
            "metadata",
            "nickname",
            "tax_behavior",
            "transfer_lookup_key",
        ];
        foreach (var pair in form)
            Refuse(!known.Contains(pair.Name.Split('[')[0]), pair.Name + " of an existing price");
        var price = Prices[id];
        foreach (
            var pair in form.Where(pair => pair.Name.StartsWith("currency_options", StringComparison.Ordinal))
        )
            Refuse(
                price["currency_options"]?[pair.Name.Split('[')[1].TrimEnd(']')] is not null,
                "changing a currency that is there"
            );
        if (form.Any(pair => pair is { Name: "active", Value: "false" }))
            Refuse(
                Products.Values.Any(product => (string?)product["default_price"] == id),
                "archiving a default price"
            );
        if (form.FirstOrDefault(pair => pair.Name == "tax_behavior") is { } tax)
            Refuse(
                (string?)price["tax_behavior"] != "unspecified"
                    && (string?)price["tax_behavior"] != tax.Value,
                "tax_behavior once specified"
            );
        TakeLookupKey(id, form);
        Lay(price, form);
        return id;
    }

    private void TakeLookupKey(string id, IReadOnlyList<FormPair> form)
    {
        var key = form.FirstOrDefault(pair => pair.Name == "lookup_key")?.Value;
        foreach (var holder in Prices.Where(other => other.Key != id && key?.Length > 0).ToList())
            if ((string?)holder.Value["lookup_key"] == key)
            {
                Refuse(
                    form.All(pair => pair is not { Name: "transfer_lookup_key", Value: "true" }),
                    "lookup key taken"
                );
                holder.Value["lookup_key"] = null;
            }
    }

    private static void Lay(JsonObject target, IEnumerable<FormPair> form)
    {
        foreach (var group in form.GroupBy(pair => pair.Name.Split('[')[0]))
            switch (group.Key)
            {
                case "id" or "transfer_lookup_key":
                    break;
                case "metadata":
                    LayMetadata((JsonObject)target["metadata"]!, group);
                    break;
                case "unit_amount" or "unit_amount_decimal":
                    LayAmount(target, group.Single().Value);
                    break;
                case "currency_options":
                    LayCurrencies(target, group);
                    break;
                case "tiers":
                    target["tiers"] = Tiers(group);
                    break;
                case "custom_unit_amount":
                    target["custom_unit_amount"] = Nested(
                        group.Where(pair => pair.Name != "custom_unit_amount[enabled]"),
                        value => long.Parse(value, CultureInfo.InvariantCulture)
                    );
                    break;
                case "images":
                    target["images"] = List(group, value => value);
                    break;
                case "marketing_features":
                    target["marketing_features"] = List(group, value => new JsonObject { ["name"] = value });
                    break;
                case "active" or "shippable":
                    target[group.Key] = group.Single().Value == "true";
                    break;
                case var name:
                    target[name] = group.First().Name == name ? Scalar(group.Single().Value) : Nested(group);
                    break;
            }
    }

    private static void LayCurrencies(JsonObject price, IEnumerable<FormPair> pairs)
    {
        var options = (JsonObject)(price["currency_options"] ??= new JsonObject());
        foreach (var currency in pairs.GroupBy(pair => pair.Name.Split('[')[1].TrimEnd(']')))
        {
            Refuse(currency.Key == (string?)price["currency"], "the price's own currency among the options");
            var option = new JsonObject { ["tax_behavior"] = "unspecified" };
            foreach (var pair in currency)
                if (pair.Name.EndsWith("[tax_behavior]", StringComparison.Ordinal))
                    option["tax_behavior"] = pair.Value;
                else
                    LayAmount(option, pair.Value);
            Refuse(!option.ContainsKey("unit_amount"), "a currency without an amount");
            options[currency.Key] = option;
        }
    }

    private static JsonArray Tiers(IEnumerable<FormPair> pairs) =>
        [
            .. pairs
                .GroupBy(pair => pair.Name.Split('[')[1])
                .Select(group =>
                {
                    var tier = new JsonObject();
                    foreach (var pair in group)
                        if (pair.Name.EndsWith("[up_to]", StringComparison.Ordinal))
                            tier["up_to"] =
                                pair.Value == "inf"
                                    ? null
                                    : long.Parse(pair.Value, CultureInfo.InvariantCulture);
                        else
                            LayAmount(
                                tier,
                                pair.Value,
                                pair.Name.Contains("[flat_", StringComparison.Ordinal) ? "flat" : "unit"
                            );
                    return (JsonNode)tier;
                }),
        ];

    private static void LayMetadata(JsonObject metadata, IEnumerable<FormPair> pairs)
    {
        foreach (var pair in pairs)
            if (pair.Value.Length == 0)
                metadata.Remove(pair.Name["metadata[".Length..^1]);
            else
                metadata[pair.Name["metadata[".Length..^1]] = pair.Value;
    }

    private static void LayAmount(JsonObject price, string value, string kind = "unit")
    {
        var amount = decimal.Parse(value, CultureInfo.InvariantCulture);
        price[kind + "_amount"] = amount == decimal.Truncate(amount) ? (long)amount : null;
        price[kind + "_amount_decimal"] = value;
    }

    private static JsonArray List(IEnumerable<FormPair> pairs, Func<string, JsonNode> item) =>
        [.. pairs.Where(pair => pair.Value.Length > 0).Select(pair => item(pair.Value.Trim()))];

    private static JsonValue? Scalar(string value) =>
        value.Length == 0 ? null : JsonValue.Create(value.Trim());

    private static JsonObject Nested(IEnumerable<FormPair> pairs, Func<string, JsonNode>? read = null)
    {
        var map = new JsonObject();
        foreach (var pair in pairs)
            map[pair.Name.Split('[')[1].TrimEnd(']')] = read is null ? pair.Value : read(pair.Value);
        return map;
    }

    private static void Refuse(bool isWrong, string what)
    {
        if (isWrong)
            throw new InvalidOperationException("Stripe refuses " + what);
    }
}
