using System.Diagnostics.Metrics;

namespace SanityStripeBridge.Metrics;

/// <summary>
/// Listens to the process's instruments from its making on, and writes them in Prometheus' text form. The usual exporter is no
/// stable package; what it would do is this.
/// </summary>
internal sealed class PrometheusPage : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Instruments of the process as a whole, which no factory makes.</summary>
    private const string Runtime = "System.Runtime";

    private static readonly HashSet<string> Shown = new(StringComparer.Ordinal)
    {
        "SanityStripeBridge",
        "Microsoft.AspNetCore.Hosting",
        Runtime,
    };

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    /// <param name="meters">Only what this factory made is shown: one process may run several hosts.</param>
    public PrometheusPage(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            var meter = instrument.Meter;
            if (Shown.Contains(meter.Name) && (meter.Name == Runtime || ReferenceEquals(meter.Scope, meters)))
                listener.EnableMeasurementEvents(instrument, FamilyOf(instrument));
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Take(value, tags, state));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Take(value, tags, state));
        _listener.Start();
    }

    /// <summary>The page as of now.</summary>
    public string Write()
    {
        lock (_lock)
        {
            foreach (var family in _families.Values)
                family.ForgetObserved();
            _listener.RecordObservableInstruments();
            using var text = new StringWriter { NewLine = "\n" };
            foreach (var family in _families.Values)
                family.Write(text);
            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    // Instruments of one name, of whatever bridge, are one family.
    private MetricFamily FamilyOf(Instrument instrument)
    {
        lock (_lock)
        {
            var family = new MetricFamily(instrument);
            return _families.TryGetValue(family.Name, out var known)
                ? known
                : _families[family.Name] = family;
        }
    }

    private void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        lock (_lock)
            ((MetricFamily)state!).Take(value, tags);
    }
}
