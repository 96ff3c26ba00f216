using System.Globalization;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>What Stripe would refuse, said before anything is sent and in the document's words.</summary>
public static class SanityRules
{
    /// <summary>Stripe documents charges of at most eight digits of minor units.</summary>
    public const long MostMinorUnits = 99_999_999;

    /// <summary>At most 50 keys, of which the bridge's own take up to six.</summary>
    public const int MostMetadata = 50 - 6;

    private const string StatementForbidden = "<>\\\"'";

    /// <summary>Why a metadata key cannot be used; null when it can.</summary>
    public static string? KeyProblem(string key) =>
        key switch
        {
            "" => "metadata has an entry without a key; give it one or remove it",
            { Length: > 40 } => $"the metadata key \"{key}\" has {key.Length} characters; Stripe allows 40",
            _ when key.AsSpan().ContainsAny('[', ']') =>
                $"the metadata key \"{key}\" contains a square bracket, which Stripe does not allow",
            _ when DefaultMapping.ReservedKeys.Contains(key) =>
                $"the metadata key \"{key}\" is written by the bridge; use another name",
            _ => null,
        };

    internal static void CheckProduct(Fields fields, List<Problem> problems)
    {
        if (fields["name"].IsAbsent && problems.All(problem => problem.Path != "name"))
            problems.Add(new("name", "name is empty; Stripe needs one"));
        CheckLengths(ObjectType.Product, fields, problems);
        if (fields["statementDescriptor"].AsText() is { } descriptor)
            CheckDescriptor(descriptor, problems);
        if (fields["url"].AsText() is { } url && !IsWebAddress(url))
            problems.Add(
                new("url", $"url is \"{url}\", but must be a whole address such as https://shop.example/mug")
            );
    }

    // A path such as /mug is an absolute file address on some systems.
    private static bool IsWebAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    internal static void CheckPrice(Fields fields, List<Problem> problems)
    {
        CheckLengths(ObjectType.Price, fields, problems);
        if (fields["currency"].AsText() is not { Length: 3 })
            problems.Add(
                new(
                    "currency",
                    $"currency is {fields["currency"]}, but must be a three-letter code such as eur"
                )
            );
        if (fields["type"].AsText() is not ("one_time" or "recurring"))
            problems.Add(new("type", $"type is {fields["type"]}, but must be one_time or recurring"));
        else if (fields["type"].AsText() == "recurring")
            CheckInterval(fields, problems);
    }

    private static void CheckInterval(Fields fields, List<Problem> problems)
    {
        var most = fields["interval"].AsText() switch
        {
            "day" => 1095,
            "week" => 156,
            "month" => 36,
            "year" => 3,
            _ => 0,
        };
        if (most == 0)
            problems.Add(
                new("interval", $"interval is {fields["interval"]}, but must be day, week, month or year")
            );
        else if (fields["intervalCount"].AsInteger() is not { } count || count < 1 || count > most)
            problems.Add(
                new(
                    "intervalCount",
                    $"intervalCount is {fields["intervalCount"]}, but must lie between 1 and {most.ToString(CultureInfo.InvariantCulture)} for an interval of one {fields["interval"].AsText()}"
                )
            );
    }

    private static void CheckLengths(ObjectType type, Fields fields, List<Problem> problems)
    {
        foreach (var (path, value) in fields)
        {
            var spec = DefaultMapping.Spec(type, path);
            var text = spec.Kind == FieldKind.Text ? value.AsText() : null;
            if (text is not null && spec.MaxLength is { } most && Length(text) > most)
                problems.Add(new(path, $"{path} has {Length(text)} characters; Stripe allows {most}"));
            if (text is not null && spec.Allowed.Count > 0 && !spec.Allowed.Contains(text))
                problems.Add(
                    new(path, $"{path} is \"{text}\", but must be one of {string.Join(", ", spec.Allowed)}")
                );
        }
        if (fields["features"].Node() is System.Text.Json.Nodes.JsonArray features)
            foreach (
                var feature in features
                    .Select(node => node!.GetValue<string>())
                    .Where(name => Length(name) > 80)
            )
                problems.Add(
                    new(
                        "features",
                        $"the feature \"{feature[..40]}…\" has {Length(feature)} characters; Stripe allows 80"
                    )
                );
        var keys = fields.Paths.Count(DefaultMapping.IsFreeMetadata);
        var room =
            MostMetadata
            - fields.Paths.Count(path => DefaultMapping.Spec(type, path).MetadataKey is not null)
            + keys;
        if (keys > room)
            problems.Add(
                new("metadata", $"metadata has {keys} entries; at most {room} fit beside the bridge's own")
            );
    }

    // Stripe counts characters, not the halves by which some of them are stored here.
    private static int Length(string text) => text.EnumerateRunes().Count();

    private static void CheckDescriptor(string descriptor, List<Problem> problems)
    {
        if (descriptor.AsSpan().IndexOfAny(StatementForbidden) >= 0)
            problems.Add(new("statementDescriptor", "statementDescriptor must not contain < > \\ \" or '"));
        else if (!descriptor.Any(char.IsAsciiLetter))
            problems.Add(new("statementDescriptor", "statementDescriptor needs at least one Latin letter"));
    }
}
