using System.Globalization;
using System.Text.RegularExpressions;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Retry;
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
        ["draft"] = NewFromStripe.Draft,
        ["off"] = NewFromStripe.Off,
    };

    private static readonly Dictionary<string, DeletedInStripe> Removals = new(StringComparer.Ordinal)
    {
        ["mark"] = DeletedInStripe.Mark,
        ["unpublish"] = DeletedInStripe.Unpublish,
        ["delete"] = DeletedInStripe.Delete,
    };

    private static readonly Dictionary<string, bool> Feeds = new(StringComparer.Ordinal)
    {
        ["webhooks"] = false,
        ["pull"] = true,
    };

    /// <summary>A day: a longer wait is an archive by hand.</summary>
    private const int LongestGrace = 86_400;

    public static void Fill(MirrorOptions options, SettingsReader settings)
    {
        options.Instance = Instance(settings);
        options.Project = settings.Text("SANITY_PROJECT_ID") ?? "";
        options.Dataset = settings.Text("SANITY_DATASET") ?? "";
        options.StripeApi = Api(settings, "STRIPE_API_BASE");
        options.SanityApi = Api(settings, "SANITY_API_BASE");
        options.IsLive = settings.Text("STRIPE_SECRET_KEY") is [_, 'k', '_', 'l', 'i', 'v', 'e', '_', ..];
        options.Conflict = settings.Word("BRIDGE_POLICY_CONFLICT", options.Conflict, Policies);
        options.NewFromStripe = settings.Word(
            "BRIDGE_POLICY_NEW_FROM_STRIPE",
            options.NewFromStripe,
            Imports
        );
        options.DeletedInStripe = settings.Word(
            "BRIDGE_POLICY_DELETED_IN_STRIPE",
            options.DeletedInStripe,
            Removals
        );
        options.PriceGrace = settings.Integer("BRIDGE_PRICE_GRACE", options.PriceGrace, 0, LongestGrace);
        options.Attempts = settings.Integer("BRIDGE_ATTEMPTS", options.Attempts, 1, 100);
        options.Brake = Brake(settings, options.Brake);
        options.Pull = Pull(settings);
        options.CatchUpAt = Schedule(settings, "BRIDGE_SCHEDULE_CATCHUP", options.CatchUpAt);
        options.ValidateAt = Schedule(settings, "BRIDGE_SCHEDULE_VALIDATE", options.ValidateAt);
        options.FullAt = Schedule(settings, "BRIDGE_SCHEDULE_FULL", options.FullAt);
        options.Reports = settings.Text("BRIDGE_REPORTS");
        options.RetentionDays = settings.Integer("BRIDGE_RETENTION_DAYS", options.RetentionDays, 1, 3650);
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

    /// <summary>How often both sides are asked; null when webhooks tell.</summary>
    public static Pace? Pull(SettingsReader settings)
    {
        var pace = new Pace(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(300));
        if (settings.Text("BRIDGE_PULL_SECONDS") is { } text)
        {
            var match = PullForm().Match(text);
            var (quickest, slowest) = match.Success ? (Number(match, 1), Number(match, 2)) : (0, 0);
            if (quickest < 1 || quickest > slowest)
                settings.Fault(
                    "BRIDGE_PULL_SECONDS",
                    "expected quickest-slowest in seconds, such as 15-300."
                );
            else
                pace = new(TimeSpan.FromSeconds(quickest), TimeSpan.FromSeconds(slowest));
        }
        return settings.Word("BRIDGE_FEED", false, Feeds) ? pace : null;
    }

    private static string Api(SettingsReader settings, string name) =>
        settings.Text(name)?.TrimEnd('/') ?? "";

    private static Cron? Schedule(SettingsReader settings, string name, Cron? fallback)
    {
        if (settings.Text(name) is not { } text)
            return fallback;
        if (text == "off")
            return null;
        if (Cron.Parse(text) is { } schedule)
            return schedule;
        settings.Fault(name, "expected five cron fields in UTC, such as */5 * * * *, or off.");
        return fallback;
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

    [GeneratedRegex(@"^(\d{1,5})\s*-\s*(\d{1,5})$")]
    private static partial Regex PullForm();

    [GeneratedRegex("^[a-z0-9]{1,16}$")]
    private static partial Regex InstanceForm();

    [GeneratedRegex(@"^(\d{1,6})\s*,\s*(\d{1,3})%\s*,\s*(\d{1,6})$")]
    private static partial Regex BrakeForm();
}
