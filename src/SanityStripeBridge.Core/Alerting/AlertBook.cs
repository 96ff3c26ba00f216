using System.Text.Json;

namespace SanityStripeBridge.Core.Alerting;

/// <summary>
/// What was told when. Each occurrence is told once, and of a kind and subject at most one in an hour; what comes in between
/// is told when the hour is over, if it still stands.
/// </summary>
public sealed class AlertBook
{
    /// <summary>The least time between two alerts of a kind and subject.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>So many subjects of a kind are told one by one; more at once are one alert.</summary>
    public const int MostAlone = 5;

    private const string Crowd = "*";

    private readonly IReadOnlyDictionary<string, Mark> _marks;

    private AlertBook(IReadOnlyDictionary<string, Mark> marks) => _marks = marks;

    /// <summary>Nothing was told.</summary>
    public const string Empty = "{}";

    /// <summary>The book as it was kept.</summary>
    public static AlertBook Read(string text) =>
        new(JsonSerializer.Deserialize<Dictionary<string, Mark>>(text) ?? []);

    /// <summary>For keeping: the same content is the same text.</summary>
    public string ToText() =>
        JsonSerializer.Serialize(new SortedDictionary<string, Mark>(Copy(), StringComparer.Ordinal));

    /// <summary>What is to be told now.</summary>
    public IReadOnlyList<Alert> Due(IReadOnlyList<Condition> standing, DateTimeOffset now)
    {
        var alerts = new List<Alert>();
        foreach (var kind in standing.Where(condition => IsDue(condition, now)).GroupBy(one => one.Kind))
        {
            List<Condition> all = [.. kind];
            if (all.Count <= MostAlone)
                alerts.AddRange(all.Select(one => new Alert(one.Kind, one.Subject, one.Message, [one])));
            else if (IsQuiet(Key(kind.Key, Crowd), now))
                alerts.Add(new(kind.Key, null, Summary(all), all));
        }
        return alerts;
    }

    /// <summary>The book once the alert was sent.</summary>
    public AlertBook With(Alert sent, DateTimeOffset now)
    {
        var marks = Copy();
        foreach (var condition in sent.About)
            marks[Key(condition.Kind, condition.Subject)] = new(condition.Occurrence, now.UtcTicks);
        if (sent.Subject is null)
            marks[Key(sent.Kind, Crowd)] = new("", now.UtcTicks);
        return new(marks);
    }

    /// <summary>The book without what has passed: should it come back, it is told again, yet not within the hour.</summary>
    public AlertBook Settled(IReadOnlyList<Condition> standing, DateTimeOffset now)
    {
        var here = standing.Select(one => Key(one.Kind, one.Subject)).ToHashSet(StringComparer.Ordinal);
        var marks = new Dictionary<string, Mark>(StringComparer.Ordinal);
        foreach (var (key, mark) in _marks)
            if (here.Contains(key))
                marks[key] = mark;
            else if (!IsQuiet(key, now))
                marks[key] = mark with { Told = "" };
        return new(marks);
    }

    private bool IsDue(Condition condition, DateTimeOffset now)
    {
        var key = Key(condition.Kind, condition.Subject);
        return IsQuiet(key, now)
            && !(_marks.TryGetValue(key, out var mark) && mark.Told == condition.Occurrence);
    }

    private bool IsQuiet(string key, DateTimeOffset now) =>
        !_marks.TryGetValue(key, out var mark) || now.UtcTicks - mark.At >= Interval.Ticks;

    private static string Summary(List<Condition> all) =>
        $"{all.Count} at once: {string.Join(", ", all.Take(MostAlone).Select(one => one.Subject))} and {all.Count - MostAlone} more. The first: {all[0].Message}";

    private static string Key(string kind, string subject) => $"{kind} {subject}";

    private Dictionary<string, Mark> Copy() => new(_marks, StringComparer.Ordinal);

    /// <param name="Told">The occurrence; empty once it has passed.</param>
    /// <param name="At">Ticks, UTC.</param>
    public sealed record Mark(string Told, long At);
}
