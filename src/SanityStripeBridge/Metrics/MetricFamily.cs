using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace SanityStripeBridge.Metrics;

/// <summary>All series of one name, as Prometheus sees them. Its owner lets one caller in at a time.</summary>
internal sealed class MetricFamily
{
    /// <summary>More series of one name are a mistake in a label; they are left out.</summary>
    private const int MostSeries = 500;

    private static readonly double[] Bounds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900];

    private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly string _type;
    private readonly string _meaning;
    private readonly bool _adds;
    private readonly bool _isObserved;

    public MetricFamily(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        _isObserved = instrument.IsObservable;
        _type =
            kind.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
            : kind.Contains("UpDown", StringComparison.Ordinal) ? "gauge"
            : kind.Contains("Counter", StringComparison.Ordinal) ? "counter"
            : "gauge";
        _adds = !_isObserved && kind.Contains("Counter", StringComparison.Ordinal);
        _meaning = instrument.Description ?? "";
        Name = NameOf(instrument.Name, instrument.Unit, _type);
    }

    public string Name { get; }

    /// <summary>What is observed anew at each look; a series that has ended must not stay.</summary>
    public void ForgetObserved()
    {
        if (_isObserved)
            _series.Clear();
    }

    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = LabelsOf(tags);
        if (!_series.TryGetValue(labels, out var series))
        {
            if (_series.Count >= MostSeries)
                return;
            _series[labels] = series = new(new long[_type == "histogram" ? Bounds.Length : 0]);
        }
        series.Value = _adds || _type == "histogram" ? series.Value + value : value;
        series.Count++;
        for (var i = 0; i < series.Below.Length; i++)
            if (value <= Bounds[i])
                series.Below[i]++;
    }

    public void Write(TextWriter text)
    {
        if (_series.Count == 0)
            return;
        text.WriteLine($"# HELP {Name} {_meaning.Replace("\\", "\\\\", StringComparison.Ordinal)}");
        text.WriteLine($"# TYPE {Name} {_type}");
        foreach (var (labels, series) in _series.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            if (_type == "histogram")
                WriteBuckets(text, labels, series);
            else
                text.WriteLine($"{Name}{Braced(labels)} {Number(series.Value)}");
    }

    private void WriteBuckets(TextWriter text, string labels, Series series)
    {
        for (var i = 0; i < Bounds.Length; i++)
            text.WriteLine($"{Name}_bucket{Braced(Bound(labels, Number(Bounds[i])))} {series.Below[i]}");
        text.WriteLine($"{Name}_bucket{Braced(Bound(labels, "+Inf"))} {series.Count}");
        text.WriteLine($"{Name}_sum{Braced(labels)} {Number(series.Value)}");
        text.WriteLine($"{Name}_count{Braced(labels)} {series.Count}");
    }

    private static string Bound(string labels, string bound) =>
        labels.Length == 0 ? $"le=\"{bound}\"" : $"{labels},le=\"{bound}\"";

    private static string Braced(string labels) => labels.Length == 0 ? "" : "{" + labels + "}";

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new StringBuilder();
        foreach (var (name, value) in tags)
            labels
                .Append(labels.Length == 0 ? "" : ",")
                .Append(Plain(name))
                .Append("=\"")
                .Append(Escaped(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""))
                .Append('"');
        return labels.ToString();
    }

    private static string Escaped(string value) =>
        value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);

    private static string NameOf(string name, string? unit, string type)
    {
        var suffix = unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        return Plain(name) + suffix + (type == "counter" ? "_total" : "");
    }

    private static string Plain(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private sealed class Series(long[] below)
    {
        public double Value { get; set; }

        public long Count { get; set; }

        /// <summary>For each bound, how many were not above it.</summary>
        public long[] Below => below;
    }
}
