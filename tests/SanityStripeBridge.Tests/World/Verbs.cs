using SanityStripeBridge.Core.Adoption;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Seeding;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Tests.World;

/// <summary>What the verbs do, in the bridge's own process.</summary>
internal static class Verbs
{
    /// <summary>Adopts with a yes. The matches, and what is not linked in the end.</summary>
    public static async Task<(Adoption Adoption, IReadOnlyList<Match> Missing)> AdoptAsync(
        this BridgeWorld world,
        MatchRules? rules = null,
        Side? prefer = null
    )
    {
        var adopting = world.Get<Adopting>();
        var sides = await adopting.SeeAsync(default);
        var adoption = await adopting.FindAsync(sides, rules ?? new(), prefer, default);
        await adopting.BeginAsync(adoption, default);
        await world.Get<FullSync>().ApplyAsync(adoption.Plan, adoption.Request, "run", _ => { }, default);
        return (adoption, await adopting.EndAsync(adoption, default));
    }

    /// <summary>Seeds with a yes.</summary>
    public static async Task<SeedPlan> SeedAsync(this BridgeWorld world, string text)
    {
        var (file, faults) = SeedFile.Read(text);
        faults.Should().BeEmpty();
        var seeding = world.Get<Seeding>();
        var digest = Seeding.DigestOf(text);
        var plan = await seeding.FindAsync(file!, digest, default);
        if (!plan.IsEmpty)
        {
            await seeding.BeginAsync(plan, digest, default);
            await world.Get<FullSync>().ApplyAsync(plan.Plan, plan.Request, "run", _ => { }, default);
        }
        await seeding.EndAsync(default);
        return plan;
    }

    /// <summary>Compares and writes everything.</summary>
    public static async Task SyncAsync(this BridgeWorld world)
    {
        var run = world.Get<FullSync>();
        await run.ApplyAsync(await run.PlanAsync(new(), default), new(), "run", _ => { }, default);
    }
}
