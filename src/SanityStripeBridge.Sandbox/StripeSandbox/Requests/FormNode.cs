namespace SanityStripeBridge.Sandbox.StripeSandbox.Requests;

/// <summary>A decoded form value: either a text or a map; an array is a map whose keys count up from 0.</summary>
public sealed class FormNode
{
    private readonly Dictionary<string, FormNode> _fields = new(StringComparer.Ordinal);

    public FormNode() { }

    public FormNode(string text) => Text = text;

    /// <summary>Null for a map.</summary>
    public string? Text { get; private set; }

    public bool IsBlank => Text is { } text && string.IsNullOrWhiteSpace(text);

    /// <summary>In the order the request named them.</summary>
    public IReadOnlyDictionary<string, FormNode> Fields => _fields;

    public FormNode? this[string name] => _fields.GetValueOrDefault(name);

    /// <summary>Decodes <c>a=1&amp;b[c]=2&amp;d[]=3&amp;e[0][f]=4</c>; literal and percent-encoded brackets mean the same.</summary>
    public static FormNode Parse(string encoded)
    {
        var root = new FormNode();
        foreach (var pair in encoded.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            root.Set(Segments(name), equals < 0 ? "" : Decode(pair[(equals + 1)..]));
        }
        return root;
    }

    /// <summary>Every text with its path, for example <c>recurring[interval]</c>.</summary>
    public IEnumerable<(string Path, string Text)> Leaves() => Leaves("");

    public void Set(string name, FormNode value) => _fields[name] = value;

    public void Remove(string name) => _fields.Remove(name);

    private void Set(List<string> segments, string text)
    {
        var node = this;
        for (var at = 0; at < segments.Count - 1; at++)
            node = node.Child(segments[at], segments[at + 1]);
        var last = segments[^1];
        node._fields[last.Length == 0 ? node.NextIndex() : last] = new FormNode(text);
        node.Text = null;
    }

    private FormNode Child(string name, string next)
    {
        Text = null;
        if (name.Length == 0)
        {
            // `a[][x]=1&a[][y]=2` fills one element until a key repeats.
            var open = _fields.Count > 0 ? _fields.Values.Last() : null;
            if (open is not null && next.Length > 0 && !open._fields.ContainsKey(next))
                return open;
            name = NextIndex();
        }
        if (!_fields.TryGetValue(name, out var child))
            _fields[name] = child = new FormNode();
        return child;
    }

    private string NextIndex() => _fields.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private IEnumerable<(string, string)> Leaves(string prefix)
    {
        if (Text is not null)
            yield return (prefix, Text);
        foreach (var (name, child) in _fields)
        foreach (var leaf in child.Leaves(prefix.Length == 0 ? name : $"{prefix}[{name}]"))
            yield return leaf;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private static List<string> Segments(string name)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        if (open <= 0)
            return [name];
        var segments = new List<string> { name[..open] };
        foreach (var part in name[open..].Split('[').Skip(1))
            segments.Add(part.TrimEnd(']'));
        return segments;
    }
}
