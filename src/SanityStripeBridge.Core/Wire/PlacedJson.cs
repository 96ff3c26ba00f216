using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Core.Wire;

/// <summary>A JSON file that a person wrote, with the line on which each value stands: what is wrong is said with its place.</summary>
public sealed class PlacedJson
{
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    private PlacedJson() { }

    /// <summary>The whole file; null after a fault of syntax.</summary>
    public JsonNode? Root { get; private set; }

    /// <summary>What keeps it from being read: one fault of syntax, or every key that is given twice.</summary>
    public IReadOnlyList<FileFault> Faults { get; private set; } = [];

    /// <summary>Reads a file.</summary>
    public static PlacedJson Read(string text)
    {
        var file = new PlacedJson();
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            var places = new Places(bytes, file._lines);
            file.Root = places.Read();
            file.Faults = places.Faults;
        }
        catch (JsonException broken)
        {
            var line = (int)(broken.LineNumber ?? 0) + 1;
            file.Faults = [new("$", line, $"is no JSON from here on: {Short(broken.Message)}")];
        }
        return file;
    }

    /// <summary>The line of a value, or of the nearest thing around it that is there.</summary>
    /// <param name="path">Such as <c>$.products[3].prices[0].unitAmount</c>.</param>
    public int LineOf(string path)
    {
        for (var at = path; at.Length > 1; at = at[..Math.Max(at.LastIndexOfAny(['.', '[']), 1)])
            if (_lines.TryGetValue(at, out var line))
                return line;
        return 1;
    }

    // The reader adds where it is in its own way.
    private static string Short(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private sealed class Places(byte[] bytes, Dictionary<string, int> lines)
    {
        private int _counted;
        private int _line = 1;

        public List<FileFault> Faults { get; } = [];

        public JsonNode? Read()
        {
            var reader = new Utf8JsonReader(bytes);
            reader.Read();
            var root = Value(ref reader, "$");
            while (reader.Read()) { }
            return root;
        }

        private JsonNode? Value(ref Utf8JsonReader reader, string path)
        {
            lines[path] = LineAt(reader.TokenStartIndex);
            return reader.TokenType switch
            {
                JsonTokenType.StartObject => Object(ref reader, path),
                JsonTokenType.StartArray => Array(ref reader, path),
                JsonTokenType.Null => null,
                _ => JsonNode.Parse(ref reader),
            };
        }

        private JsonObject Object(ref Utf8JsonReader reader, string path)
        {
            var map = new JsonObject();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var name = reader.GetString()!;
                var line = LineAt(reader.TokenStartIndex);
                reader.Read();
                if (map.ContainsKey(name))
                    Faults.Add(new($"{path}.{name}", line, "is given twice; remove one of the two"));
                map[name] = Value(ref reader, $"{path}.{name}");
            }
            return map;
        }

        private JsonArray Array(ref Utf8JsonReader reader, string path)
        {
            var list = new JsonArray();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                list.Add(Value(ref reader, $"{path}[{list.Count}]"));
            return list;
        }

        // Tokens come in the order of the file: every byte is counted once.
        private int LineAt(long index)
        {
            for (; _counted < index; _counted++)
                if (bytes[_counted] == (byte)'\n')
                    _line++;
            return _line;
        }
    }
}

/// <summary>What is wrong in a file.</summary>
/// <param name="Path">JSON path.</param>
/// <param name="Line">From 1 on.</param>
/// <param name="Sentence">What was found, what was expected.</param>
public sealed record FileFault(string Path, int Line, string Sentence)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}: {Path} {Sentence}";
}
