using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Setup;

/// <summary>What a store belongs to, and what it would belong to.</summary>
/// <param name="Pins">By name: pinned (null: never), and found now.</param>
/// <param name="Mark">Of the dataset; null when it bears none.</param>
/// <param name="IsMarkOurs">Whether the mark names what was found.</param>
/// <param name="Links">Linked objects now.</param>
/// <param name="Forget">Those of them whose link would end.</param>
internal sealed record RepinPlan(
    IReadOnlyList<(string Name, string? Pinned, string Found)> Pins,
    DatasetMarkText? Mark,
    bool IsMarkOurs,
    int Links,
    IReadOnlyList<string> Forget
)
{
    public bool IsPinned => Pins.Any(pin => pin.Pinned is not null);

    public bool StripeChanges => Changes("account", "mode");

    public bool SanityChanges => Changes("project", "dataset");

    /// <summary>The mode whose objects the documents name so far; null when it stays.</summary>
    public string? LeftMode =>
        new[] { Of("mode").Pinned, Mark?.Mode }
            .OfType<string>()
            .FirstOrDefault(former => former != Of("mode").Found);

    public bool TakesMarkOver => Mark is not null && !IsMarkOurs;

    public bool IsNothing => !StripeChanges && !SanityChanges && !TakesMarkOver;

    private (string Name, string? Pinned, string Found) Of(string name) =>
        Pins.Single(pin => pin.Name == name);

    private bool Changes(params string[] names) =>
        Pins.Any(pin => names.Contains(pin.Name) && pin.Pinned is { } pinned && pinned != pin.Found);
}

/// <summary>Takes a store over to another account, mode, project or dataset, because a person wants it.</summary>
internal sealed class RepinSetup(
    IStripeSide stripe,
    ISanitySide sanity,
    FirstContact contact,
    DatasetMark mark,
    IMemory memory,
    Repinning repinning,
    Ulids ids,
    IOptionsMonitor<MirrorOptions> options,
    TimeProvider clock
)
{
    /// <summary>Documents per read.</summary>
    private const int Batch = 100;

    public async Task<RepinPlan> PlanAsync(CancellationToken cancel)
    {
        var account = await stripe.GetAccountAsync(cancel);
        var pins = new List<(string, string?, string)>();
        foreach (var (name, value) in contact.Pins(account))
            pins.Add((name, await memory.GetSettingAsync("pin_" + name, cancel), value));
        var found = await mark.ReadAsync(cancel);
        var plan = new RepinPlan(
            pins,
            found,
            found is not null && found.Account == account.Id && found.Mode == options.CurrentValue.Mode,
            0,
            []
        );
        var links = new List<string>();
        await foreach (var link in memory.LinksAsync(cancel))
            links.Add(link.SanityId);
        return plan with
        {
            Links = links.Count,
            Forget =
                plan.StripeChanges ? links
                : plan.SanityChanges ? await MissingAsync(links, cancel)
                : [],
        };
    }

    public async Task ApplyAsync(RepinPlan plan, CancellationToken cancel)
    {
        await repinning.RunAsync(
            new(
                [.. plan.Pins.Select(pin => (pin.Name, pin.Found))],
                plan.StripeChanges,
                plan.SanityChanges,
                plan.Forget
            )
            {
                LeftMode = plan.LeftMode,
            },
            cancel
        );
        if (plan.TakesMarkOver)
            await mark.TakeOverAsync(cancel);
        var now = clock.GetUtcNow();
        var told = new System.Text.Json.Nodes.JsonObject
        {
            ["state"] = "done",
            ["pins"] = new System.Text.Json.Nodes.JsonObject(
                plan.Pins.Select(pin =>
                    KeyValuePair.Create(
                        pin.Name,
                        (System.Text.Json.Nodes.JsonNode?)$"{pin.Pinned ?? "nothing"} -> {pin.Found}"
                    )
                )
            ),
            ["forgotten"] = plan.Forget.Count,
        };
        await memory.SaveRunAsync(new(ids.Next(), "repin", now, now, told.ToJsonString()), cancel);
    }

    // A deletion in Sanity is an archive in Stripe: what is not in the other dataset must not look deleted.
    private async Task<IReadOnlyList<string>> MissingAsync(
        IReadOnlyList<string> links,
        CancellationToken cancel
    )
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        var documents = links.Select(PartId.DocumentOf).Distinct(StringComparer.Ordinal);
        foreach (var batch in documents.Chunk(Batch))
        foreach (var document in await sanity.GetDocumentsAsync(batch, allVersions: true, cancel))
            there.Add(document.PublishedId);
        return [.. links.Where(id => !there.Contains(PartId.DocumentOf(id)))];
    }
}
