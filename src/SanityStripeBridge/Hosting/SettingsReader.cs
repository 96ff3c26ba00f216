using System.Globalization;

namespace SanityStripeBridge.Hosting;

/// <summary>Reads settings under their published names and collects every fault; a value is never repeated in one.</summary>
internal sealed class SettingsReader(IConfiguration settings, ICollection<string> faults)
{
    /// <summary>The trimmed text; null when it is not set or blank.</summary>
    public string? Text(string name) =>
        string.IsNullOrWhiteSpace(settings[name]) ? null : settings[name]!.Trim();

    /// <summary>The parts of a comma-separated list; empty when it is not set.</summary>
    public IReadOnlyList<string> List(string name) =>
        Text(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>A whole number within bounds; the fallback when it is not set, and after a fault.</summary>
    public int Integer(string name, int fallback, int least, int most)
    {
        if (Text(name) is not { } text)
            return fallback;
        if (
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
            return number;
        Fault(name, $"expected a whole number from {least} to {most}.");
        return fallback;
    }

    /// <summary>One of a few words; the fallback when it is not set, and after a fault.</summary>
    /// <param name="later">Words of the contract that this version cannot serve yet.</param>
    public T Word<T>(
        string name,
        T fallback,
        IReadOnlyDictionary<string, T> words,
        params IReadOnlyList<string> later
    )
    {
        if (Text(name) is not { } text)
            return fallback;
        if (words.TryGetValue(text, out var value))
            return value;
        Fault(
            name,
            later.Contains(text, StringComparer.Ordinal)
                ? $"{text} is not available yet; expected {string.Join(", ", words.Keys)}."
                : $"expected one of {string.Join(", ", words.Keys)}."
        );
        return fallback;
    }

    public void Fault(string name, string sentence) => faults.Add($"{name}: {sentence}");
}
