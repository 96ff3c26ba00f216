using SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Screens;

/// <summary>The Dashboard's "change the amount": one step for the person and for readers, several events.</summary>
internal static class AmountChange
{
    public static StripePrice Perform(Ledger ledger, string id, FormNode form, Caller caller)
    {
        var old = ledger.PriceRules.Get(id);
        var p = new Parameters(form);
        var amount = Amounts.Read(p);
        if (amount == Amount.None)
            throw Refuse.Missing("unit_amount");
        var takesKey = p.Has("take_lookup_key") && p.Flag("take_lookup_key") && old.LookupKey is not null;
        var successor = old with
        {
            Id = ledger.Ids.Next("price_", 24),
            Active = true,
            Created = ledger.Now,
            UnitAmount = amount,
            LookupKey = takesKey ? old.LookupKey : null,
        };
        ledger.PriceRules.Add(successor, caller);
        if (takesKey)
            old = ledger.PriceRules.Save(old, old with { LookupKey = null }, caller);
        if (ledger.Products[old.Product]?.DefaultPrice == old.Id)
            ledger.ProductRules.Update(old.Product, Default(successor.Id), caller);
        ledger.PriceRules.Save(old, old with { Active = false }, caller);
        return successor;
    }

    private static FormNode Default(string price)
    {
        var form = new FormNode();
        form.Set("default_price", new FormNode(price));
        return form;
    }
}
