using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Adoption;

/// <summary>The file in which a person says what belongs together where matching could not.</summary>
public static class Review
{
    /// <summary>A new file with every choice still open.</summary>
    /// <param name="place">Whose objects it speaks of.</param>
    /// <param name="open">What is ambiguous.</param>
    /// <param name="shown">Name and price of an id on either side, for the person who chooses; null when nothing is known.</param>
    public static JsonObject Write(
        ReviewPlace place,
        IEnumerable<Undecided> open,
        Func<string, string?> shown
    ) =>
        new()
        {
            ["version"] = 1,
            ["account"] = place.Account,
            ["project"] = place.Project,
            ["dataset"] = place.Dataset,
            ["help"] =
                $"Set each choice to a Stripe id, or to \"{MatchRules.Nothing}\" for what has no counterpart there; null leaves it open. Then run: adopt --review <this file>",
            ["undecided"] = new JsonArray([.. open.Select(undecided => Entry(undecided, shown))]),
        };

    /// <summary>Reads a person's choices, by document or part id. Every fault is told at once.</summary>
    /// <param name="file">The file.</param>
    /// <param name="place">Where it is applied.</param>
    /// <param name="sides">What may be chosen.</param>
    public static (IReadOnlyDictionary<string, string> Choices, IReadOnlyList<FileFault> Faults) Read(
        PlacedJson file,
        ReviewPlace place,
        Unlinked sides
    )
    {
        var reading = new Choosing(file, sides);
        if (file.Faults.Count == 0)
            reading.Read(place);
        return (reading.Choices, [.. file.Faults.Concat(reading.Faults).OrderBy(fault => fault.Line)]);
    }

    private static JsonObject Entry(Undecided undecided, Func<string, string?> shown) =>
        new()
        {
            ["type"] = undecided.Type == ObjectType.Product ? "product" : "price",
            ["sanityId"] = PartId.DocumentOf(undecided.SanityId),
            ["variant"] = PartId.KeyOf(undecided.SanityId),
            ["shows"] = shown(undecided.SanityId),
            ["why"] = undecided.Why,
            ["candidates"] = new JsonArray([
                .. undecided.Candidates.Select(candidate => new JsonObject
                {
                    ["stripeId"] = candidate.StripeId,
                    ["shows"] = shown(candidate.StripeId),
                    ["because"] = candidate.Because,
                }),
            ]),
            ["choice"] = null,
        };

    private sealed class Choosing(PlacedJson file, Unlinked sides)
    {
        private readonly HashSet<string> _documents = sides
            .Products.Concat(sides.Prices)
            .Select(document => document.Id)
            .ToHashSet(StringComparer.Ordinal);
        private readonly Dictionary<string, ObjectType> _objects = sides
            .StripeProducts.Select(product => (product.Id, ObjectType.Product))
            .Concat(sides.StripePrices.Select(price => (price.Id, ObjectType.Price)))
            .ToDictionary(entry => entry.Id, entry => entry.Item2, StringComparer.Ordinal);
        private readonly Dictionary<string, string> _chosen = new(StringComparer.Ordinal);

        public Dictionary<string, string> Choices { get; } = new(StringComparer.Ordinal);

        public List<FileFault> Faults { get; } = [];

        public void Read(ReviewPlace place)
        {
            if (file.Root is not JsonObject root)
            {
                Fault("$", "is no JSON object; make a review with: adopt --review <new file>");
                return;
            }
            if (root["version"]?.ToJsonString() != "1")
                Fault("$.version", "must be 1");
            Same(root, "account", place.Account);
            Same(root, "project", place.Project);
            Same(root, "dataset", place.Dataset);
            if (root["undecided"] is not JsonArray list)
                Fault("$.undecided", "must be a list");
            else
                for (var i = 0; i < list.Count; i++)
                    Choose(list[i], $"$.undecided[{i}]");
        }

        private void Same(JsonObject root, string name, string? expected)
        {
            if (Text(root[name]) is { } found && expected is not null && found != expected)
                Fault("$." + name, $"is {found}, but the settings lead to {expected}");
        }

        private void Choose(JsonNode? node, string path)
        {
            if (node is not JsonObject entry)
            {
                Fault(path, "must be an object");
                return;
            }
            if (Text(entry["sanityId"]) is not { Length: > 0 } document)
            {
                Fault(path + ".sanityId", "must be the id of a document");
                return;
            }
            var id = Text(entry["variant"]) is { } key ? PartId.Of(document, key) : document;
            if (entry["choice"] is null)
                return;
            if (Text(entry["choice"]) is not { } choice)
                Fault(path + ".choice", $"must be a Stripe id, \"{MatchRules.Nothing}\" or null");
            else if (Obstacle(id, choice, Text(entry["type"])) is { } obstacle)
                Fault(path + ".choice", obstacle);
            else if (!Choices.TryAdd(id, choice))
                Fault(path + ".sanityId", $"is {document} a second time; remove one of the two entries");
        }

        // What was applied before is no fault: a file may be applied twice.
        private string? Obstacle(string id, string choice, string? type)
        {
            if (choice == MatchRules.Nothing || IsLinked(id, choice))
                return null;
            if (!_documents.Contains(id))
                return $"is for {id}, which is not there or is linked already";
            if (!_objects.TryGetValue(choice, out var found))
                return $"is {choice}, which is not in this account or is linked already";
            if (type is not null && type != (found == ObjectType.Product ? "product" : "price"))
                return $"is {choice}, which is no {type}";
            return _chosen.TryAdd(choice, id)
                ? null
                : $"is {choice}, which is chosen for {_chosen[choice]} already";
        }

        private bool IsLinked(string id, string choice) => sides.Linked.GetValueOrDefault(id) == choice;

        private void Fault(string path, string sentence) =>
            Faults.Add(new(path, file.LineOf(path), sentence));

        private static string? Text(JsonNode? node) =>
            node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
    }
}

/// <summary>The pair of account and dataset that a review speaks of.</summary>
public sealed record ReviewPlace(string? Account, string Project, string Dataset);
