using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Tests.Histories;

/// <content>Both sides at tiers and currency options: what of it exists never changes in Stripe, so another price takes its place.</content>
internal sealed partial class People
{
    private async Task NewTieredPriceAsync()
    {
        if (Pick(world.Documents("product")) is not { } product)
            return;
        var content = new JsonObject
        {
            ["product"] = SanityPatch.WeakReference(product.Id),
            ["currency"] = "eur",
            ["type"] = "recurring",
            ["interval"] = "month",
            ["billingScheme"] = "tiered",
            ["tiersMode"] = "graduated",
            ["tiers"] = Tiers(Amount(), Amount()),
        };
        await world.Sanity.Studio.CreatePublishedAsync($"{product.Id}-{_serial++}", "price", content);
    }

    private async Task EditTiersAsync()
    {
        if (Pick([.. world.Documents("price").Where(IsTiered)]) is not { } price)
            return;
        var (first, rest) = (Amount(), Amount());
        await SetAsync(price.Id, "tiers", Tiers(first, rest), (price.Id, "tiers"));
        Remember(price.Id, "tiers", AsShown(first, rest));
    }

    private async Task EditCurrencyAsync()
    {
        if (Pick([.. world.Documents("price").Where(price => !IsTiered(price))]) is not { } price)
            return;
        var (currency, amount) = (PickCurrency(), Amount());
        var options = (Open(price.Id)["currencyOptions"] as JsonArray)?.DeepClone().AsArray() ?? [];
        var option = options.OfType<JsonObject>().FirstOrDefault(one => (string?)one["currency"] == currency);
        if (option is null)
            options.Add(option = new JsonObject { ["_key"] = currency, ["currency"] = currency });
        option["unitAmount"] = amount;
        var field = Shown.Currency + currency;
        await SetAsync(price.Id, "currencyOptions", options, (price.Id, field));
        Remember(price.Id, field, Digits(amount));
    }

    private async Task NewTieredStripePriceAsync()
    {
        if (Pick(world.StripeProducts()) is { } product)
            await world.Stripe.Dashboard.CreatePriceAsync(
                new
                {
                    product = (string)product["id"]!,
                    currency = "eur",
                    recurring = new { interval = "month" },
                    billing_scheme = "tiered",
                    tiers_mode = "graduated",
                    tiers = StripeTiers(Amount(), Amount()),
                }
            );
    }

    private async Task ReplaceTiersAsync()
    {
        if (Pick([.. Active(world.StripePrices()).Where(IsTiered)]) is not { } price)
            return;
        var (first, rest) = (Amount(), Amount());
        var made = await ReplaceAsync(
            price,
            new()
            {
                ["recurring"] = new { interval = "month" },
                ["billing_scheme"] = "tiered",
                ["tiers_mode"] = "graduated",
                ["tiers"] = StripeTiers(first, rest),
            }
        );
        Remember((string)price["id"]!, "tiers", AsShown(first, rest), made);
    }

    private async Task AddCurrencyAsync()
    {
        if (Pick([.. Active(world.StripePrices()).Where(CanHaveCurrencies)]) is not { } price)
            return;
        var (currency, amount) = (PickCurrency(), Amount());
        var id = (string)price["id"]!;
        await world.Stripe.Dashboard.EditPriceAsync(
            id,
            new { currency_options = Options((currency, amount)) }
        );
        Remember(id, Shown.Currency + currency, Digits(amount));
    }

    private async Task ReplaceCurrencyAsync()
    {
        var fit = Active(world.StripePrices())
            .Where(price => CanHaveCurrencies(price) && CurrenciesOf(price).Count > 0)
            .ToList();
        if (Pick(fit) is not { } price)
            return;
        var amount = Amount();
        var currency = Pick([.. CurrenciesOf(price).Select(option => option.Currency)])!;
        var options = CurrenciesOf(price)
            .Select(option => option.Currency == currency ? (currency, amount) : option)
            .ToArray();
        var made = await ReplaceAsync(
            price,
            new() { ["unit_amount"] = (long)price["unit_amount"]!, ["currency_options"] = Options(options) }
        );
        Remember((string)price["id"]!, Shown.Currency + currency, Digits(amount), made);
    }

    // What the Dashboard has no button for: another price that says which one it replaces, which is archived.
    private async Task<string> ReplaceAsync(JsonObject price, Dictionary<string, object> terms)
    {
        var id = (string)price["id"]!;
        terms["product"] = (string)price["product"]!;
        terms["currency"] = (string)price["currency"]!;
        if ((string?)price["nickname"] is { } nickname)
            terms["nickname"] = nickname;
        terms["metadata"] = new Dictionary<string, string> { ["replaces"] = id };
        var made = await world.Stripe.Dashboard.CreatePriceAsync(terms);
        var madeId = made.GetProperty("id").GetString()!;
        var product = world.StripeProduct((string)price["product"]!);
        if ((string?)product["default_price"] == id)
            await world.Stripe.Dashboard.SetDefaultAsync(madeId);
        await world.Stripe.Dashboard.ArchivePriceAsync(id);
        _formerOf[madeId] = id;
        return madeId;
    }

    // A variant has no place for them, which is nobody's edit lost.
    private static bool CanHaveCurrencies(JsonObject price) =>
        !IsTiered(price) && price["recurring"] is null && price["metadata"]?["variant_key"] is null;

    private string PickCurrency() => random.Next(2) == 0 ? "usd" : "gbp";

    private static List<(string Currency, long Amount)> CurrenciesOf(JsonObject price) =>
        [
            .. (price["currency_options"] as JsonObject ?? [])
                .Where(option => option.Key != (string?)price["currency"])
                .Select(option => (option.Key, (long)option.Value!["unit_amount"]!)),
        ];

    private static Dictionary<string, object> Options(params (string Currency, long Amount)[] options) =>
        options.ToDictionary(
            option => option.Currency,
            option => (object)new { unit_amount = option.Amount }
        );

    private static JsonArray Tiers(int first, int rest) =>
        [
            new JsonObject
            {
                ["_key"] = "first",
                ["upTo"] = 10,
                ["unitAmount"] = first,
            },
            new JsonObject { ["_key"] = "rest", ["unitAmount"] = rest },
        ];

    private static object[] StripeTiers(int first, int rest) =>
        [new { up_to = "10", unit_amount = first }, new { up_to = "inf", unit_amount = rest }];

    private static string AsShown(int first, int rest) => $"10:{first}|inf:{rest}";
}
