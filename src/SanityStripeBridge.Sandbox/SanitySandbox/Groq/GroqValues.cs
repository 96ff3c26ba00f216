using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Groq;

/// <summary>
/// The value model of GROQ: null, bool, double, string, <see cref="DateTimeOffset"/>, a list, or an ordered map. Never changed
/// once made, so documents can be shared between queries.
/// </summary>
internal static class GroqValues
{
    public static object? From(JsonNode? node) =>
        node switch
        {
            null => null,
            JsonArray array => array.Select(From).ToList(),
            JsonObject map => Map(map.Select(entry => (entry.Key, From(entry.Value)))),
            _ => node.GetValueKind() switch
            {
                JsonValueKind.String => node.GetValue<string>(),
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Number => Number(node),
                _ => null,
            },
        };

    // A number made in memory keeps its own type; one that was parsed does not: its text is what both have.
    private static double Number(JsonNode node) =>
        double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);

    public static OrderedDictionary<string, object?> Map(IEnumerable<(string, object?)> entries)
    {
        var map = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in entries)
            map[name] = value;
        return map;
    }

    public static JsonNode? ToJson(object? value) =>
        value switch
        {
            null => null,
            bool flag => JsonValue.Create(flag),
            string text => JsonValue.Create(text),
            double number => Number(number),
            DateTimeOffset at => JsonValue.Create(Text(at)),
            IReadOnlyList<object?> list => new JsonArray([.. list.Select(ToJson)]),
            OrderedDictionary<string, object?> map => new JsonObject(
                map.Select(entry => KeyValuePair.Create(entry.Key, ToJson(entry.Value)))
            ),
            _ => throw new InvalidOperationException($"{value.GetType()} is not a GROQ value"),
        };

    // 2^53: above it a double is no longer an exact integer.
    private static JsonValue? Number(double number) =>
        double.IsFinite(number)
            ? Math.Abs(number) < 9007199254740992 && Math.Floor(number) == number
                ? JsonValue.Create((long)number)
                : JsonValue.Create(number)
            : null;

    public static string Text(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Equality of GROQ's <c>==</c>: scalars of one type; arrays and objects are never equal.</summary>
    public static bool Same(object? left, object? right) =>
        (left, right) switch
        {
            (null, null) => true,
            (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
            (double a, double b) => a.Equals(b),
            (bool a, bool b) => a == b,
            (DateTimeOffset a, DateTimeOffset b) => a == b,
            _ => false,
        };

    /// <summary>Structural equality, as <c>delta::changedAny</c> compares; the order of attributes does not count.</summary>
    public static bool DeepSame(object? left, object? right) =>
        (left, right) switch
        {
            (IReadOnlyList<object?> a, IReadOnlyList<object?> b) => a.Count == b.Count
                && a.Zip(b).All(pair => DeepSame(pair.First, pair.Second)),
            (OrderedDictionary<string, object?> a, OrderedDictionary<string, object?> b) => a.Count == b.Count
                && a.All(entry => b.TryGetValue(entry.Key, out var other) && DeepSame(entry.Value, other)),
            _ => Same(left, right),
        };

    /// <summary>Null where the two cannot be compared.</summary>
    public static int? Compare(object? left, object? right) =>
        (left, right) switch
        {
            (double a, double b) => a.CompareTo(b),
            (string a, string b) => string.CompareOrdinal(a, b),
            (bool a, bool b) => a.CompareTo(b),
            (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
            _ => null,
        };

    /// <summary>The order of <c>order()</c>: dates, numbers, strings, booleans, then everything else as equals.</summary>
    public static int Rank(object? left, object? right)
    {
        var byType = Type(left).CompareTo(Type(right));
        return byType != 0 ? byType : Compare(left, right) ?? 0;
    }

    private static int Type(object? value) =>
        value switch
        {
            DateTimeOffset => 1,
            double => 2,
            string => 3,
            bool => 4,
            _ => 100,
        };

    public static object? Attribute(object? value, string name) =>
        value is OrderedDictionary<string, object?> map ? map.GetValueOrDefault(name) : null;
}
