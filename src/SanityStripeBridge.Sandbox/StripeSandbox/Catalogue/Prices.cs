using SanityStripeBridge.Sandbox.StripeSandbox.Events;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

/// <summary>What can be done to prices; every check comes before any effect.</summary>
internal sealed class Prices(Ledger ledger)
{
    /// <summary>What <c>default_price_data</c> may hold: less than a price of its own.</summary>
    public static readonly string[] InlineFields =
    [
        "[currency]",
        "[unit_amount]",
        "[unit_amount_decimal]",
        "[custom_unit_amount][enabled]",
        "[custom_unit_amount][maximum]",
        "[custom_unit_amount][minimum]",
        "[custom_unit_amount][preset]",
        .. CurrencyFields,
        "[metadata][*]",
        "[recurring][interval]",
        "[recurring][interval_count]",
        "[tax_behavior]",
    ];

    private static readonly Schema ForUpdate = new([
        "active",
        "lookup_key",
        "metadata[*]",
        "nickname",
        "tax_behavior",
        "transfer_lookup_key",
        .. CurrencyFields.Select(Unbracket),
    ]);

    private static readonly Schema ForCreate = new([
        .. InlineFields.Select(Unbracket),
        "active",
        "billing_scheme",
        "lookup_key",
        "nickname",
        "product",
        "product_data[active]",
        "product_data[id]",
        "product_data[metadata][*]",
        "product_data[name]",
        "product_data[statement_descriptor]",
        "product_data[tax_code]",
        "product_data[tax_details][performance_location]",
        "product_data[tax_details][tax_code]",
        "product_data[unit_label]",
        "recurring[meter]",
        "recurring[trial_period_days]",
        "recurring[usage_type]",
        "tiers[*][flat_amount]",
        "tiers[*][flat_amount_decimal]",
        "tiers[*][unit_amount]",
        "tiers[*][unit_amount_decimal]",
        "tiers[*][up_to]",
        "tiers_mode",
        "transfer_lookup_key",
        "transform_quantity[divide_by]",
        "transform_quantity[round]",
    ]);

    private static string[] CurrencyFields =>
        [
            "[currency_options][*][custom_unit_amount][enabled]",
            "[currency_options][*][custom_unit_amount][maximum]",
            "[currency_options][*][custom_unit_amount][minimum]",
            "[currency_options][*][custom_unit_amount][preset]",
            "[currency_options][*][tax_behavior]",
            "[currency_options][*][unit_amount]",
            "[currency_options][*][unit_amount_decimal]",
        ];

    public StripePrice Get(string id) => ledger.Prices[id] ?? throw Refuse.NoSuch("price", id, "price", 404);

    public StripePrice Create(FormNode form, Caller caller)
    {
        ForCreate.Check(form);
        var p = new Parameters(form);
        var (product, newProduct) = ProductOf(p);
        var price = Terms(p, product);
        if (p.Has("active"))
            price = price with { Active = p.Flag("active") };
        if (p.Has("nickname"))
            price = price with { Nickname = p.Text("nickname") };
        var former = LookupKeyHolder(p, price.Id);
        price = price with { LookupKey = p.Has("lookup_key") ? p.Text("lookup_key", 200) : null };
        if (newProduct is not null)
        {
            ledger.Products.Put(newProduct.Id, newProduct);
            ledger.Events.Emit("product.created", newProduct.Render(), null, caller);
        }
        TakeLookupKey(former, caller);
        Add(price, caller);
        return price;
    }

    /// <summary>A price made together with its product.</summary>
    public StripePrice Inline(Parameters p, string product) => Terms(p, product);

    public void Add(StripePrice price, Caller caller)
    {
        ledger.Prices.Put(price.Id, price);
        ledger.Events.Emit("price.created", price.Render(), null, caller);
        if (price.Recurring is not null)
            ledger.Events.Emit("plan.created", PriceJson.Plan(price), null, caller);
    }

    public StripePrice Update(string id, FormNode form, Caller caller)
    {
        var before = Get(id);
        ForUpdate.Check(form);
        var p = new Parameters(form);
        var after = before with { Metadata = Metadata.Merge(before.Metadata, p, creating: false) };
        if (p.Has("nickname"))
            after = after with { Nickname = p.Clears("nickname") ? null : p.Text("nickname") };
        if (p.Has("tax_behavior"))
            after = after with { TaxBehavior = ChangedTaxBehavior(before, p) };
        after = after with { CurrencyOptions = CurrencyOptions.Merge(before, p) };
        if (p.Has("active"))
            after = after with { Active = Archivable(before, p.Flag("active")) };
        var former = p.Clears("lookup_key") ? null : LookupKeyHolder(p, id);
        if (p.Has("lookup_key"))
            after = after with { LookupKey = p.Clears("lookup_key") ? null : p.Text("lookup_key", 200) };
        TakeLookupKey(former, caller);
        return Save(before, after, caller);
    }

    /// <summary>Removes a price for good: the Dashboard for unused ones, the legacy plan route for recurring ones.</summary>
    public StripePrice Delete(string id, Caller caller)
    {
        var price = Get(id);
        if (IsDefault(price))
            throw Refuse.State(
                "This price cannot be deleted because it is the default price of its product."
            );
        ledger.Prices.Remove(id);
        var last = price with { Active = false };
        if (price.Recurring is not null)
            ledger.Events.Emit("plan.deleted", PriceJson.Plan(last), null, caller);
        ledger.Events.Emit("price.deleted", last.Render(), null, caller);
        return last;
    }

    private (string Id, StripeProduct? New) ProductOf(Parameters p)
    {
        if (p.Has("product") && p.Has("product_data"))
            throw Refuse.Both("product", "product_data");
        if (p.Has("product"))
        {
            var id = p.Text("product");
            return ledger.Products[id] is null ? throw Refuse.NoSuch("product", id, "product") : (id, null);
        }
        if (!p.Has("product_data"))
            throw Refuse.Value(
                "You must specify either `product` or `product_data` when creating a price.",
                null
            );
        var data = p.Map("product_data");
        data.Require("name");
        var blank = ledger.ProductRules.New(data.Has("id") ? data.Text("id") : null);
        var product = ProductFields.Apply(blank, data, creating: true);
        return (product.Id, product);
    }

    private StripePrice Terms(Parameters p, string product)
    {
        p.Require("currency");
        var price = new StripePrice
        {
            Id = ledger.Ids.Next("price_", 24),
            Created = ledger.Now,
            Currency = Currencies.Check(p.Text("currency"), p.Path("currency")),
            Livemode = ledger.Livemode,
            Product = product,
        };
        price = PriceTerms.Apply(price, p);
        price = price with { Metadata = Metadata.Merge(price.Metadata, p, creating: true) };
        return price with { CurrencyOptions = CurrencyOptions.Merge(price, p) };
    }

    /// <summary>Stores a changed price and tells of it; an unchanged one only if so configured.</summary>
    public StripePrice Save(StripePrice before, StripePrice after, Caller caller)
    {
        var changed = before != after && !SameTo(before, after);
        if (!changed && !ledger.Options.NoOpUpdatesEmit)
            return before;
        ledger.Prices.Put(after.Id, after);
        ledger.Events.Emit("price.updated", after.Render(), before.Render(), caller);
        if (after.Recurring is not null)
            ledger.Events.Emit("plan.updated", PriceJson.Plan(after), PriceJson.Plan(before), caller);
        return after;
    }

    /// <summary>Options are in no unexpanded body, so their change would otherwise go unseen.</summary>
    private static bool SameTo(StripePrice before, StripePrice after) =>
        Previous.Attributes(before.Render(), after.Render()) is null
        && before.CurrencyOptions.SequenceEqual(after.CurrencyOptions);

    private StripePrice? LookupKeyHolder(Parameters p, string taker)
    {
        if (!p.Has("lookup_key"))
            return null;
        var key = p.Text("lookup_key", 200);
        var holder = ledger.Prices.NewestFirst.FirstOrDefault(price => price.LookupKey == key);
        if (holder is null || holder.Id == taker)
            return null;
        return p.Has("transfer_lookup_key") && p.Flag("transfer_lookup_key")
            ? holder
            : throw Refuse.State($"A price (`{holder.Id}`) already uses that lookup key.", "lookup_key");
    }

    private void TakeLookupKey(StripePrice? former, Caller caller)
    {
        if (former is not null)
            Save(former, former with { LookupKey = null }, caller);
    }

    private static string ChangedTaxBehavior(StripePrice price, Parameters p)
    {
        var wanted = PriceTerms.TaxBehavior(p);
        return price.TaxBehavior == "unspecified" || price.TaxBehavior == wanted
            ? wanted
            : throw Refuse.State("You cannot update `tax_behavior` field once it has been specified.");
    }

    private bool Archivable(StripePrice price, bool active) =>
        active || !IsDefault(price)
            ? active
            : throw Refuse.State(
                "This price cannot be archived because it is the default price of its product."
            );

    private bool IsDefault(StripePrice price) => ledger.Products[price.Product]?.DefaultPrice == price.Id;

    private static string Unbracket(string field)
    {
        var close = field.IndexOf(']', StringComparison.Ordinal);
        return field[1..close] + field[(close + 1)..];
    }
}
