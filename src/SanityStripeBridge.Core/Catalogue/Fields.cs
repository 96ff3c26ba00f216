using System.Collections;
using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Core.Catalogue;

/// <summary>
/// The mapped fields of one object on one side: field path (the document's names, <c>unitAmount</c>,
/// <c>metadata.erp_code</c>) to value. A path that is not in the map is absent, and no absent value is ever stored.
/// </summary>
public sealed class Fields : IEnumerable<KeyValuePair<string, FieldValue>>, IEquatable<Fields>
{
    private readonly ImmutableSortedDictionary<string, FieldValue> _values;

    private Fields(ImmutableSortedDictionary<string, FieldValue> values) => _values = values;

    /// <summary>No field is set.</summary>
    public static Fields None { get; } =
        new(ImmutableSortedDictionary.Create<string, FieldValue>(StringComparer.Ordinal));

    /// <summary>How many fields are set.</summary>
    public int Count => _values.Count;

    /// <summary>The paths that are set, in ordinal order.</summary>
    public IEnumerable<string> Paths => _values.Keys;

    /// <summary>The value at a path; absent when it is not set.</summary>
    public FieldValue this[string path] => _values.GetValueOrDefault(path);

    /// <summary>The same fields with one of them set; an absent value removes it.</summary>
    public Fields With(string path, FieldValue value) =>
        new(value.IsAbsent ? _values.Remove(path) : _values.SetItem(path, value));

    /// <summary>The same fields with those of the other laid over them.</summary>
    public Fields With(IEnumerable<KeyValuePair<string, FieldValue>> others) =>
        others.Aggregate(this, (fields, pair) => fields.With(pair.Key, pair.Value));

    /// <summary>Only the fields whose path passes.</summary>
    public Fields Where(Func<string, bool> keep) =>
        new(_values.RemoveRange(_values.Keys.Where(path => !keep(path))));

    /// <summary>The form in which fields are stored: an object of path to JSON value.</summary>
    public string ToJson()
    {
        var map = new JsonObject();
        foreach (var (path, value) in _values)
            map[path] = value.Node();
        return FieldValue.From(map).Json ?? "{}";
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote; null or blank text is no field.</summary>
    public static Fields FromJson(string? json) =>
        string.IsNullOrWhiteSpace(json)
            ? None
            : JsonNode
                .Parse(json)!
                .AsObject()
                .Aggregate(None, (fields, pair) => fields.With(pair.Key, FieldValue.From(pair.Value)));

    /// <inheritdoc/>
    public bool Equals(Fields? other) => other is not null && _values.SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Fields);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _values.Aggregate(0, (hash, pair) => HashCode.Combine(hash, pair.Key, pair.Value));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, FieldValue>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
