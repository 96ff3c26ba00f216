using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Drafts and versions that are opened in the seconds between a shared read and the write.</summary>
public sealed class CopyBurstCases
{
    private const int Few = 4;

    [Fact, Trait("case", "116")]
    public async Task A_draft_that_is_opened_between_the_shared_read_and_the_write_follows_when_it_is_quiet()
    {
        await using var world = await EditedByFinanceWhileAsync(world =>
            world.Sanity.Studio.EditDraftAsync("p-3", new() { ["description"] = "typed" })
        );
        world.Document("p-3")!.Text("name").Should().Be("New p-3");
        world.Document("drafts.p-3")!.Text("name").Should().Be("p-3");

        await BeQuietAsync(world);
        world
            .Calls.SanityReads.Should()
            .Be(4, "one for all documents, and a bell's three for the one that has a draft");
        await BeQuietAsync(world);

        world.Document("drafts.p-3")!.Text("name").Should().Be("New p-3");
        world.Document("drafts.p-3")!.Text("description").Should().Be("typed");
        (await world.Memory.LoadAsync("p-3", default)).StaleCopies.Should().BeEmpty();
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(1, "the draft");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "116")]
    public async Task A_draft_that_is_opened_and_published_before_anybody_could_see_it_undoes_nothing()
    {
        await using var world = await EditedByFinanceWhileAsync(world =>
            world.Sanity.Studio.EditDraftAsync("p-3", new() { ["description"] = "typed" })
        );
        await world.Sanity.Studio.PublishAsync("p-3");
        world.Document("p-3")!.Text("name").Should().Be("p-3", "the draft brought it back");

        await world.SettleAsync();

        world.Document("p-3")!.Text("name").Should().Be("New p-3");
        ((string?)world.StripeProduct("sanity_p-3")["name"]).Should().Be("New p-3");
        ((string?)world.StripeProduct("sanity_p-3")["description"]).Should().Be("typed");
        (await world.Memory.HistoryAsync("p-3", 100, default))
            .Should()
            .Contain(entry => entry.Action == "note" && entry.Because.Contains("put back"));
        world.Calls.StripeWrites.Should().Be(1, "the description");

        await world.Sanity.Studio.SetAsync("p-3", "name", "p-3");
        await world.SettleAsync();
        ((string?)world.StripeProduct("sanity_p-3")["name"])
            .Should()
            .Be("p-3", "set once more, it is an edit");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "116")]
    public async Task A_version_made_from_a_draft_that_nobody_has_seen_follows_too()
    {
        await using var world = await EditedByFinanceWhileAsync(async world =>
        {
            await world.Sanity.Studio.EditDraftAsync("p-3", new() { ["description"] = "typed" });
            await world.Sanity.Studio.CreateVersionAsync("summer", "p-3");
        });

        await BeQuietAsync(world);
        await BeQuietAsync(world);

        world.Document("drafts.p-3")!.Text("name").Should().Be("New p-3");
        world.Document("versions.summer.p-3")!.Text("name").Should().Be("New p-3");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "37")]
    public async Task A_burst_in_Stripe_in_which_nobody_opens_a_copy_costs_one_more_read_for_all()
    {
        await using var world = await EditedByFinanceWhileAsync(_ => Task.CompletedTask);
        world.Calls.Should().Be((0, 0, 0, 0));

        await BeQuietAsync(world);

        world.Calls.Should().Be((0, 0, 1, 0));
        foreach (var id in Burst.Names(Few))
            (await world.Memory.LoadAsync(id, default)).StaleCopies.Should().BeEmpty();
    }

    [Fact, Trait("case", "116")]
    public async Task When_Sanity_does_not_answer_unseen_copies_are_looked_for_again()
    {
        await using var world = await EditedByFinanceWhileAsync(world =>
            world.Sanity.Studio.EditDraftAsync("p-3", new() { ["description"] = "typed" })
        );
        world.Sanity.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                Method = "GET",
                Times = int.MaxValue,
            }
        );
        world.Clock.Advance(2 * StaleCopyRules.Quiet);
        var look = () => world.Get<UnseenCopies>().FindAsync(default);
        await look.Should().ThrowAsync<RemoteException>();
        world.Sanity.Faults.Clear();

        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.SettleAsync();
        await BeQuietAsync(world);

        world.Document("drafts.p-3")!.Text("name").Should().Be("New p-3");
    }

    [Theory, Trait("case", "116")]
    [InlineData(Side.Stripe)]
    [InlineData(Side.Sanity)]
    public async Task A_copy_that_is_opened_while_the_work_waits_for_a_platform_follows_too(Side busy)
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "description", "About mugs");
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Beaker" });
        var faults = busy == Side.Stripe ? world.Stripe.Faults : world.Sanity.Faults;
        faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                Method = "POST",
                Status = 429,
                Headers = new Dictionary<string, string> { ["Retry-After"] = "3" },
            }
        );
        faults.Add(
            new()
            {
                Kind = FaultKind.ActBefore,
                Method = "POST",
                Act = _ => world.Sanity.Studio.EditDraftAsync("mug", new() { ["planType"] = "typed" }),
            }
        );
        await world.SettleAsync();
        world.Document("mug")!.Text("name").Should().Be("Beaker");
        world.Document("drafts.mug")!.Text("name").Should().Be("Mug", "it was opened after the look");
        world.ClearLogs();

        await BeQuietAsync(world);
        await BeQuietAsync(world);

        world.Document("drafts.mug")!.Text("name").Should().Be("Beaker");
        world.Document("drafts.mug")!.Text("planType").Should().Be("typed");
        world
            .Calls.SanityReads.Should()
            .BeLessThanOrEqualTo(7, "one finds it, and the family looks until it is quiet");
        await world.ShouldAgreeAsync();
    }

    // Every product is renamed in Stripe; somebody acts before the first write, when all documents have been read.
    private static async Task<BridgeWorld> EditedByFinanceWhileAsync(Func<BridgeWorld, Task> act)
    {
        var world = await Burst.WithCatalogueAsync(Few);
        foreach (var id in Burst.Names(Few))
            await world.Stripe.Dashboard.EditProductAsync("sanity_" + id, new { name = "New " + id });
        await world.Stripe.Deliveries.SendAllAsync();
        world.Sanity.Faults.Add(
            new()
            {
                Kind = FaultKind.ActBefore,
                Method = "POST",
                Act = _ => act(world),
            }
        );
        await world.WorkAsync();
        await world.SettleAsync();
        world.ClearLogs();
        return world;
    }

    private static async Task BeQuietAsync(BridgeWorld world)
    {
        world.Clock.Advance(
            StaleCopyRules.LookForUnseenAt(world.Clock.GetUtcNow()) - world.Clock.GetUtcNow()
        );
        await world.SettleAsync();
    }
}
