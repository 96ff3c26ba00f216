using SanityStripeBridge.Mirror;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Deletions that look like echoes, filled sides that meet for the first time, and a name that is not ours alone.</summary>
public sealed class ContactCases
{
    [Fact, Trait("case", "101")]
    public async Task A_document_whose_last_writer_was_the_bridge_is_archived_at_once_when_an_editor_deletes_it()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Beaker" });
        await world.SettleAsync();
        world.Document("mug")!.Rev.Should().StartWith("ssb-", "our transaction is the revision");
        world.ClearLogs();
        await world.Sanity.Studio.DeleteAsync("mug");
        await world.SettleAsync();
        ((bool)world.StripeProduct(Shop.Mug)["active"]!).Should().BeFalse();
        world.Calls.StripeWrites.Should().Be(1);
        world.Calls.SanityWrites.Should().Be(0);
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "102")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_delete_right_after_an_update_is_worked(bool workInBetween)
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        if (workInBetween)
            await world.DeliverSanityAsync();
        await world.Sanity.Studio.DeleteAsync("mug");
        await world.SettleAsync();
        ((bool)world.StripeProduct(Shop.Mug)["active"]!).Should().BeFalse();
        world.Calls.StripeWrites.Should().Be(workInBetween ? 2 : 1);
        world.Calls.SanityWrites.Should().Be(0);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "112")]
    public async Task Two_filled_sides_are_held_at_first_contact_and_the_editor_reads_adopt()
    {
        await using var world = await BridgeWorld.StartAsync(FillBothAsync);
        (await world.Get<Standing>().IsAdoptedAsync(default)).Should().BeFalse();
        await world.Sanity.Studio.SetAsync("cup", "name", "Blue cup");
        await world.Stripe.Dashboard.EditProductAsync("prod_plate", new { name = "Big plate" });
        await world.SettleAsync();
        world.StripeProducts().Should().ContainSingle();
        world.Documents("product").Should().ContainSingle();
        world.Document("stripeSync-cup")!.Text("status").Should().Be("held");
        world.Document("stripeSync-cup")!.Text("message").Should().Contain("adopt");
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(1, "only the companion is told");
    }

    [Fact, Trait("case", "112")]
    public async Task Products_made_on_both_sides_at_once_are_both_mirrored_once_the_bridge_is_adopted()
    {
        await using var world = await Shop.WithMugAsync();
        await world.CreateProductAsync("cup", "Cup");
        await world.Stripe.Dashboard.CreateProductAsync(new { id = "prod_plate", name = "Plate" });
        await world.SettleAsync();
        (await world.Get<Standing>().IsAdoptedAsync(default)).Should().BeTrue();
        world.StripeProducts().Should().HaveCount(3);
        world
            .Documents("product")
            .Select(document => document.Text("name"))
            .Should()
            .BeEquivalentTo("Mug", "Cup", "Plate");
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(2);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "113")]
    public async Task A_pair_without_a_baseline_that_differs_is_held_for_a_person_whatever_the_policy()
    {
        await using var world = await BridgeWorld.StartAsync(
            async world =>
            {
                await world.CreateProductAsync("cup", "Cup", ("stripeProductId", "prod_cup"));
                await world.Stripe.Dashboard.CreateProductAsync(
                    new
                    {
                        id = "prod_cup",
                        name = "Beaker",
                        metadata = new
                        {
                            sanity_id = "cup",
                            sanity_project = "demoproj",
                            sanity_dataset = "production",
                        },
                    }
                );
            },
            settings: ("BRIDGE_POLICY_CONFLICT", "stripe")
        );
        await world.SettleAsync();
        var run = world.Get<FullSync>();
        await run.ApplyAsync(await run.PlanAsync(new(), default), new(), "run", _ => { }, default);
        await world.SettleAsync();
        world.Document("cup")!.Text("name").Should().Be("Cup");
        ((string?)world.StripeProduct("prod_cup")["name"]).Should().Be("Beaker");
        var record = await world.OnlyConflictAsync();
        (record.Path, record.Winner, record.ResolvedAt).Should().Be(("name", null, null));
        world.Document("stripeSync-cup")!.Text("status").Should().Be("conflict");
        world.Calls.StripeWrites.Should().Be(1, "the note about the open conflict");
    }

    [Fact, Trait("case", "117")]
    public async Task A_write_in_our_name_that_is_not_in_our_ledger_is_an_edit_and_holds_conflicts_until_a_full_run()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.WriteAsSomebodyAsync("ssb-bridge-zzzzzz-01jd0000000000000000000000", "name=Beaker");
        await world.Stripe.Deliveries.SendAllAsync();
        await world.SettleAsync();
        var record = await world.OnlyConflictAsync();
        (record.Winner, record.ResolvedAt).Should().Be((null, null), "the policy may not decide");
        world.NameInStripe().Should().Be("Beaker");
        world.Document("mug")!.Text("name").Should().Be("Cup");
        world.Calls.StripeWrites.Should().Be(2, "the stranger's, and our note about the open conflict");
        var run = world.Get<FullSync>();
        await run.ApplyAsync(await run.PlanAsync(new(), default), new(), "run", _ => { }, default);
        await world.Sanity.Studio.SetAsync("mug", "description", "ours");
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { description = "theirs" });
        await world.SettleAsync();
        ((string?)world.StripeProduct(Shop.Mug)["description"])
            .Should()
            .Be("ours", "the policy decides again");
    }

    private static async Task FillBothAsync(BridgeWorld world)
    {
        await world.CreateProductAsync("cup", "Cup");
        await world.Stripe.Dashboard.CreateProductAsync(new { id = "prod_plate", name = "Plate" });
    }
}
