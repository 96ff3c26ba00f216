using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>What Stripe would refuse of a price's amounts, and of two ways of charging at once, said in the document's words.</summary>
internal static class AmountRules
{
    private static readonly string Most = SanityRules.MostMinorUnits.ToString(CultureInfo.InvariantCulture);

    public static void Check(Fields fields, List<Problem> problems)
    {
        switch (fields["billingScheme"].AsText())
        {
            case null when !fields["customUnitAmount"].IsAbsent:
                CheckChosen(fields, problems);
                break;
            case null:
                CheckOwn(fields, problems);
                break;
            case "tiered":
                CheckTiered(fields, problems);
                break;
            default:
                problems.Add(
                    new(
                        "billingScheme",
                        $"billingScheme is {fields["billingScheme"]}, but must be per_unit or tiered"
                    )
                );
                break;
        }
        CheckCurrencies(fields, problems);
        CheckUsage(fields, problems);
        foreach (
            var path in fields.Paths.Where(path => path.EndsWith("axBehavior", StringComparison.Ordinal))
        )
            if (fields[path].AsText() is not ("inclusive" or "exclusive"))
                problems.Add(
                    new(path, $"{path} is {fields[path]}, but must be inclusive, exclusive or unspecified")
                );
    }

    private static void CheckOwn(Fields fields, List<Problem> problems)
    {
        var amount = fields["unitAmount"];
        if (!amount.IsAbsent)
            CheckValue("unitAmount", "unitAmount", amount, fields["currency"].AsText(), problems);
        else if (problems.All(problem => problem.Path is not ("unitAmount" or "customUnitAmount" or "tiers")))
            problems.Add(
                new(
                    "unitAmount",
                    $"the price has no amount; set unitAmount in minor units ({CurrencyRules.Example(fields["currency"].AsText())}), 0 if it is free"
                )
            );
    }

    private static void CheckChosen(Fields fields, List<Problem> problems)
    {
        Exclude(
            "customUnitAmount",
            "the customer chooses the amount",
            ["unitAmount", "transformQuantity"],
            fields,
            problems
        );
        var bounds = fields["customUnitAmount"].Node()!.AsObject();
        foreach (var (name, value) in bounds)
            CheckValue(
                "customUnitAmount",
                name,
                FieldValue.From(value),
                fields["currency"].AsText(),
                problems
            );
        var inOrder = ((string[])["minimum", "preset", "maximum"])
            .Select(name => bounds[name])
            .OfType<JsonNode>();
        var values = inOrder.Select(node => node.GetValue<long>()).ToList();
        if (!values.Order().SequenceEqual(values))
            problems.Add(
                new(
                    "customUnitAmount",
                    "customUnitAmount needs a minimum, a preset and a maximum in ascending order"
                )
            );
    }

    private static void CheckTiered(Fields fields, List<Problem> problems)
    {
        Exclude(
            "billingScheme",
            "the amount comes from tiers",
            ["unitAmount", "customUnitAmount", "transformQuantity"],
            fields,
            problems
        );
        if (fields["tiersMode"].AsText() is not ("graduated" or "volume"))
            problems.Add(
                new("tiersMode", $"tiersMode is {fields["tiersMode"]}, but must be graduated or volume")
            );
        if (fields["type"].AsText() == "one_time")
            problems.Add(
                new(
                    "billingScheme",
                    "only a recurring price can have tiers; set type to recurring and an interval"
                )
            );
        if (fields["tiers"].Node() is JsonArray tiers)
            CheckTiers([.. tiers.Select(tier => tier!.AsObject())], fields["currency"].AsText(), problems);
        else if (problems.TrueForAll(problem => problem.Path != "tiers"))
            problems.Add(new("tiers", "billingScheme is tiered, but there are no tiers; add at least one"));
    }

    private static void CheckTiers(IReadOnlyList<JsonObject> tiers, string? currency, List<Problem> problems)
    {
        var end = 0L;
        foreach (var (tier, i) in tiers.Select((tier, i) => (tier, i + 1)))
        {
            var upTo = tier["upTo"]?.GetValue<long>();
            if (i == tiers.Count && upTo is not null)
                Say($"the last tier ends at {upTo}, but must be open; clear its upTo");
            else if (i < tiers.Count && upTo is null)
                Say($"tier {i} is open, but only the last one may be; set its upTo");
            else if (upTo <= end)
                Say($"tier {i} ends at {upTo}, but must end after {end}");
            end = upTo ?? end;
            if (tier["unitAmount"] is null && tier["flatAmount"] is null)
                Say($"tier {i} has neither unitAmount nor flatAmount; set one, 0 if it is free");
            foreach (var name in (string[])["unitAmount", "flatAmount"])
                if (tier[name] is { } amount)
                    CheckValue("tiers", $"{name} of tier {i}", FieldValue.From(amount), currency, problems);
        }

        void Say(string sentence) => problems.Add(new("tiers", sentence));
    }

    private static void CheckCurrencies(Fields fields, List<Problem> problems)
    {
        var currencies = fields.Paths.Select(CurrencyOption.CurrencyOf).OfType<string>().Distinct().ToList();
        if (currencies.Count > 0 && fields["unitAmount"].IsAbsent && (HasTiers(fields) || HasChosen(fields)))
            problems.Add(
                new(
                    CurrencyOption.Attribute,
                    "currencyOptions can only stand beside a plain unitAmount; make a price of its own for each currency"
                )
            );
        foreach (var currency in currencies)
        {
            var path = CurrencyOption.AmountPath(currency);
            if (currency == fields["currency"].AsText())
                problems.Add(
                    new(
                        path,
                        $"currencyOptions names {currency}, which is the price's own currency; remove it"
                    )
                );
            else if (!fields[path].IsAbsent)
                CheckValue(path, $"unitAmount in {currency}", fields[path], currency, problems);
        }
    }

    private static bool HasTiers(Fields fields) => fields["billingScheme"].AsText() == "tiered";

    private static bool HasChosen(Fields fields) => !fields["customUnitAmount"].IsAbsent;

    private static void CheckUsage(Fields fields, List<Problem> problems)
    {
        var usage = fields["usageType"].AsText();
        if (usage is not (null or "metered"))
            problems.Add(
                new("usageType", $"usageType is {fields["usageType"]}, but must be licensed or metered")
            );
        else if (usage == "metered" && fields["meter"].IsAbsent)
            problems.Add(
                new("meter", "a metered price needs a meter; set meter to the id of one in Stripe (mtr_…)")
            );
        else if (usage is null && !fields["meter"].IsAbsent)
            problems.Add(
                new(
                    "meter",
                    "a meter counts only for a metered price; set usageType to metered or clear meter"
                )
            );
    }

    private static void Exclude(
        string path,
        string because,
        IEnumerable<string> others,
        Fields fields,
        List<Problem> problems
    )
    {
        foreach (var other in others.Where(other => !fields[other].IsAbsent))
            problems.Add(new(path, $"{because}, so {other} must be empty; clear it"));
    }

    private static void CheckValue(
        string path,
        string name,
        FieldValue amount,
        string? currency,
        List<Problem> problems
    )
    {
        if (amount.AsInteger() is < 0 or > SanityRules.MostMinorUnits)
            problems.Add(new(path, $"{name} is {amount}, but must lie between 0 and {Most}"));
        else if (amount.AsInteger() is { } whole && CurrencyRules.StepProblem(currency, whole) is { } misfit)
            problems.Add(new(path, $"{name} {misfit}"));
        else if (amount.AsText() is { } text && !IsStripeDecimal(text))
            problems.Add(
                new(
                    path,
                    $"{name}Decimal is \"{text}\", but must lie between 0 and {Most} and have at most 12 decimals"
                )
            );
    }

    private static bool IsStripeDecimal(string text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
        && amount is >= 0 and <= SanityRules.MostMinorUnits
        && amount.Scale <= 12;
}
