using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// Before anything else: the account, project and dataset are the pinned ones, and a new store takes stock of both sides once.
/// </summary>
internal sealed class FirstContact(
    IStripeSide stripe,
    StripeFeed feed,
    DatasetMark mark,
    SharedAccount shared,
    IMemory memory,
    FullSync sync,
    Standing standing,
    IOptionsMonitor<MirrorOptions> options,
    Ulids ids
)
{
    public const string AccountPin = "pin_account";

    /// <summary>Compares with the pins, then pins what is new; a difference is the operator's to explain and stops everything.</summary>
    public async Task EnsureAsync(CancellationToken cancel)
    {
        var pins = await CompareAsync(cancel);
        await shared.EnterAsync(pins[0].Value, cancel);
        foreach (var (name, value) in pins)
            // Of several nodes that begin at once one pins; the others must lead to the same.
            if (!await memory.MoveSettingAsync("pin_" + name, null, value, cancel))
                await CompareAsync(name, value, cancel);
        if (await standing.IsAdoptedAsync(cancel) is null)
            await TakeStockAsync(cancel);
    }

    /// <summary>The same without pinning anything: what the keys and settings lead to, by name.</summary>
    public async Task<IReadOnlyList<(string Name, string Value)>> CompareAsync(CancellationToken cancel)
    {
        var pins = Pins(await stripe.GetAccountAsync(cancel));
        foreach (var (name, value) in pins)
            await CompareAsync(name, value, cancel);
        await mark.CompareAsync(pins[0].Value, cancel);
        return pins;
    }

    /// <summary>What is pinned, by name; the account first.</summary>
    public IReadOnlyList<(string Name, string Value)> Pins(StripeAccount account) =>
        [
            ("account", account.Id),
            // Both modes of an account bear its id.
            ("mode", options.CurrentValue.Mode),
            ("project", options.CurrentValue.Project),
            ("dataset", options.CurrentValue.Dataset),
        ];

    private async Task CompareAsync(string name, string value, CancellationToken cancel)
    {
        if (await memory.GetSettingAsync("pin_" + name, cancel) is { } pinned && pinned != value)
            throw new RemoteException(
                FailureKind.Operator,
                $"this store belongs to the {name} {pinned}, but the settings lead to {value}; correct the settings, or accept the other {name} with setup repin"
            );
    }

    // Pairs that name each other are linked without asking: a lost store heals. Two filled sides wait for a person.
    private async Task TakeStockAsync(CancellationToken cancel)
    {
        // Before the look: what happens during it is told by the feeds.
        await feed.BeginAsync(cancel);
        var plan = await sync.PlanAsync(new(), cancel);
        foreach (var family in plan.Families.Where(family => family.Links.Count > 0))
            await memory.CommitAsync(
                new()
                {
                    Links = family.Links,
                    Conflicts = [.. family.Conflicts.Select(record => record with { Id = ids.Next() })],
                },
                cancel
            );
        await RememberRevisionsAsync(plan.Stock, cancel);
        var linked = plan.Families.SelectMany(family => family.Links).ToList();
        await foreach (var link in memory.LinksAsync(cancel))
            linked.Add(link);
        var documents = linked.Select(link => link.SanityId).ToHashSet(StringComparer.Ordinal);
        var objects = linked.Select(link => link.StripeId).ToHashSet(StringComparer.Ordinal);
        var unlinkedDocuments = plan
            .Stock.Looks.Values.SelectMany(look => look.Documents.Keys)
            .Any(id => !documents.Contains(id));
        var unlinkedObjects = plan
            .Stock.Looks.Values.SelectMany(look => look.Products.Keys.Concat(look.Prices.Keys))
            .Any(id => !objects.Contains(id));
        // Another node may have taken stock at the same time, and its workers be at it already: what they make is no reason to stop.
        await standing.ProposeAdoptedAsync(!(unlinkedDocuments && unlinkedObjects), cancel);
    }

    private async Task RememberRevisionsAsync(Stock stock, CancellationToken cancel)
    {
        var known = stock
            .Looks.Values.SelectMany(look => look.Documents)
            .Where(entry => entry.Value.Published is not null)
            .Select(entry => Known(entry.Key, entry.Value.Published!))
            .Chunk(500);
        foreach (var chunk in known)
            await memory.CommitAsync(new() { Documents = chunk }, cancel);
    }

    private static KnownDocument Known(string id, SanityDocument document) =>
        document.Type == "price"
            ? new(id, ObjectType.Price, SanityReader.Reference(document.Body["product"]) ?? id, document.Rev)
            : new(id, ObjectType.Product, id, document.Rev);
}
