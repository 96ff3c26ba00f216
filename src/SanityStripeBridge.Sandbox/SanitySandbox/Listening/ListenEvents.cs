using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Groq;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Listening;

/// <summary>One event of the stream; its id is what a reconnecting client names.</summary>
internal sealed record ListenEvent(string Name, string? Id, JsonObject Data);

/// <summary>What a commit means to a listener: one event for each document that matches before or after.</summary>
internal static class ListenEvents
{
    public static IEnumerable<ListenEvent> Of(
        Transaction transaction,
        ListenRequest request,
        GroqContext surroundings
    )
    {
        var context = surroundings with
        {
            Parameters = GroqQuery.Values(request.Parameters),
            Identity = request.Identity,
        };
        for (var at = 0; at < transaction.Changes.Count; at++)
        {
            var change = transaction.Changes[at];
            if (
                !request.MaySee(change.Id) || (DocumentId.IsVersion(change.Id) && !request.IncludeAllVersions)
            )
                continue;
            // By the filter, not by existence: a document may appear by changing its type of content.
            var before = request.Filter.Matches(GroqValues.From(change.Before), context);
            var after = request.Filter.Matches(GroqValues.From(change.After), context);
            if (before || after)
                yield return Event(transaction, change, at + 1, request, Transition(before, after));
        }
    }

    private static string Transition(bool before, bool after) =>
        before && after ? "update"
        : after ? "appear"
        : "disappear";

    private static ListenEvent Event(
        Transaction transaction,
        DocumentChange change,
        int number,
        ListenRequest request,
        string transition
    )
    {
        var id = $"{transaction.Id}#{change.Id}";
        var data = new JsonObject
        {
            ["documentId"] = change.Id,
            ["eventId"] = id,
            ["identity"] = transaction.Author,
        };
        if (request.IncludeMutations)
            data["mutations"] = transaction.Mutations.DeepClone();
        if (request.IncludePrevious && change.Before is { } previous)
            data["previous"] = previous.DeepClone();
        if (transition != "appear" && change.Before is { } old)
            data["previousRev"] = old["_rev"]!.DeepClone();
        if (request.IncludeResult && change.After is { } result)
            data["result"] = result.DeepClone();
        data["resultRev"] = transaction.Id;
        if (request.WithEffects)
            data["effects"] = Effects(change);
        data["timestamp"] = transaction.At.UtcDateTime.ToString(
            "yyyy-MM-ddTHH:mm:ss.ffffff'Z'",
            CultureInfo.InvariantCulture
        );
        data["transactionId"] = transaction.Id;
        data["transactionCurrentEvent"] = number;
        data["transactionTotalEvents"] = transaction.Changes.Count;
        data["transition"] = transition;
        data["visibility"] = request.Visibility;
        return new ListenEvent("mutation", id, data);
    }

    /// <summary>Mendoza patches of the plainest kind: opcode 0 puts the whole value.</summary>
    private static JsonObject Effects(DocumentChange change) =>
        new()
        {
            ["apply"] = new JsonArray(0, change.After?.DeepClone()),
            ["revert"] = new JsonArray(0, change.Before?.DeepClone()),
        };
}
