using System.Text.Json;

namespace SanityStripeBridge.Storage;

/// <summary>How values look in the store: enums as lower-case words, times as Unix milliseconds, lists as JSON.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    public static T To<T>(string word)
        where T : struct, Enum => Enum.Parse<T>(word, ignoreCase: true);

    public static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static long? Ms(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();

    public static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    public static DateTimeOffset? Time(long? ms) => ms is { } value ? Time(value) : null;

    public static string Json<T>(IEnumerable<T> list) => JsonSerializer.Serialize(list.ToArray());

    public static string[] List(string json) => JsonSerializer.Deserialize<string[]>(json) ?? [];
}
