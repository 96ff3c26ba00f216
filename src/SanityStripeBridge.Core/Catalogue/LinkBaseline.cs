namespace SanityStripeBridge.Core.Catalogue;

/// <summary>Reading and moving a link's baseline, field by field.</summary>
public static class LinkBaseline
{
    /// <summary>What the two agreed on at a path; null when they were never compared there.</summary>
    public static FieldValue? BaselineOf(this Link link, string path)
    {
        var value = link.Baseline[path];
        return !value.IsAbsent ? value
            : link.Settled.Contains(path) ? FieldValue.Absent
            : null;
    }

    /// <summary>The same, where a currency that neither had when they last agreed was agreed to be missing.</summary>
    public static FieldValue? AgreedOn(this Link link, string path) =>
        link.BaselineOf(path)
        ?? (
            path.StartsWith(Currencies, StringComparison.Ordinal) && link.BaselineOf("currency") is not null
                ? FieldValue.Absent
                : null
        );

    private const string Currencies = "currencyOptions.";

    private static readonly string[] OneOfMany = ["metadata.", Currencies];

    /// <summary>Moves the baseline of one field. Freely named metadata, or a further currency, that both sides dropped is forgotten: it is nobody's again.</summary>
    public static Link Agree(this Link link, string path, FieldValue value)
    {
        if (link.BaselineOf(path) == value)
            return link;
        var settled = link.Settled.Where(other => other != path);
        if (value.IsAbsent && !OneOfMany.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal)))
            settled = settled.Append(path);
        return link with
        {
            Baseline = link.Baseline.With(path, value),
            Settled = settled.ToHashSet(StringComparer.Ordinal),
        };
    }

    /// <summary>Moves the baseline of several fields.</summary>
    public static Link Agree(this Link link, IEnumerable<KeyValuePair<string, FieldValue>> values) =>
        values.Aggregate(link, (moved, pair) => moved.Agree(pair.Key, pair.Value));
}
