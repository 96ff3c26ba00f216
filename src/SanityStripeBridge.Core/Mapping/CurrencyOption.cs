namespace SanityStripeBridge.Core.Mapping;

/// <summary>
/// The paths of a price's further currencies, <c>currencyOptions.usd.unitAmount</c> and <c>currencyOptions.usd.taxBehavior</c>:
/// one for each currency, so that edits to different currencies never meet.
/// </summary>
public static class CurrencyOption
{
    /// <summary>The document's attribute.</summary>
    public const string Attribute = "currencyOptions";

    private const string Prefix = Attribute + ".";

    /// <summary>The amount's path.</summary>
    public static string AmountPath(string currency) => $"{Prefix}{currency}.unitAmount";

    /// <summary>The tax behaviour's path.</summary>
    public static string TaxPath(string currency) => $"{Prefix}{currency}.taxBehavior";

    /// <summary>Whether the path belongs to a further currency.</summary>
    public static bool IsPath(string path) => path.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The currency of a path; null when it belongs to none.</summary>
    public static string? CurrencyOf(string path) =>
        IsPath(path) && path.LastIndexOf('.') is var end && end > Prefix.Length
            ? path[Prefix.Length..end]
            : null;

    /// <summary>The rules of a path; null when it belongs to no further currency.</summary>
    public static FieldSpec? SpecOf(string path)
    {
        if (CurrencyOf(path) is not { } currency)
            return null;
        var isAmount = path.EndsWith(".unitAmount", StringComparison.Ordinal);
        return new()
        {
            Path = path,
            Kind = isAmount ? FieldKind.Amount : FieldKind.Text,
            StripeName = $"currency_options[{currency}][{(isAmount ? "unit_amount" : "tax_behavior")}]",
            Immutable = true,
            Clearable = false,
        };
    }
}
