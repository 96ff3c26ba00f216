using System.Globalization;
using System.Text.RegularExpressions;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Hosting;

/// <summary>Turns the published settings into the rooms' options. Each method reports its faults to the reader and goes on.</summary>
internal static partial class Settings
{
    private static readonly Dictionary<string, ConflictPolicy> Policies = new(StringComparer.Ordinal)
    {
        ["owner"] = ConflictPolicy.Owner,
        ["sanity"] = ConflictPolicy.Sanity,
        ["stripe"] = ConflictPolicy.Stripe,
        ["hold"] = ConflictPolicy.Hold,
    };

    private static readonly Dictionary<string, NewFromStripe> Imports = new(StringComparer.Ordinal)
    {
        ["published"] = NewFromStripe.Published,
        ["off"] = NewFromStripe.Off,
    };

    /// <summary>A day: a longer wait is an archive by hand.</summary>
    private const int LongestGrace = 86_400;

    public static void Fill(MirrorOptions options, SettingsReader settings)
    {
        options.Instance = Instance(settings);
        options.Project = settings.Text("SANITY_PROJECT_ID") ?? "";
        options.Dataset = settings.Text("SANITY_DATASET") ?? "";
        options.Conflict = settings.Word("BRIDGE_POLICY_CONFLICT", options.Conflict, Policies);
        options.NewFromStripe = settings.Word(
            "BRIDGE_POLICY_NEW_FROM_STRIPE",
            options.NewFromStripe,
            Imports,
            "draft"
        );
        options.PriceGrace = settings.Integer("BRIDGE_PRICE_GRACE", options.PriceGrace, 0, LongestGrace);
        options.Attempts = settings.Integer("BRIDGE_ATTEMPTS", options.Attempts, 1, 100);
        options.Brake = Brake(settings, options.Brake);
    }

    /// <summary>The store; null after a fault.</summary>
    public static StoreOptions? Store(SettingsReader settings)
    {
        var text = settings.Text("BRIDGE_STORE") ?? "sqlite:bridge.db";
        try
        {
            return StoreOptions.Parse(text);
        }
        catch (FormatException fault)
        {
            settings.Fault("BRIDGE_STORE", fault.Message);
            return null;
        }
    }

    private static string Instance(SettingsReader settings)
    {
        var name = settings.Text("BRIDGE_INSTANCE") ?? "bridge";
        if (InstanceForm().IsMatch(name))
            return name;
        settings.Fault("BRIDGE_INSTANCE", "expected 1 to 16 lower-case letters and digits.");
        return "bridge";
    }

    private static Brake Brake(SettingsReader settings, Brake fallback)
    {
        if (settings.Text("BRIDGE_BRAKE") is not { } text)
            return fallback;
        if (BrakeForm().Match(text) is not { Success: true } match)
        {
            settings.Fault("BRIDGE_BRAKE", "expected fewest,percent%,most, such as 25,10%,200.");
            return fallback;
        }
        var (fewest, percent, most) = (Number(match, 1), Number(match, 2), Number(match, 3));
        if (fewest > most || percent > 100)
        {
            settings.Fault(
                "BRIDGE_BRAKE",
                "the first number must not be above the third, nor the share above 100%."
            );
            return fallback;
        }
        return new(fewest, percent, most);
    }

    private static int Number(Match match, int group) =>
        int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex("^[a-z0-9]{1,16}$")]
    private static partial Regex InstanceForm();

    [GeneratedRegex(@"^(\d{1,6})\s*,\s*(\d{1,3})%\s*,\s*(\d{1,6})$")]
    private static partial Regex BrakeForm();
}
