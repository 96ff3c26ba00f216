using System.Globalization;

namespace SanityStripeBridge.Core.Retry;

/// <summary>
/// Five fields in UTC: minute, hour, day of month, month, day of week (0 and 7 are Sunday). Each is <c>*</c>, a number, a range,
/// or a list of them, with <c>/step</c>. When both day fields are restricted either of them is enough, as everywhere.
/// </summary>
public sealed class Cron
{
    /// <summary>29 February skips at most eight years (2096 to 2104).</summary>
    private const int MostDays = 366 * 9;

    private readonly bool[] _minutes;
    private readonly bool[] _hours;
    private readonly bool[] _days;
    private readonly bool[] _months;
    private readonly bool[] _weekdays;
    private readonly bool _eitherDay;

    private Cron(string text, IReadOnlyList<bool[]> fields, bool eitherDay)
    {
        Text = text;
        (_minutes, _hours, _days, _months, _weekdays) = (
            fields[0],
            fields[1],
            fields[2],
            fields[3],
            fields[4]
        );
        _weekdays[0] |= _weekdays[7];
        _eitherDay = eitherDay;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Null when the text is no schedule, or one whose moment never comes (30 February).</summary>
    public static Cron? Parse(string text)
    {
        (int Least, int Most)[] bounds = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7)];
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length != bounds.Length)
            return null;
        var fields = parts
            .Select((part, place) => Field(part, bounds[place].Least, bounds[place].Most))
            .ToList();
        if (fields.Any(field => field is null))
            return null;
        var cron = new Cron(text, [.. fields.OfType<bool[]>()], parts[2][0] != '*' && parts[4][0] != '*');
        return cron.NextAfter(DateTimeOffset.UnixEpoch) is null ? null : cron;
    }

    /// <summary>The first moment of the schedule that is later than <paramref name="moment"/>; null when there is none.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset moment)
    {
        var from = moment.UtcDateTime;
        var next = from.Date.AddHours(from.Hour).AddMinutes(from.Minute + 1);
        for (var day = 0; day < MostDays; day++, next = next.Date.AddDays(1))
            if (IsDay(next) && TimeOf(next) is { } time)
                return new(next.Date + time, TimeSpan.Zero);
        return null;
    }

    private TimeSpan? TimeOf(DateTime from)
    {
        for (var minute = (from.Hour * 60) + from.Minute; minute < 24 * 60; minute++)
            if (_hours[minute / 60] && _minutes[minute % 60])
                return TimeSpan.FromMinutes(minute);
        return null;
    }

    private bool IsDay(DateTime day)
    {
        var (inMonth, inWeek) = (_days[day.Day], _weekdays[(int)day.DayOfWeek]);
        return _months[day.Month] && (_eitherDay ? inMonth || inWeek : inMonth && inWeek);
    }

    private static bool[]? Field(string text, int least, int most)
    {
        var field = new bool[most + 1];
        foreach (var item in text.Split(','))
        {
            if (Range(item, least, most) is not var (first, last, step))
                return null;
            for (var value = first; value <= last; value += step)
                field[value] = true;
        }
        return field;
    }

    private static (int First, int Last, int Step)? Range(string item, int least, int most)
    {
        var parts = item.Split('/');
        if (parts.Length > 2 || !TryNumber(parts.ElementAtOrDefault(1) ?? "1", out var step) || step == 0)
            return null;
        if (parts[0] == "*")
            return (least, most, step);
        var ends = parts[0].Split('-');
        if (ends.Length > 2 || !TryNumber(ends[0], out var first) || !TryNumber(ends[^1], out var last))
            return null;
        // A single number with a step runs to the end of its field.
        if (ends.Length == 1 && parts.Length == 2)
            last = most;
        return first >= least && last <= most && first <= last ? (first, last, step) : null;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
