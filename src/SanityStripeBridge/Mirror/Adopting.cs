using SanityStripeBridge.Core.Adoption;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>Both sides as they stand, for matching.</summary>
internal sealed record FilledSides(Stock Stock, Unlinked Unlinked);

/// <summary>What adopting would do.</summary>
/// <param name="Sides">Read once.</param>
/// <param name="Matches">What belongs together.</param>
/// <param name="Alone">Documents that a person said have no counterpart.</param>
/// <param name="Request">How it is written.</param>
/// <param name="Plan">The certain pairs, and what their linking writes.</param>
internal sealed record Adoption(
    FilledSides Sides,
    Matches Matches,
    IReadOnlySet<string> Alone,
    SyncRequest Request,
    FullPlan Plan
);

/// <summary>Brings two filled sides together: matches, links what is certain, and ends the unadopted state.</summary>
internal sealed class Adopting(
    Stocktaking stocktaking,
    FullSync sync,
    IMemory memory,
    IInbox inbox,
    Standing standing,
    TimeProvider clock
)
{
    private const int PageOfHeld = 500;

    /// <summary>One look at everything.</summary>
    public async Task<FilledSides> SeeAsync(CancellationToken cancel)
    {
        var stock = await stocktaking.TakeAsync(cancel);
        var settings = await standing.PlanSettingsAsync(cancel);
        var links = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var link in memory.LinksAsync(cancel))
            links[link.SanityId] = link.StripeId;
        return new(stock, UnlinkedOf(stock, links, settings));
    }

    /// <summary>Decides what belongs together; writes nothing.</summary>
    public async Task<Adoption> FindAsync(
        FilledSides sides,
        MatchRules rules,
        Side? prefer,
        CancellationToken cancel
    )
    {
        var settings = await standing.PlanSettingsAsync(cancel);
        var choices = (await standing.MatchingAsync(cancel)).Alone.ToDictionary(
            id => id,
            _ => MatchRules.Nothing,
            StringComparer.Ordinal
        );
        foreach (var (id, choice) in rules.Choices)
            choices[id] = choice;
        var matches = Matching.Of(sides.Unlinked, settings, rules with { Choices = choices });
        var families = matches.Certain.Select(match => match.Family).ToHashSet(StringComparer.Ordinal);
        if (prefer is not null)
            families.UnionWith(
                (await memory.ConflictsAsync(openOnly: true, cancel)).Select(record => record.Family)
            );
        var request = new SyncRequest(Only: families)
        {
            Pairs = matches.Certain.ToDictionary(
                match => match.SanityId,
                match => match.StripeId,
                StringComparer.Ordinal
            ),
            LinksOnly = true,
            Prefer = prefer,
        };
        var products = matches
            .Certain.Where(match => match.Type == ObjectType.Product)
            .Select(match => KeyValuePair.Create(match.SanityId, match.StripeId));
        var plan = await sync.PlanAsync(sides.Stock.Together(products, []), request, cancel);
        var alone = choices
            .Where(choice => choice.Value == MatchRules.Nothing)
            .Select(choice => choice.Key)
            .ToHashSet(StringComparer.Ordinal);
        return new(sides, matches, alone, request, plan);
    }

    /// <summary>What waits for a person is held from now on; before anything else may be created.</summary>
    public Task BeginAsync(Adoption adoption, CancellationToken cancel) =>
        standing.SetMatchingAsync(new(adoption.Matches.Held, adoption.Alone), cancel);

    /// <summary>
    /// Ends the unadopted state once every certain pair is linked, and lets go of what was held by it. The pairs that are
    /// still missing: with any of them the state goes on.
    /// </summary>
    public async Task<IReadOnlyList<Match>> EndAsync(Adoption adoption, CancellationToken cancel)
    {
        var missing = new List<Match>();
        foreach (var match in adoption.Matches.Certain)
            if ((await memory.FindLinkAsync(Side.Sanity, match.SanityId, cancel))?.StripeId != match.StripeId)
                missing.Add(match);
        if (missing.Count > 0)
            return missing;
        await standing.SetAdoptedAsync(true, cancel);
        await ReleaseAsync(cancel);
        return missing;
    }

    // What the brake holds is somebody else's to release.
    private async Task ReleaseAsync(CancellationToken cancel)
    {
        var families = new HashSet<string>(StringComparer.Ordinal);
        long? before = null;
        while (true)
        {
            var page = await inbox.ListAsync(DeliveryState.Held, before, PageOfHeld, cancel);
            families.UnionWith(
                page.Where(delivery => WaitedForIt(delivery.Reason)).Select(delivery => delivery.Family)
            );
            if (page.Count < PageOfHeld)
                break;
            before = page[^1].Id;
        }
        if (families.Count > 0)
            await inbox.ReleaseAsync([.. families], clock.GetUtcNow(), cancel);
    }

    // Of a part the sentence begins with its name.
    private static bool WaitedForIt(string? reason) =>
        reason is not null
        && (
            reason.EndsWith(Waits.Unadopted, StringComparison.Ordinal)
            || reason.EndsWith(Waits.Undecided, StringComparison.Ordinal)
        );

    private static Unlinked UnlinkedOf(
        Stock stock,
        IReadOnlyDictionary<string, string> links,
        PlanSettings settings
    )
    {
        var taken = links.Values.ToHashSet(StringComparer.Ordinal);
        var documents = stock
            .Looks.Values.SelectMany(look => look.Documents.Values)
            .Select(look => look.Published)
            .OfType<SanityDocument>()
            .OrderBy(document => document.Id, StringComparer.Ordinal)
            .ToList();
        var products = documents.Where(document => document.Type == "product").ToList();
        var prices = documents
            .Where(document => document.Type == "price")
            .Concat(products.SelectMany(Parts.Of));
        return new()
        {
            Products = [.. products.Where(IsFree)],
            Prices = [.. prices.Where(IsFree)],
            StripeProducts =
            [
                .. stock.StripeProducts.Where(product =>
                    !taken.Contains(product.Id) && settings.IsOurs(product.Metadata)
                ),
            ],
            StripePrices =
            [
                .. stock.StripePrices.Where(price =>
                    !taken.Contains(price.Id) && settings.IsOurs(price.Metadata) && !IsFormer(price)
                ),
            ],
            Linked = links,
            KnownIds = stock
                .StripeProducts.Select(product => product.Id)
                .Concat(stock.StripePrices.Select(price => price.Id))
                .ToHashSet(StringComparer.Ordinal),
        };

        bool IsFree(SanityDocument document) => !links.ContainsKey(document.Id);

        // Replaced long ago by the price that its document names now.
        bool IsFormer(StripePrice price) =>
            !price.Active
            && settings.ClaimedPrice(price.Metadata) is { } claimed
            && links.ContainsKey(claimed);
    }
}
