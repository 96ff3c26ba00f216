using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>The normal form of a price: what Stripe's defaults say without being said is left out, or filled in, the same way for both sides.</summary>
public static class PriceForm
{
    private static readonly string[] OnlyRecurring =
    [
        "interval",
        "intervalCount",
        "trialPeriodDays",
        "usageType",
        "meter",
    ];

    private static readonly string[] OnlyTiered = ["tiers", "tiersMode"];

    /// <summary>
    /// Fills in and leaves out: type by interval, billing scheme by tiers, an interval count of 1, no usage type when licensed, no
    /// tax behaviour when unspecified, and nothing of a way of charging that was not chosen (the Studio hides it, but keeps it).
    /// </summary>
    public static Fields Complete(Fields fields)
    {
        var type = fields["type"].AsText() ?? (fields["interval"].IsAbsent ? "one_time" : "recurring");
        fields = fields.With("type", FieldValue.Text(type));
        if (type == "recurring")
            fields = fields["intervalCount"].IsAbsent
                ? fields.With("intervalCount", FieldValue.Integer(1))
                : fields;
        else
            fields = fields.Where(path => !OnlyRecurring.Contains(path));
        if (fields["billingScheme"].IsAbsent && !fields["tiers"].IsAbsent)
            fields = fields.With("billingScheme", FieldValue.Text("tiered"));
        if (fields["billingScheme"].AsText() == "per_unit")
            fields = fields
                .With("billingScheme", FieldValue.Absent)
                .Where(path => !OnlyTiered.Contains(path));
        if (fields["usageType"].AsText() == "licensed")
            fields = fields.With("usageType", FieldValue.Absent);
        foreach (var path in fields.Paths.Where(IsTaxBehavior).ToList())
            if (fields[path].AsText() == "unspecified")
                fields = fields.With(path, FieldValue.Absent);
        return fields.With("currency", FieldValue.Text(fields["currency"].AsText()?.ToLowerInvariant()));
    }

    private static bool IsTaxBehavior(string path) =>
        path == "taxBehavior"
        || CurrencyOption.IsPath(path) && path.EndsWith(".taxBehavior", StringComparison.Ordinal);
}
