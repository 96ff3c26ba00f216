using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Drafts and release versions are not content, but they must not undo what was mirrored.</summary>
public sealed class DraftCases
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(11);

    [Fact, Trait("case", "115")]
    public async Task While_an_editor_types_the_document_is_written_alone_and_the_draft_follows_when_it_is_quiet()
    {
        await using var world = await TypingWhileFinanceEditsAsync();
        world.Document("mug")!.Text("name").Should().Be("Beaker");
        Copy(world, "drafts.mug").Text("name").Should().Be("Mug");
        world.Calls.SanityWrites.Should().Be(4, "three mismatches, then the document alone");
        world.Calls.StripeReads.Should().Be(1);
        world.Calls.StripeWrites.Should().Be(0);

        world.ClearLogs();
        world.Clock.Advance(Quiet);
        await world.SettleAsync();
        Copy(world, "drafts.mug").Text("name").Should().Be("Beaker");
        Copy(world, "drafts.mug").Text("description").Should().Be("typed 3", "typing is never overwritten");
        world.Calls.SanityWrites.Should().Be(1);
        (await world.Memory.LoadAsync("mug", default)).StaleCopies.Should().BeEmpty();
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "115")]
    public async Task A_crash_while_a_stale_draft_is_patched_leaves_an_open_write_that_is_settled()
    {
        await using var world = await TypingWhileFinanceEditsAsync();
        world.Clock.Advance(Quiet);
        await world.CrashAsync(world.Sanity.Faults, Shop.AfterWrite("/v2025-02-19/data/mutate"));
        var open = (await world.Memory.LoadAsync("mug", default))
            .OpenIntents.Should()
            .ContainSingle()
            .Subject;
        open.SanityId.Should().Be("drafts.mug");

        await world.SettleAsync();

        (await world.Memory.FindIntentsAsync(open.Key, default))
            .Should()
            .ContainSingle()
            .Which.State.Should()
            .Be(IntentState.Done);
        Copy(world, "drafts.mug").Text("name").Should().Be("Beaker");
        var memory = await world.Memory.LoadAsync("mug", default);
        memory.OpenIntents.Should().BeEmpty();
        memory.StaleCopies.Should().BeEmpty();
        memory.Documents.Should().OnlyContain(known => known.SanityId != "drafts.mug");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "115")]
    public async Task A_draft_in_which_somebody_still_types_is_waited_for()
    {
        await using var world = await TypingWhileFinanceEditsAsync();
        await world.Sanity.Studio.EditDraftAsync("mug", new() { ["description"] = "typed on" });
        world.Clock.Advance(Quiet);
        await world.SettleAsync();
        Copy(world, "drafts.mug").Text("name").Should().Be("Mug");
        world.Clock.Advance(Quiet);
        await world.SettleAsync();
        Copy(world, "drafts.mug").Text("name").Should().Be("Beaker");
        Copy(world, "drafts.mug").Text("description").Should().Be("typed on");
    }

    [Fact, Trait("case", "116")]
    public async Task A_stale_draft_that_is_published_before_it_could_be_patched_is_put_right_and_both_people_are_told()
    {
        await using var world = await TypingWhileFinanceEditsAsync();
        world.ClearLogs();
        await world.Sanity.Studio.PublishAsync("mug");
        world.Document("mug")!.Text("name").Should().Be("Mug", "the draft brought the old name back");
        await world.SettleAsync();
        world.Document("mug")!.Text("name").Should().Be("Beaker");
        world.NameInStripe().Should().Be("Beaker");
        ((string?)world.StripeProduct(Shop.Mug)["description"]).Should().Be("typed 3");
        world.Calls.StripeWrites.Should().Be(1, "the description");
        world.Calls.SanityWrites.Should().Be(2, "the name, and the companion");
        Recent(world, "mug").Should().Contain("put back");
        (await world.Memory.HistoryAsync("mug", 100, default))
            .Should()
            .Contain(entry => entry.Action == "note" && entry.Because.Contains("put back"));
        (await world.Memory.ConflictsAsync(openOnly: false, default)).Should().BeEmpty();
        world.Clock.Advance(Quiet);
        await world.ShouldAgreeAsync();

        await world.Sanity.Studio.SetAsync("mug", "name", "Mug");
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Mug", "set once more, it is an edit");
    }

    [Fact, Trait("case", "115")]
    public async Task A_version_that_a_schedule_locks_is_patched_when_the_lock_goes()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.CreateVersionAsync("summer", "mug");
        await world.Sanity.Studio.ScheduleReleaseAsync("summer", world.Clock.GetUtcNow().AddDays(9));
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Beaker" });
        await world.SettleAsync();
        world.Document("mug")!.Text("name").Should().Be("Beaker");
        Copy(world, "versions.summer.mug").Text("name").Should().Be("Mug");
        world.Calls.SanityWrites.Should().Be(2, "one is refused because of the lock");
        (await world.InboxAsync(Inbox.DeliveryState.Dead)).Should().BeEmpty();

        world.Clock.Advance(Quiet);
        await world.SettleAsync();
        await world.Sanity.Studio.UnscheduleReleaseAsync("summer");
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.SettleAsync();
        Copy(world, "versions.summer.mug").Text("name").Should().Be("Beaker");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "115")]
    public async Task A_price_that_finance_archives_is_archived_here_although_a_schedule_locks_a_version()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.CreateVersionAsync("summer", "mug-once");
        await world.Sanity.Studio.ScheduleReleaseAsync("summer", world.Clock.GetUtcNow().AddDays(9));
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { default_price = "" });
        await world.Stripe.Dashboard.ArchivePriceAsync(world.PriceId());
        await world.SettleAsync();
        world.Document("mug-once")!.Body["active"]!.GetValue<bool>().Should().BeFalse();
        Copy(world, "versions.summer.mug-once").Body["active"].Should().BeNull();
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(2, "one is refused because of the lock");
        (await world.InboxAsync(Inbox.DeliveryState.Dead)).Should().BeEmpty();
        (await world.PlanAsync()).Changes.Should().BeEmpty();
    }

    [Fact, Trait("case", "116")]
    public async Task A_version_that_is_opened_before_a_failed_write_is_tried_again_is_written_along()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Beaker" });
        world.Sanity.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                PathPrefix = "/v2025-02-19/data/mutate",
                Times = int.MaxValue,
            }
        );
        await world.DeliverStripeAsync();
        world.Document("mug")!.Text("name").Should().Be("Mug");
        await world.Sanity.Studio.CreateVersionAsync("summer", "mug");
        world.Sanity.Faults.Clear();
        world.ClearLogs();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SettleAsync();
        world.Document("mug")!.Text("name").Should().Be("Beaker");
        Copy(world, "versions.summer.mug").Text("name").Should().Be("Beaker");
        world.Calls.Should().Be((3, 0, 3, 1), "an unfinished write asks for the whole family, once");
        await world.Sanity.Studio.PublishReleaseAsync("summer");
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Beaker");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "116")]
    public async Task The_draft_and_every_release_that_hold_the_old_value_are_written_along_and_ones_own_values_are_told_of()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.CreateVersionAsync("summer", "mug");
        await world.Sanity.Studio.CreateVersionAsync("winter", "mug");
        await world.Sanity.Studio.EditVersionAsync("winter", "mug", new() { ["name"] = "Snow mug" });
        await world.Sanity.Studio.EditDraftAsync("mug", new() { ["description"] = "Holds tea" });
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Beaker" });
        await world.SettleAsync();
        Copy(world, "versions.summer.mug").Text("name").Should().Be("Beaker");
        Copy(world, "drafts.mug").Text("name").Should().Be("Beaker");
        Copy(world, "versions.winter.mug").Text("name").Should().Be("Snow mug");
        Recent(world, "mug").Should().Contain("versions.winter.mug has a value of its own");
        world.Calls.Should().Be((1, 0, 1, 2), "one transaction for all copies, one for the companion");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "75")]
    public async Task An_amount_in_a_scheduled_release_takes_effect_when_it_is_published_and_not_before()
    {
        await using var world = await Shop.WithMugAsync();
        var old = world.PriceId();
        await world.Sanity.Studio.CreateVersionAsync("midnight", "mug-once");
        await world.Sanity.Studio.EditVersionAsync("midnight", "mug-once", new() { ["unitAmount"] = 2999 });
        await world.Sanity.Studio.ScheduleReleaseAsync("midnight", world.Clock.GetUtcNow().AddHours(9));
        await world.SettleAsync();
        world.Calls.Should().Be((0, 0, 0, 0));
        world.ActivePrices().Should().Equal(old);
        await world.Sanity.Studio.PublishReleaseAsync("midnight");
        await world.SettleAsync();
        world.Amount().Should().Be(2999);
        world.ActivePrices().Should().Equal(world.PriceId()).And.NotContain(old);
        world.Calls.StripeReads.Should().BeLessThanOrEqualTo(2);
        world.Calls.StripeWrites.Should().Be(3);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "37")]
    public async Task A_release_of_500_products_costs_five_reads_and_a_write_each_and_no_companion()
    {
        const int Many = 500;
        await using var world = await BridgeWorld.StartAsync(world => FillAsync(world, Many));
        await world.SettleAsync();
        for (var i = 0; i < Many; i++)
        {
            await world.Sanity.Studio.CreateVersionAsync("summer", "p" + i);
            await world.Sanity.Studio.EditVersionAsync("summer", "p" + i, new() { ["name"] = "Summer " + i });
        }
        world.ClearLogs();
        var began = world.Clock.GetUtcNow();
        await world.Sanity.Studio.PublishReleaseAsync("summer");
        await world.SettleAsync();
        world
            .StripeProducts()
            .Should()
            .OnlyContain(product =>
                ((string)product["name"]!).StartsWith("Summer ", StringComparison.Ordinal)
            );
        world.Calls.StripeReads.Should().Be(Many / 100);
        world.Calls.StripeWrites.Should().Be(Many);
        world.Calls.SanityWrites.Should().Be(0);
        var seconds = (world.Clock.GetUtcNow() - began).TotalSeconds;
        (Many / seconds).Should().BeLessThan(25, "calls are paced below the limit");
        (await world.InboxAsync(Inbox.DeliveryState.Dead)).Should().BeEmpty();
    }

    // Pairs that name each other are linked without a write, so that filling the world costs next to nothing.
    private static async Task FillAsync(BridgeWorld world, int many)
    {
        for (var i = 0; i < many; i++)
        {
            var id = "p" + i;
            await world.CreateProductAsync(id, "Product " + i, ("stripeProductId", "sanity_" + id));
            await world.Stripe.Dashboard.CreateProductAsync(
                new
                {
                    id = "sanity_" + id,
                    name = "Product " + i,
                    metadata = new
                    {
                        sanity_id = id,
                        sanity_project = "demoproj",
                        sanity_dataset = "production",
                    },
                }
            );
        }
    }

    // The editor is quicker than the bridge three times in a row.
    private static async Task<BridgeWorld> TypingWhileFinanceEditsAsync()
    {
        var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.EditDraftAsync("mug", new() { ["description"] = "typed" });
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Beaker" });
        var typed = 0;
        world.Sanity.Faults.Add(
            new()
            {
                Kind = FaultKind.ActBefore,
                Method = "POST",
                PathPrefix = "/v2025-02-19/data/mutate",
                Times = 3,
                Act = _ =>
                    world.Sanity.Studio.EditDraftAsync("mug", new() { ["description"] = $"typed {++typed}" }),
            }
        );
        await world.SettleAsync();
        typed.Should().Be(3);
        return world;
    }

    private static SanityDocument Copy(BridgeWorld world, string id) => world.Document(id)!;

    private static string Recent(BridgeWorld world, string id) =>
        string.Join(
            "\n",
            (world.Document("stripeSync-" + id)?.Body["recent"] as JsonArray ?? []).Select(line =>
                (string)line!["text"]!
            )
        );
}
