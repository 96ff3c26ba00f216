using System.Collections.Immutable;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Requests;

/// <summary>Metadata merges key by key; a blank value removes a key, a blank map removes all.</summary>
internal static class Metadata
{
    private const int MaxKeys = 50;
    private const int MaxKeyLength = 40;
    private const int MaxValueLength = 500;

    public static readonly ImmutableSortedDictionary<string, string> None = ImmutableSortedDictionary.Create<
        string,
        string
    >(StringComparer.Ordinal);

    public static ImmutableSortedDictionary<string, string> Merge(
        ImmutableSortedDictionary<string, string> before,
        Parameters parameters,
        bool creating
    )
    {
        if (!parameters.Has("metadata"))
            return before;
        if (parameters.Clears("metadata"))
            return creating ? throw parameters.Empty("metadata") : None;
        parameters.Map("metadata");
        var after = before;
        foreach (var (key, value) in parameters.Fields("metadata"))
            after = Set(
                after,
                key,
                value.Text ?? throw Refuse.Value("Invalid string: {}", $"metadata[{key}]")
            );
        return after.Count <= MaxKeys
            ? after
            : throw Refuse.Value(
                $"Metadata can have up to 50 keys, but you've set {after.Count}.",
                "metadata"
            );
    }

    private static ImmutableSortedDictionary<string, string> Set(
        ImmutableSortedDictionary<string, string> map,
        string key,
        string value
    )
    {
        if (Parameters.Characters(key) > MaxKeyLength)
            throw Refuse.Value(
                $"Metadata keys can have up to 40 characters, but you passed in a key that is {key.Length} characters. Invalid key: {key}",
                null
            );
        if (Parameters.Characters(value) > MaxValueLength)
            throw Refuse.Value(
                $"Metadata values can have up to 500 characters, but you passed in a value that is {value.Length} characters. Invalid value: {value}",
                null
            );
        return value.Length == 0 ? map.Remove(key) : map.SetItem(key, value);
    }
}
