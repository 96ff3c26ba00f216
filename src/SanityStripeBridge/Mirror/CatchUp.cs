using System.Globalization;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>Takes in what the webhooks did not tell: Stripe's events from a cursor, Sanity's revisions against the known ones.</summary>
internal sealed class CatchUp(
    IStripeSide stripe,
    ISanitySide sanity,
    IInbox inbox,
    IMemory memory,
    IStripeDoor door,
    CatalogueMapping mapping,
    TimeProvider clock
)
{
    /// <summary>Events of one second come in any order, and late: the cursor overlaps, the event id removes the doubles.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(60);

    /// <summary>Both streams; the number of things that were news.</summary>
    public async Task<int> RunAsync(CancellationToken cancel) =>
        await StripeAsync(cancel) + await SanityAsync(cancel);

    private async Task<int> StripeAsync(CancellationToken cancel)
    {
        var cursor = await memory.GetSettingAsync(FirstContact.StripeCursor, cancel);
        var since = cursor is null
            ? clock.GetUtcNow()
            : DateTimeOffset.FromUnixTimeSeconds(long.Parse(cursor, CultureInfo.InvariantCulture));
        var newest = since.ToUnixTimeSeconds();
        var news = 0;
        await foreach (var item in stripe.ListEventsAsync(since - Overlap, cancel))
        {
            newest = Math.Max(newest, item.GetProperty("created").GetInt64());
            if (await door.AdmitAsync(item, cancel) == DeliveryOutcome.Accepted)
                news++;
        }
        await memory.SetSettingAsync(
            FirstContact.StripeCursor,
            newest.ToString(CultureInfo.InvariantCulture),
            cancel
        );
        return news;
    }

    private async Task<int> SanityAsync(CancellationToken cancel)
    {
        var news = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var document in sanity.ListRevisionsAsync(mapping.Names, cancel))
        {
            seen.Add(document.Id);
            var known = await memory.FindDocumentAsync(document.Id, cancel);
            if (known?.Rev == document.Rev)
                continue;
            await inbox.RingAsync(FamilyOf(document, known), clock.GetUtcNow(), cancel);
            news++;
        }
        // What is linked and was not listed may be gone: the family's own look asks the document endpoint.
        await foreach (var link in memory.LinksAsync(cancel))
            if (link.State == LinkState.Linked && !seen.Contains(PartId.DocumentOf(link.SanityId)))
            {
                await inbox.RingAsync(link.Family, clock.GetUtcNow(), cancel);
                news++;
            }
        return news;
    }

    private static string FamilyOf(SanityDocument document, KnownDocument? known) =>
        document.Type == "product"
            ? document.Id
            : SanityReader.Reference(document.Body["product"]) ?? known?.Family ?? document.Id;
}

/// <summary>The way in for events that no webhook brought: judged like a delivery whose signature was right.</summary>
internal interface IStripeDoor
{
    Task<DeliveryOutcome> AdmitAsync(System.Text.Json.JsonElement item, CancellationToken cancel);
}
