using System.Text.RegularExpressions;
using Microsoft.Extensions.Primitives;

namespace SanityStripeBridge.Hosting;

/// <summary>
/// The settings as one bridge sees them: those under <c>Bridges:&lt;name&gt;</c>, and for what belongs to the process the
/// ones that stand outside, unless the bridge has its own.
/// </summary>
internal sealed partial class BridgeView : IConfiguration
{
    public const string Default = "default";

    private const string Section = "Bridges";

    /// <summary>Settings of the process, which a bridge may have of its own.</summary>
    private static readonly string[] OfTheProcess =
    [
        "BRIDGE_STORE",
        "BRIDGE_INSTANCE",
        "BRIDGE_ADMIN_TOKEN",
        "BRIDGE_REPORTS",
        "BRIDGE_ALERT_URL",
    ];

    /// <summary>The bridge <c>default</c> is there when one of these stands outside <c>Bridges</c>, and when there is no other.</summary>
    private static readonly string[] OfAPair =
    [
        "STRIPE_SECRET_KEY",
        "STRIPE_WEBHOOK_SECRET",
        "SANITY_PROJECT_ID",
        "SANITY_DATASET",
        "SANITY_API_TOKEN",
        "SANITY_WEBHOOK_SECRET",
    ];

    private readonly IConfiguration _all;
    private readonly IConfiguration _own;

    public BridgeView(IConfiguration all, string name)
    {
        (_all, Name) = (all, name);
        _own = name == Default ? all : all.GetSection(PrefixOf(name));
    }

    public string Name { get; }

    /// <summary>What stands before the setting's name: nothing for <c>default</c>.</summary>
    public string Prefix => Name == Default ? "" : PrefixOf(Name) + ":";

    public string? this[string key]
    {
        get => IsInherited(key) ? _all[key] : _own[key];
        set => _own[key] = value;
    }

    /// <summary>A fault with the setting's name in full, as it stands where the value came from.</summary>
    public string Qualified(string fault) => IsInherited(fault.Split(':')[0]) ? fault : Prefix + fault;

    public IConfigurationSection GetSection(string key) => _own.GetSection(key);

    public IEnumerable<IConfigurationSection> GetChildren() => _own.GetChildren();

    public IChangeToken GetReloadToken() => _all.GetReloadToken();

    /// <summary>All bridges of the settings, <c>default</c> first, then by name.</summary>
    public static IReadOnlyList<BridgeView> AllOf(IConfiguration settings)
    {
        var named = settings
            .GetSection(Section)
            .GetChildren()
            .Select(section => section.Key.ToLowerInvariant())
            .Where(name => name != Default)
            .Order(StringComparer.Ordinal)
            .ToList();
        var hasDefault = named.Count == 0 || OfAPair.Any(name => settings[name] is not null);
        return
        [
            .. (hasDefault ? [Default] : Array.Empty<string>())
                .Concat(named)
                .Select(name => new BridgeView(settings, name)),
        ];
    }

    /// <summary>The bridge whose setting stands under a key.</summary>
    public static string Owner(string key)
    {
        var parts = key.Split(ConfigurationPath.KeyDelimiter);
        return parts.Length > 1 && parts[0].Equals(Section, StringComparison.OrdinalIgnoreCase)
            ? parts[1].ToLowerInvariant()
            : Default;
    }

    /// <summary>What is wrong with the section as a whole, whatever stands in it.</summary>
    public static IEnumerable<string> Faults(IConfiguration settings)
    {
        foreach (var section in settings.GetSection(Section).GetChildren())
        {
            if (section.Key.Equals(Default, StringComparison.OrdinalIgnoreCase))
                yield return $"{section.Path}: the bridge default is described by the settings outside {Section}; move them there, or choose another name.";
            else if (!NameForm().IsMatch(section.Key))
                yield return $"{section.Path}: expected a name of 1 to 32 letters, digits and hyphens; it becomes a part of the webhooks' addresses.";
            if (section["ASPNETCORE_URLS"] is not null)
                yield return $"{section.Path}:ASPNETCORE_URLS: all bridges of a process listen on the same addresses; set it outside {Section}.";
        }
    }

    private bool IsInherited(string key) =>
        _own[key] is null && OfTheProcess.Contains(key, StringComparer.OrdinalIgnoreCase);

    private static string PrefixOf(string name) => Section + ":" + name;

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9-]{0,31}$")]
    private static partial Regex NameForm();
}
