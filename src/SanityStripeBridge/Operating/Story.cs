using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Operating;

/// <summary>One sentence of an object's story.</summary>
/// <param name="Kind">delivery, history or conflict.</param>
internal sealed record StoryLine(DateTimeOffset At, string Kind, string Id, string Text);

/// <summary>What arrived, what was decided and what was written for one family, oldest first.</summary>
internal static class Story
{
    /// <summary>Lines of history told; older ones stand in the history itself.</summary>
    private const int MostHistory = 500;

    public static async Task<IReadOnlyList<StoryLine>> OfAsync(
        OperatedBridge bridge,
        string family,
        CancellationToken cancel
    )
    {
        var memory = bridge.Get<IMemory>();
        var known = await memory.LoadAsync(family, cancel);
        var deliveries = await bridge.Get<IInbox>().OfSubjectsAsync(Subjects(known), cancel);
        var history = await memory.HistoryAsync(family, MostHistory, cancel);
        var conflicts = await memory.ConflictsAsync(openOnly: false, cancel);
        return
        [
            .. deliveries
                .Select(Arrived)
                .Concat(history.Select(Happened))
                .Concat(conflicts.Where(record => record.Family == family).SelectMany(Disagreed))
                .OrderBy(line => line.At),
        ];
    }

    public static JsonObject ToJson(string id, string family, IReadOnlyList<StoryLine> story) =>
        new()
        {
            ["id"] = id,
            ["family"] = family,
            ["items"] = Words.Array(
                story,
                line => new JsonObject
                {
                    ["at"] = Words.Of(line.At),
                    ["kind"] = line.Kind,
                    ["id"] = line.Id,
                    ["text"] = line.Text,
                }
            ),
        };

    private static List<string> Subjects(FamilyMemory family) =>
        [
            .. family
                .Links.SelectMany(link => new[] { link.SanityId, link.StripeId })
                .Concat(family.Retirements.Select(old => old.StripeId))
                .Concat(family.Documents.Select(document => document.SanityId))
                .Append(family.Family)
                .Distinct(StringComparer.Ordinal),
        ];

    private static StoryLine Arrived(Delivery delivery)
    {
        var what =
            delivery.Side == Side.Sanity && delivery.Operation is { } operation
                ? $"{operation} of {delivery.Type}"
                : delivery.Type;
        var reason = delivery.Reason is { } why ? $" ({why})" : "";
        var state = delivery.State is DeliveryState.Done ? "" : $", now {Words.Of(delivery.State)}{reason}";
        return new(
            delivery.ReceivedAt,
            "delivery",
            delivery.Id.ToString(System.Globalization.CultureInfo.InvariantCulture),
            $"{delivery.Side} told of {what} {delivery.Subject}  {Words.Of(delivery.Outcome)}{state}"
        );
    }

    private static StoryLine Happened(HistoryEntry entry) =>
        new(
            entry.At,
            "history",
            entry.Id,
            entry.Action == "note"
                ? entry.Because
                : $"written to {entry.Side}: {Verb(entry)} {entry.StripeId ?? entry.SanityId}{Fields(entry)} (because of {Cause(entry)}{Ordered(entry)})"
        );

    private static string Verb(HistoryEntry entry) =>
        entry.Action switch
        {
            "retire" => "archive",
            "link" => "its counterpart",
            var word => word,
        };

    private static string Fields(HistoryEntry entry)
    {
        var fields = entry
            .Fields.Where(field => field.From != field.To)
            .Select(field =>
                Parts.Shown(entry.SanityId ?? "", field.Path)
                + (field.From.IsAbsent ? $" {field.To}" : $" {field.From} -> {field.To}")
            )
            .ToList();
        return fields.Count == 0 ? "" : ", " + string.Join(", ", fields);
    }

    private static string Cause(HistoryEntry entry) =>
        entry.Cause switch
        {
            null => entry.Because,
            var cause when cause.StartsWith(ConflictResolution.Person, StringComparison.Ordinal) =>
                "a person's decision",
            var cause when cause.Contains(' ', StringComparison.Ordinal) || cause == "bell" => cause,
            var run => "run " + run,
        };

    private static string Ordered(HistoryEntry entry) =>
        entry.OrderedBy is { } by ? ", ordered by " + by : "";

    private static IEnumerable<StoryLine> Disagreed(Conflict record)
    {
        yield return new(
            record.Since,
            "conflict",
            record.Id,
            $"conflict {record.Id}: {Parts.Shown(record.SanityId, record.Path)} of {PartId.DocumentOf(record.SanityId)} is {record.Sanity} in Sanity and {record.Stripe} in Stripe, was {record.Baseline}; policy {record.Policy}"
        );
        if (record.ResolvedAt is { } at)
            yield return new(
                at,
                "conflict",
                record.Id,
                $"conflict {record.Id} is resolved: {(record.Winner is { } winner ? winner + "'s value" : "another value")} was kept"
            );
    }
}
