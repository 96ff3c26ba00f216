using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Groq;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Http;

/// <summary><c>/data/history</c>: documents as they were, and the transactions that made them.</summary>
internal sealed class HistoryRoutes(SanitySimulator sandbox)
{
    public SanityAnswer Document(SanityRequest request)
    {
        MustBeKnown(request.Caller);
        var id = request.Route("id");
        var changes = sandbox
            .FindDataset(request.Route("dataset"))
            .Transactions.SelectMany(done =>
                done.Changes.Where(change => change.Id == id)
                    .Select(change => (done.Id, done.At, change.After))
            );
        JsonObject? found;
        if (request.Query("revision") is { } revision)
            found = changes.FirstOrDefault(change => change.Id == revision).After;
        else if (request.Query("time") is { } time)
            found = changes
                .LastOrDefault(change =>
                    change.At <= DateTimeOffset.Parse(time, CultureInfo.InvariantCulture)
                )
                .After;
        else
            found = changes.LastOrDefault(change => change.After is not null).After;
        return SanityAnswer.Ok(
            new JsonObject
            {
                ["documents"] = found is null ? new JsonArray() : new JsonArray(found.DeepClone()),
            }
        );
    }

    public SanityAnswer Transactions(SanityRequest request)
    {
        MustBeKnown(request.Caller);
        var chosen = sandbox
            .FindDataset(request.Route("dataset"))
            .Transactions.Where(done => done.Changes.Count > 0);
        if (request.Route("ids") is { Length: > 0 } list)
        {
            var ids = list.Split(',').ToHashSet(StringComparer.Ordinal);
            chosen = chosen.Where(done => done.Changes.Any(change => ids.Contains(change.Id)));
        }
        if (request.Query("fromTransaction") is { } from)
            chosen = chosen.SkipWhile(done => done.Id != from);
        if (request.Flag("reverse"))
            chosen = chosen.Reverse();
        if (int.TryParse(request.Query("limit"), CultureInfo.InvariantCulture, out var limit))
            chosen = chosen.Take(limit);
        return SanityAnswer.Lines(chosen.Select(done => Row(done, request.Flag("excludeContent"))));
    }

    private static JsonObject Row(Transaction done, bool excludeContent)
    {
        var row = new JsonObject
        {
            ["id"] = done.Id,
            ["timestamp"] = GroqValues.Text(done.At),
            ["author"] = done.Author,
            ["documentIDs"] = Json.Array(done.Changes.Select(change => JsonValue.Create(change.Id))),
        };
        if (!excludeContent)
            row["mutations"] = done.Mutations.DeepClone();
        return row;
    }

    private static void MustBeKnown(Caller caller)
    {
        if (caller.IsAnonymous)
            throw SanityErrors.Unauthorized;
    }
}
