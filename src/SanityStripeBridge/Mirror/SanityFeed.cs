using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Echoes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>What happened in Sanity, whether or not a webhook told of it: by time of change, or by comparing all revisions.</summary>
internal sealed partial class SanityFeed(
    ISanitySide sanity,
    IInbox inbox,
    IMemory memory,
    Bell bell,
    CatalogueMapping mapping,
    TimeProvider clock,
    ILogger<SanityFeed> log
)
{
    /// <summary>The newest <c>_updatedAt</c> that Sanity has shown us.</summary>
    private const string Cursor = "sanity_cursor";

    /// <summary>Documents per confirming read.</summary>
    private const int Batch = 100;

    /// <summary>Queries may lag behind, transactions may commit out of order: the known revisions remove the doubles.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(120);

    /// <summary>One scan of what changed since the newest change seen; without one, all revisions.</summary>
    public async Task<int> ScanAsync(CancellationToken cancel)
    {
        if (await CursorAsync(cancel) is not { } cursor)
            return await CompareAsync(cancel);
        return await TakeAllAsync(cursor - Overlap, _ => { }, cancel);
    }

    /// <summary>Every revision of the mapped types against the known ones; what is linked and not listed is asked for by id.</summary>
    public async Task<int> CompareAsync(CancellationToken cancel)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var news = await TakeAllAsync(null, id => seen.Add(id), cancel);
        var missing = new List<Link>();
        await foreach (var link in memory.LinksAsync(cancel))
            // A part goes with its document, and a look at the document tells of it.
            if (
                link.State == LinkState.Linked
                && PartId.KeyOf(link.SanityId) is null
                && !seen.Contains(link.SanityId)
            )
                missing.Add(link);
        foreach (var batch in missing.Chunk(Batch))
            news += await ConfirmAsync(batch, cancel);
        if (news > 0)
            bell.Ring();
        return news;
    }

    private async Task<int> TakeAllAsync(DateTimeOffset? since, Action<string> see, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        var (news, newest) = (0, (DateTimeOffset?)null);
        await foreach (var document in sanity.ListRevisionsAsync(mapping.Names, since, cancel))
        {
            see(document.Id);
            if (Updated(document) is { } updated && !(updated <= newest))
                newest = updated;
            if (await TakeAsync(document, cancel))
                news++;
        }
        // What was edited behind the page we read is younger than our start: by so much the cursor stays back.
        await AdvanceAsync(newest - clock.GetElapsedTime(began), cancel);
        if (news > 0)
            bell.Ring();
        return news;
    }

    private async Task<bool> TakeAsync(SanityDocument document, CancellationToken cancel)
    {
        if (document.Type == SanityTypes.Companion)
            return await TakeRequestAsync(document, cancel);
        var known = await memory.FindDocumentAsync(document.Id, cancel);
        if (known?.Rev == document.Rev)
            return false;
        var family =
            document.Type == "product"
                ? document.Id
                : SanityReader.Reference(document.Body["product"]) ?? known?.Family ?? document.Id;
        // Stored as a webhook would have brought it.
        var stored = (document as SeenDocument)?.Source ?? document;
        return await StoreAsync(document.Id, stored.Type, family, stored.Body, null, document.Rev, cancel);
    }

    // Its webhook may have been lost; one that came is answered by now, or its family is at work.
    private async Task<bool> TakeRequestAsync(SanityDocument companion, CancellationToken cancel)
    {
        var prefix = mapping.CompanionOf("");
        if (!companion.Id.StartsWith(prefix, StringComparison.Ordinal))
            return false;
        var subject = SanityReader.Reference(companion.Body["subject"]) ?? companion.Id[prefix.Length..];
        var family =
            (await memory.FindDocumentAsync(subject, cancel))?.Family
            ?? (await memory.FindLinkAsync(Side.Sanity, subject, cancel))?.Family
            ?? subject;
        var asked = companion.Text("requestedAt");
        return await StoreAsync(subject, companion.Type, family, companion.Body, null, asked, cancel);
    }

    // A list may be empty, cut short or late; only the document endpoint's word counts.
    private async Task<int> ConfirmAsync(IReadOnlyList<Link> missing, CancellationToken cancel)
    {
        var there = await sanity.GetDocumentsAsync(
            [.. missing.Select(link => link.SanityId)],
            allVersions: false,
            cancel
        );
        var present = there.Select(document => document.Id).ToHashSet(StringComparer.Ordinal);
        if (present.Count > 0)
            LogLeftOut(present.Count);
        var news = 0;
        foreach (var link in missing.Where(link => !present.Contains(link.SanityId)))
        {
            var known = await memory.FindDocumentAsync(link.SanityId, cancel);
            // Known to be gone: its family has looked, and waits for whatever it waits for.
            if (known is { Rev: null })
                continue;
            var type = link.Type == ObjectType.Product ? "product" : "price";
            var body = new JsonObject { ["_id"] = link.SanityId, ["_type"] = type };
            if (await StoreAsync(link.SanityId, type, link.Family, body, "delete", known?.Rev, cancel))
                news++;
        }
        return news;
    }

    private async Task<bool> StoreAsync(
        string id,
        string type,
        string family,
        JsonObject body,
        string? operation,
        string? rev,
        CancellationToken cancel
    )
    {
        var now = clock.GetUtcNow();
        var outcome = await inbox.StoreAsync(
            new()
            {
                Side = Side.Sanity,
                // Its own form: a webhook's row of the same revision says more and is never taken for this one.
                DedupeKey = $"found|{id}|{rev}|{operation}",
                Subject = id,
                Type = type,
                Operation = operation,
                Family = family,
                Body = Encoding.UTF8.GetBytes(body.ToJsonString()),
                ReceivedAt = now,
                Outcome = DeliveryOutcome.Accepted,
                Found = true,
                DueAt = now,
            },
            cancel
        );
        return outcome == DeliveryOutcome.Accepted;
    }

    private async Task AdvanceAsync(DateTimeOffset? to, CancellationToken cancel)
    {
        if (to is { } newest && !(newest <= await CursorAsync(cancel)))
            await memory.SetSettingAsync(Cursor, newest.ToString("O", CultureInfo.InvariantCulture), cancel);
    }

    private async Task<DateTimeOffset?> CursorAsync(CancellationToken cancel) =>
        await memory.GetSettingAsync(Cursor, cancel) is { } text
            ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)
            : null;

    private static DateTimeOffset? Updated(SanityDocument document) =>
        DateTimeOffset.TryParse(
            document.Text("_updatedAt"),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var updated
        )
            ? updated
            : null;

    [LoggerMessage(
        1222,
        LogLevel.Warning,
        "[CATCH_UP] Sanity's list left out {Count} documents that exist; none of them counts as deleted"
    )]
    private partial void LogLeftOut(int count);
}
