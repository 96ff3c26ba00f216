using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>One document while it is being read: what was understood so far, and what was not.</summary>
internal sealed partial class Reading(JsonObject body)
{
    private static readonly string[] Sizes = ["height", "length", "weight", "width"];

    public Fields Fields { get; private set; } = Fields.None;

    public List<Problem> Problems { get; } = [];

    public JsonNode? Node(string name) => body[name];

    public Mapped Result() => new(Fields, Problems) { OneWay = _tooLong };

    private readonly Dictionary<string, string> _tooLong = new(StringComparer.Ordinal);

    public void Add(FieldSpec spec, FieldValue value) => Fields = Fields.With(spec.Path, value);

    /// <summary>A field whose kind says all there is to know.</summary>
    public FieldValue Plain(FieldSpec spec) =>
        (spec.Kind, Node(spec.Path)) switch
        {
            (_, null) => FieldValue.Absent,
            (FieldKind.Text, JsonValue text) when text.TryGetValue(out string? value) => Normal.Text(value),
            (FieldKind.Flag, JsonValue flag) when flag.TryGetValue(out bool value) => FieldValue.Flag(value),
            (FieldKind.Integer, JsonValue number) when Whole(number) is { } value => FieldValue.Integer(
                value
            ),
            (FieldKind.Features, JsonArray list) => Features(list),
            (FieldKind.Dimensions, JsonObject map) => Dimensions(map)
                ?? Refuse(spec, "needs height, length, weight and width as numbers"),
            (FieldKind.Transform, JsonObject map) => Transform(map)
                ?? Refuse(spec, "needs divideBy as a whole number and round as up or down"),
            (FieldKind.Tiers, JsonArray list) => Tiers(list),
            (FieldKind.ChosenAmount, JsonObject bounds) => Chosen(spec, bounds),
            (FieldKind.Text, _) => Refuse(spec, "must be text"),
            (FieldKind.Flag, _) => Refuse(spec, "must be true or false"),
            (FieldKind.Integer, _) => Refuse(spec, "must be a whole number"),
            _ => Refuse(spec, "has a shape that cannot be mirrored"),
        };

    /// <summary>The <c>metadata</c> array of <c>{key, value}</c>, one path per key.</summary>
    public void AddMetadata()
    {
        if (Node("metadata") is not JsonArray list)
            return;
        foreach (var entry in list.OfType<JsonObject>())
        {
            var key = (entry["key"] as JsonValue)?.ToString() ?? "";
            var path = DefaultMapping.MetadataPrefix + key;
            if (SanityRules.KeyProblem(key) is { } sentence)
                Problems.Add(new(path, sentence));
            else if (!Fields[path].IsAbsent)
                Problems.Add(new(path, $"metadata names the key \"{key}\" twice; remove one of them"));
            else
                Fields = Fields.With(path, Normal.Text((entry["value"] as JsonValue)?.ToString()));
        }
    }

    /// <summary>An ordered list, cut to what Stripe holds; of a longer one Stripe's value is not read back, which would cut the document's.</summary>
    public FieldValue List(string path, IReadOnlyList<JsonNode?> items, int most)
    {
        if (items.Count > most)
            _tooLong[path] =
                $"Stripe shows at most {most} {path}: the first {most} of {items.Count} are there, in this order";
        return items.Count == 0
            ? FieldValue.Absent
            : FieldValue.From(new JsonArray([.. items.Take(most).Select(item => item?.DeepClone())]));
    }

    private static long? Whole(JsonValue number) =>
        Normal.Decimal(number) is { } value
        && value == decimal.Truncate(value)
        && Math.Abs(value) < long.MaxValue
            ? (long)value
            : null;

    private FieldValue Features(JsonArray list) =>
        List(
            "features",
            [
                .. list.Select(item => Normal.Text((item as JsonValue)?.ToString()))
                    .Where(name => !name.IsAbsent)
                    .Select(name => name.Node()),
            ],
            SanityReader.MostFeatures
        );

    private static FieldValue? Dimensions(JsonObject map)
    {
        var parts = Sizes.Select(name => (name, Value: Normal.Decimal(map[name]))).ToList();
        if (parts.All(part => part.Value is null))
            return FieldValue.Absent;
        return parts.Any(part => part.Value is null)
            ? null
            : Normal.Decimals([.. parts.Select(part => (part.name, part.Value!.Value))]);
    }

    private static FieldValue? Transform(JsonObject map)
    {
        if (map["divideBy"] is null && map["round"] is null)
            return FieldValue.Absent;
        return
            map["divideBy"] is JsonValue by
            && Whole(by) is > 0 and var divideBy
            && map["round"]?.ToString() is "up" or "down"
            ? FieldValue.From(
                new JsonObject { ["divideBy"] = divideBy, ["round"] = map["round"]!.ToString() }
            )
            : null;
    }

    private FieldValue Refuse(FieldSpec spec, string expectation)
    {
        var found = Node(spec.Path)!.ToJsonString();
        return Refuse(
            spec.Path,
            $"{spec.Path} {expectation}, but is {(found.Length > 60 ? found[..60] + "…" : found)}"
        );
    }

    private FieldValue Refuse(string path, string sentence)
    {
        Problems.Add(new(path, sentence));
        return FieldValue.Absent;
    }
}
