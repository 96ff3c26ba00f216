using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.StripeSandbox.Events;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;

namespace SanityStripeBridge.Sandbox.StripeSandbox;

/// <summary>The lists and their filters.</summary>
internal static class Listings
{
    private const int MaxLookupKeys = 10;
    private const int MaxEventTypes = 20;

    private static readonly string[] Cursors = ["starting_after", "ending_before"];

    /// <summary>What every list of dated objects takes.</summary>
    public static readonly string[] Shared =
    [
        "created",
        "created[gt]",
        "created[gte]",
        "created[lt]",
        "created[lte]",
        "ending_before",
        "limit",
        "starting_after",
    ];

    private static readonly Schema OfProducts = new([
        .. Shared,
        "active",
        "ids[*]",
        "shippable",
        "type",
        "url",
    ]);

    private static readonly Schema OfPrices = new([
        .. Shared,
        "active",
        "currency",
        "lookup_keys[*]",
        "product",
        "recurring[interval]",
        "recurring[meter]",
        "recurring[usage_type]",
        "type",
    ]);

    private static readonly Schema OfEvents = new([.. Shared, "delivery_success", "type", "types[*]"]);

    private static readonly Schema OfEndpoints = new("ending_before", "limit", "starting_after");

    public static JsonObject Products(StripeCall call)
    {
        OfProducts.Check(call.Form);
        var p = call.Parameters;
        var ids = p.Has("ids") ? p.Texts("ids") : null;
        if (ids is not null && Array.Find(Cursors, p.Has) is { } cursor)
            throw Refuse.Both("ids", cursor);
        var created = ListPage.Created(p);
        var active = Flag(p, "active");
        var shippable = Flag(p, "shippable");
        var (type, url) = (Text(p, "type"), Text(p, "url"));
        return ListPage.Of(
            call.Ledger.Products,
            p,
            "product",
            "/v1/products",
            product =>
                (ids is null || ids.Contains(product.Id))
                && (active is null || product.Active == active)
                && (shippable is null || product.Shippable == shippable)
                && (type is null || product.Type == type)
                && (url is null || product.Url == url)
                && created(product.Created),
            product => product.Render()
        );
    }

    public static JsonObject Prices(StripeCall call)
    {
        OfPrices.Check(call.Form);
        var p = call.Parameters;
        var keys = p.Has("lookup_keys") ? p.Texts("lookup_keys") : null;
        if (keys?.Count > MaxLookupKeys)
            throw Refuse.Value("Array lookup_keys exceeded maximum 10 allowed elements.", "lookup_keys");
        var product = Text(p, "product");
        if (product is not null && call.Ledger.Products[product] is null)
            throw Refuse.NoSuch("product", product, "product");
        var active = Flag(p, "active") ?? (call.Ledger.Options.PriceListsAreActiveOnly ? true : null);
        var (currency, type) = (Text(p, "currency")?.ToLowerInvariant(), Text(p, "type"));
        var recurring = p.Has("recurring") ? p.Map("recurring") : new Parameters(new FormNode());
        var (interval, usage, meter) = (
            Text(recurring, "interval"),
            Text(recurring, "usage_type"),
            Text(recurring, "meter")
        );
        var created = ListPage.Created(p);
        return ListPage.Of(
            call.Ledger.Prices,
            p,
            "price",
            "/v1/prices",
            price =>
                (active is null || price.Active == active)
                && (product is null || price.Product == product)
                && (keys is null || (price.LookupKey is { } key && keys.Contains(key)))
                && (currency is null || price.Currency == currency)
                && (type is null || price.Type == type)
                && (interval is null || price.Recurring?.Interval == interval)
                && (usage is null || price.Recurring?.UsageType == usage)
                && (meter is null || price.Recurring?.Meter == meter)
                && created(price.Created),
            price => price.Render()
        );
    }

    public static JsonObject Events(StripeCall call)
    {
        OfEvents.Check(call.Form);
        var p = call.Parameters;
        if (p.Has("type") && p.Has("types"))
            throw Refuse.Both("type", "types");
        var types =
            p.Has("types") ? p.Texts("types")
            : p.Has("type") ? [p.Text("type")]
            : null;
        if (types?.Count > MaxEventTypes)
            throw Refuse.Value("Array types exceeded maximum 20 allowed elements.", "types");
        var delivered = Flag(p, "delivery_success");
        var created = ListPage.Created(p);
        var log = call.Ledger.Events;
        return ListPage.Of(
            log.All,
            p,
            "notification",
            "/v1/events",
            e =>
                log.IsRetained(e)
                && (types is null || types.Any(type => IsOf(type, e)))
                && created(e.Created)
                && (delivered is null || log.Succeeded(e) == delivered),
            log.Render
        );
    }

    public static JsonObject Endpoints(StripeCall call)
    {
        OfEndpoints.Check(call.Form);
        return ListPage.Of(
            call.Ledger.Endpoints.All,
            call.Parameters,
            "webhook endpoint",
            "/v1/webhook_endpoints",
            _ => true,
            endpoint => endpoint.Render()
        );
    }

    private static bool IsOf(string type, StripeEvent e) =>
        type.EndsWith('*') ? e.Type.StartsWith(type[..^1], StringComparison.Ordinal) : e.Type == type;

    private static bool? Flag(Parameters p, string name) => p.Has(name) ? p.Flag(name) : null;

    private static string? Text(Parameters p, string name) => p.Has(name) ? p.Text(name) : null;
}
