using SanityStripeBridge.Sandbox.StripeSandbox.Events;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

/// <summary>What can be done to products; every check comes before any effect.</summary>
internal sealed class Products(Ledger ledger)
{
    private static readonly string[] Shared =
    [
        "active",
        "description",
        "images[*]",
        "marketing_features[*][name]",
        "metadata[*]",
        "name",
        "package_dimensions[height]",
        "package_dimensions[length]",
        "package_dimensions[weight]",
        "package_dimensions[width]",
        "shippable",
        "statement_descriptor",
        "tax_code",
        "tax_details[performance_location]",
        "tax_details[tax_code]",
        "unit_label",
        "url",
    ];

    private static readonly Schema ForCreate = new([
        .. Shared,
        "id",
        "type",
        .. Prices.InlineFields.Select(field => $"default_price_data{field}"),
    ]);

    private static readonly Schema ForUpdate = new([.. Shared, "default_price"]);

    public StripeProduct Get(string id) =>
        ledger.Products[id] ?? throw Refuse.NoSuch("product", id, "id", 404);

    public StripeProduct Create(FormNode form, Caller caller)
    {
        ForCreate.Check(form);
        var p = new Parameters(form);
        p.Require("name");
        var product = ProductFields.Apply(New(p.Has("id") ? p.Text("id") : null), p, creating: true);
        if (p.Has("type"))
            product = product with { Type = p.Choice("type", "good", "service") };
        var price = p.Has("default_price_data")
            ? ledger.PriceRules.Inline(p.Map("default_price_data"), product.Id)
            : null;
        if (
            ledger.Products[product.Id] is not null
            || (!ledger.Options.DeletedIdsMayReturn && ledger.Products.PlaceOf(product.Id) is not null)
        )
            throw new StripeErrorException(400, "Product already exists.")
            {
                Code = "resource_already_exists",
            };
        product = product with { DefaultPrice = price?.Id };
        ledger.Products.Put(product.Id, product);
        ledger.Events.Emit("product.created", product.Render(), null, caller);
        if (price is not null)
            ledger.PriceRules.Add(price, caller);
        return product;
    }

    public StripeProduct New(string? id) =>
        new()
        {
            Id = id ?? ledger.Ids.Next("prod_", 14),
            Created = ledger.Now,
            Updated = ledger.Now,
            Livemode = ledger.Livemode,
        };

    public StripeProduct Update(string id, FormNode form, Caller caller)
    {
        var before = Get(id);
        ForUpdate.Check(form);
        var p = new Parameters(form);
        var after = ProductFields.Apply(before, p, creating: false);
        if (p.Has("default_price"))
            after = after with { DefaultPrice = DefaultPrice(p, id) };
        return Save(before, after, caller);
    }

    public void Delete(string id, Caller caller)
    {
        var product = Get(id);
        if (ledger.Prices.NewestFirst.Any(price => price.Product == id))
            throw Refuse.State(
                "This product cannot be deleted because it has one or more user-created prices."
            );
        ledger.Products.Remove(id);
        var last = product with { Active = false, Updated = ledger.Now };
        ledger.Events.Emit("product.deleted", last.Render(), null, caller);
    }

    /// <summary>Stores a changed product with a fresh <c>updated</c> and tells of it; an unchanged one only if so configured.</summary>
    private StripeProduct Save(StripeProduct before, StripeProduct after, Caller caller)
    {
        var changed = Previous.Attributes(before.Render(), after.Render()) is not null;
        if (!changed && !ledger.Options.NoOpUpdatesEmit)
            return before;
        after = after with { Updated = ledger.Now };
        ledger.Products.Put(after.Id, after);
        ledger.Events.Emit("product.updated", after.Render(), before.Render(), caller);
        return after;
    }

    private string? DefaultPrice(Parameters p, string product)
    {
        if (p.Clears("default_price"))
            return null;
        var id = p.Text("default_price");
        var price = ledger.Prices[id] ?? throw Refuse.NoSuch("price", id, "default_price");
        if (price.Product != product)
            throw Refuse.State(
                $"The price specified (`{id}`) belongs to another product than `{product}`.",
                "default_price"
            );
        return price.Active
            ? id
            : throw Refuse.State($"The price specified (`{id}`) is inactive.", "default_price");
    }
}
