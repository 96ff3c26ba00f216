using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Mirror;

/// <summary>What keeps a write back: two parties that fight over a field, and the brake.</summary>
internal sealed class Restraint(
    IMemory memory,
    Standing standing,
    IOptionsMonitor<MirrorOptions> options,
    TimeProvider clock
)
{
    /// <summary>As much of a family's trail as a fight could fill.</summary>
    private const int LatestWrites = 100;

    /// <summary>Why the change must wait for a person; null when it may be written. A person's word lets the family pass both.</summary>
    public async Task<string?> ReasonAsync(Change change, FamilyState state, CancellationToken cancel)
    {
        if (await standing.ReleaseOfAsync(state.Family, cancel) is { } release)
        {
            state.OrderedBy ??= release.By;
            return null;
        }
        return await FightAsync(state.Family, cancel) ?? await BrakeAsync(change, state, cancel);
    }

    private async Task<string?> FightAsync(string family, CancellationToken cancel)
    {
        if (await standing.FightAsync(family, cancel) is { } known)
            return known;
        var earliest = await memory.WriteBeforeAsync(family, Flapping.FewestWrites - 1, cancel);
        if (!(earliest >= clock.GetUtcNow() - Flapping.Window))
            return null;
        var history = await memory.HistoryAsync(family, LatestWrites, cancel);
        var calm = await standing.CalmSinceAsync(family, cancel);
        if (Flapping.Find(history, calm, clock.GetUtcNow()) is not { } fight)
            return null;
        await standing.StopFightAsync(family, fight, cancel);
        return fight;
    }

    private async Task<string?> BrakeAsync(Change change, FamilyState state, CancellationToken cancel)
    {
        if (!change.IsDangerous)
            return null;
        var counts = await memory.CountAsync(cancel);
        var counted = await memory.CountDangerousAsync(clock.GetUtcNow().AddHours(-1), cancel);
        var linked = counts.LinkedProducts + counts.LinkedPrices;
        return options.CurrentValue.Brake.Refusal(linked, counted, state.WeightOf(change.SanityId));
    }
}
