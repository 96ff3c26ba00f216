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

    /// <summary>Fills in and leaves out: type by interval, an interval count of 1, no usage type when licensed, no tax behaviour when unspecified.</summary>
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
        if (fields["usageType"].AsText() == "licensed")
            fields = fields.With("usageType", FieldValue.Absent);
        if (fields["taxBehavior"].AsText() == "unspecified")
            fields = fields.With("taxBehavior", FieldValue.Absent);
        return fields.With("currency", FieldValue.Text(fields["currency"].AsText()?.ToLowerInvariant()));
    }
}
