using Microsoft.Extensions.Primitives;

namespace SanityStripeBridge.Hosting;

/// <summary>
/// The settings that the program sees: a copy of the sources, renewed as a whole when they change and every value is right.
/// A bad change is refused with a log line, and the old values stay.
/// </summary>
internal sealed partial class AcceptedSettings : ConfigurationProvider, IConfigurationSource, IDisposable
{
    private readonly SettingsSources _sources;
    private readonly bool _serving;
    private readonly IDisposable _watch;
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<string> _served;
    private HashSet<string> _announced = [];

    /// <exception cref="SettingsException">Something is wrong from the start.</exception>
    public AcceptedSettings(SettingsSources sources, bool serving)
    {
        _sources = sources;
        _serving = serving;
        var faults = Faults();
        if (faults.Count > 0)
            throw new SettingsException(faults);
        Data = Copy();
        _served = [.. BridgeView.AllOf(sources.Raw).Select(bridge => bridge.Name)];
        _watch = ChangeToken.OnChange(sources.Raw.GetReloadToken, Take);
    }

    /// <summary>Where a refused change is told; nowhere before the host is built.</summary>
    public ILogger? Log { get; set; }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public void Dispose()
    {
        _watch.Dispose();
        _sources.Dispose();
    }

    private void Take()
    {
        lock (_lock)
        {
            var faults = Faults();
            if (faults.Count > 0)
            {
                if (Log is { } log)
                    LogRefused(log, string.Join(" ", faults));
                return;
            }
            var fresh = WithServed(Copy());
            if (IsSame(fresh))
                return;
            Data = fresh;
        }
        OnReload();
        if (Log is { } told)
            LogTaken(told);
    }

    // The bridges are those of the start: one that came is not served yet, one that went is served to the end as it was.
    private Dictionary<string, string?> WithServed(Dictionary<string, string?> fresh)
    {
        var now = BridgeView.AllOf(_sources.Raw).Select(bridge => bridge.Name).ToList();
        var gone = _served.Except(now, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, value) in Data.Where(pair => gone.Contains(BridgeView.Owner(pair.Key))))
            fresh.TryAdd(key, value);
        Announce([.. now.Except(_served, StringComparer.Ordinal)], gone);
        return fresh;
    }

    private void Announce(HashSet<string> added, HashSet<string> gone)
    {
        if (Log is { } log)
        {
            foreach (var bridge in added.Except(_announced, StringComparer.Ordinal))
                LogAdded(log, bridge);
            foreach (var bridge in gone.Except(_announced, StringComparer.Ordinal))
                LogGone(log, bridge);
        }
        _announced = [.. added, .. gone];
    }

    private List<string> Faults() =>
        [.. _sources.TakeBroken(), .. SettingsRules.Faults(_sources.Raw, _serving)];

    private Dictionary<string, string?> Copy() =>
        _sources
            .Raw.AsEnumerable()
            .Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);

    private bool IsSame(Dictionary<string, string?> fresh) =>
        fresh.Count == Data.Count
        && fresh.All(pair => Data.TryGetValue(pair.Key, out var value) && value == pair.Value);

    [LoggerMessage(1800, LogLevel.Error, "[SETTINGS] a change was refused, the old values stay: {Faults}")]
    private static partial void LogRefused(ILogger log, string faults);

    [LoggerMessage(1801, LogLevel.Information, "[SETTINGS] changed settings are in effect")]
    private static partial void LogTaken(ILogger log);

    [LoggerMessage(
        1802,
        LogLevel.Warning,
        "[SETTINGS] the bridge {Bridge} is new; it is served after a restart"
    )]
    private static partial void LogAdded(ILogger log, string bridge);

    [LoggerMessage(
        1803,
        LogLevel.Warning,
        "[SETTINGS] the bridge {Bridge} was taken out; it is served with its old settings until a restart"
    )]
    private static partial void LogGone(ILogger log, string bridge);
}

/// <summary>Settings are wrong; every fault names its setting, none repeats a value.</summary>
internal sealed class SettingsException(IReadOnlyList<string> faults) : Exception(string.Join("\n", faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
