using System.Globalization;
using System.Text.RegularExpressions;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

/// <summary>Reads an amount given as whole minor units or as a decimal string.</summary>
internal static partial class Amounts
{
    /// <returns><see cref="Amount.None"/> when neither parameter was sent.</returns>
    public static Amount Read(Parameters parameters, string kind = "unit_amount")
    {
        var exact = kind + "_decimal";
        if (parameters.Has(kind) && parameters.Has(exact))
            throw Refuse.Both(parameters.Path(kind), parameters.Path(exact));
        if (parameters.Has(kind))
            return Whole(parameters.Amount(kind));
        return parameters.Has(exact) ? Exact(parameters.Text(exact), parameters.Path(exact)) : Amount.None;
    }

    public static CustomAmount? ReadCustom(Parameters parameters)
    {
        if (!parameters.Has("custom_unit_amount"))
            return null;
        var custom = parameters.Map("custom_unit_amount");
        if (!custom.Flag("enabled"))
            throw Refuse.Value("`enabled` must be true.", custom.Path("enabled"));
        return new CustomAmount(
            Optional(custom, "maximum"),
            Optional(custom, "minimum"),
            Optional(custom, "preset")
        );
    }

    private static long? Optional(Parameters parameters, string name) =>
        parameters.Has(name) ? parameters.Amount(name) : null;

    private static Amount Whole(long minor) => new(minor, minor.ToString(CultureInfo.InvariantCulture));

    private static Amount Exact(string text, string param)
    {
        if (text.StartsWith('-'))
            throw Refuse.Negative(param);
        if (DecimalShape().Match(text) is not { Success: true } match)
            throw Refuse.Value($"Invalid decimal: {text}; must contain at most 12 decimal places.", param);
        var integral = match.Groups["fraction"].Value.Trim('0').Length == 0;
        return
            integral
            && long.TryParse(match.Groups["whole"].Value, CultureInfo.InvariantCulture, out var minor)
            ? Whole(minor)
            : new Amount(null, text);
    }

    [GeneratedRegex(@"^(?<whole>\d{1,18})(\.(?<fraction>\d{0,12}))?$")]
    private static partial Regex DecimalShape();
}
