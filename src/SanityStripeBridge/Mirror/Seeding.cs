using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Adoption;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Seeding;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>What seeding would do.</summary>
/// <param name="Decision">As both sides stand.</param>
/// <param name="IsResumed">An earlier run of the same file did not come to its end.</param>
/// <param name="Request">How it is written.</param>
/// <param name="Plan">The families concerned.</param>
/// <param name="Doubtful">Families of the file that were left out, because their lookup keys lead to several products.</param>
internal sealed record SeedPlan(
    SeedDecision Decision,
    bool IsResumed,
    SyncRequest Request,
    FullPlan Plan,
    IReadOnlyList<Undecided> Doubtful
)
{
    /// <summary>Products and prices of the file that are made on the side, or sides, where they are missing.</summary>
    public IReadOnlyCollection<SeedFamily> Seeds => [.. Request.Seeds.Values];

    /// <summary>Documents that are made of what Stripe has, and the file has not.</summary>
    public IReadOnlyList<Change> Imports =>
        [.. Plan.Changes.Where(change => change is { Side: Side.Sanity, Action: ChangeAction.Create })];

    /// <summary>Products of the file that Stripe has already.</summary>
    public int Matched => Request.Pairs.Keys.Count(Request.Seeds.ContainsKey);

    public bool IsEmpty => Plan.Families.Count == 0;
}

/// <summary>Fills empty sides from a file, and only those.</summary>
internal sealed class Seeding(
    Adopting adopting,
    FullSync sync,
    IMemory memory,
    Standing standing,
    IOptionsMonitor<MirrorOptions> options
)
{
    /// <summary>Decides by both sides what the file is good for; writes nothing.</summary>
    public async Task<SeedPlan> FindAsync(SeedFile file, string digest, CancellationToken cancel)
    {
        var sides = await adopting.SeeAsync(cancel);
        var begun = await BegunAsync(digest, cancel);
        var decision = begun ?? await DecideAsync(file, sides, cancel);
        return decision switch
        {
            SeedDecision.Create or SeedDecision.Promote => await MakeAsync(
                file,
                sides,
                decision,
                begun,
                cancel
            ),
            SeedDecision.Import => await ImportAsync(sides, begun, cancel),
            _ => new(decision, false, new(), new(sides.Stock, []), []),
        };
    }

    /// <summary>A run that is broken off after this goes on with the same file.</summary>
    public async Task BeginAsync(SeedPlan plan, string digest, CancellationToken cancel)
    {
        await standing.SetSeedingAsync($"{plan.Decision}:{digest}", cancel);
        // Two empty sides have nothing to match.
        if (plan.Decision == SeedDecision.Create)
            await standing.SetAdoptedAsync(true, cancel);
    }

    /// <summary>Everything of the file is made.</summary>
    public Task EndAsync(CancellationToken cancel) => standing.SetSeedingAsync(null, cancel);

    public static string DigestOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private async Task<SeedDecision?> BegunAsync(string digest, CancellationToken cancel) =>
        (await standing.SeedingAsync(cancel))?.Split(':') is [var word, var stored]
        && stored == digest
        && Enum.TryParse<SeedDecision>(word, out var decision)
            ? decision
            : null;

    private async Task<SeedDecision> DecideAsync(SeedFile file, FilledSides sides, CancellationToken cancel)
    {
        var settings = await standing.PlanSettingsAsync(cancel);
        return SeedChoice.Of(
            sides.Stock.Counts.SanityProducts + sides.Stock.Counts.SanityPrices > 0,
            sides.Stock.StripeProducts.Any(product => settings.IsOurs(product.Metadata)),
            await standing.IsAdoptedAsync(cancel) == true,
            file.Origin is not null,
            file.Origin is { } origin && !await IsHereAsync(origin, cancel)
        );
    }

    private async Task<bool> IsHereAsync(SeedOrigin origin, CancellationToken cancel) =>
        origin.Account == await memory.GetSettingAsync(FirstContact.AccountPin, cancel)
        && origin.Mode == options.CurrentValue.Mode;

    private async Task<SeedPlan> MakeAsync(
        SeedFile file,
        FilledSides sides,
        SeedDecision decision,
        SeedDecision? begun,
        CancellationToken cancel
    )
    {
        var missing = await MissingAsync(file, sides, begun is not null, cancel);
        var settings = await standing.PlanSettingsAsync(cancel);
        var matches = Matching.Of(
            SeedChoice.Beside(sides.Unlinked, missing),
            settings,
            new() { KeysOnly = true, ForgetIds = true }
        );
        var doubtful = matches.Ambiguous.Select(open => open.Family).ToHashSet(StringComparer.Ordinal);
        var seeds = missing
            .Where(family => !doubtful.Contains(family.Id))
            .ToDictionary(family => family.Id, StringComparer.Ordinal);
        var pairs = matches
            .Certain.Where(match => seeds.ContainsKey(match.Family))
            .ToDictionary(match => match.SanityId, match => match.StripeId, StringComparer.Ordinal);
        var stock = sides.Stock.Together(pairs.Where(pair => seeds.ContainsKey(pair.Key)), seeds.Keys);
        // What only Stripe has is imported where Sanity was empty; beside a catalogue it is somebody else's business.
        var isFresh = sides.Stock.Counts.SanityProducts + sides.Stock.Counts.SanityPrices == 0;
        var others =
            decision == SeedDecision.Promote && (isFresh || begun is not null)
                ? await sync.PlanAsync(
                    stock,
                    new(Only: Others(stock, seeds)) { MissingOn = Side.Sanity },
                    cancel
                )
                : new(stock, []);
        var families = seeds.Keys.Order(StringComparer.Ordinal).Select(id => new FamilyPlan { Family = id });
        var whole = new FullPlan(stock, [.. families, .. others.Families]);
        var request = new SyncRequest(
            Only: whole.Families.Select(family => family.Family).ToHashSet(StringComparer.Ordinal)
        )
        {
            Seeds = seeds,
            Pairs = pairs,
        };
        return new(decision, begun is not null, request, whole, matches.Ambiguous);
    }

    private static HashSet<string> Others(Stock stock, Dictionary<string, SeedFamily> seeds) =>
        [.. stock.Looks.Keys.Where(family => !seeds.ContainsKey(family))];

    private async Task<IReadOnlyList<SeedFamily>> MissingAsync(
        SeedFile file,
        FilledSides sides,
        bool isResumed,
        CancellationToken cancel
    )
    {
        var linked = sides.Unlinked.Linked;
        var families = file.Families;
        if (file.Origin is { } origin && await IsHereAsync(origin, cancel))
            families =
            [
                .. families.Select(family =>
                    SeedChoice.Restored(family, origin.Links, sides.Unlinked.KnownIds)
                ),
            ];
        // The documents of a family are made at once: those of a run that was stopped may lack their products in Stripe.
        if (isResumed)
            return
            [
                .. families.Where(family =>
                    !family.Documents.All(document => linked.ContainsKey(document.Id))
                ),
            ];
        var taken = linked.Values.ToHashSet(StringComparer.Ordinal);
        return SeedChoice.Missing(
            families,
            [
                .. sides
                    .Stock.Looks.Values.SelectMany(look => look.Documents.Values)
                    .Select(look => look.Published)
                    .OfType<SanityDocument>(),
            ],
            sides.Stock.StripePrices.Where(price => taken.Contains(price.Id)),
            [.. linked.Keys]
        );
    }

    private async Task<SeedPlan> ImportAsync(FilledSides sides, SeedDecision? begun, CancellationToken cancel)
    {
        var request = new SyncRequest { MissingOn = Side.Sanity };
        var plan = await sync.PlanAsync(sides.Stock, request, cancel);
        return new(
            SeedDecision.Import,
            begun is not null,
            request,
            plan with
            {
                Families = [.. plan.Families.Where(family => family.Changes.Count > 0)],
            },
            []
        );
    }
}
