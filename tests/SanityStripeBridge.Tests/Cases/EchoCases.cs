using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Loops and echoes: what comes back of our own writes costs nothing, and hides nobody's edit.</summary>
public sealed class EchoCases
{
    [Fact, Trait("case", "1")]
    public async Task An_edit_in_Stripe_right_after_our_write_to_the_same_product_is_applied()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Blue mug");
        await world.DeliverSanityAsync();
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Green mug" });
        await world.SettleAsync();
        world.Document("mug")!.Text("name").Should().Be("Green mug");
        world.Calls.Should().Be((2, 1, 1, 1));
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "2")]
    public async Task An_echo_that_comes_hours_after_the_guard_expired_costs_nothing()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Blue mug");
        await world.DeliverSanityAsync();
        world.ClearLogs();
        world.Clock.Advance(TimeSpan.FromHours(5));
        await world.SettleAsync();
        world.Calls.Should().Be((0, 0, 0, 0));
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "3")]
    public async Task A_process_that_dies_in_the_middle_of_a_write_leaves_no_flag_that_hides_the_next_edit()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Blue mug");
        await world.Sanity.Deliveries.SendAllAsync();
        await world.CrashAsync(world.Stripe.Faults, Shop.AfterWrite("/v1/products"));
        await world.SettleAsync();
        world.ClearLogs();
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Green mug" });
        await world.SettleAsync();
        world.Document("mug")!.Text("name").Should().Be("Green mug");
        world.Calls.Should().Be((1, 0, 1, 1));
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "4")]
    public async Task The_echo_of_the_first_save_that_comes_after_the_second_save_is_ignored()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "First");
        await world.DeliverSanityAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Second");
        await world.DeliverSanityAsync();
        var revision = world.Document("mug")!.Rev;
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Second");
        world.Document("mug")!.Rev.Should().Be(revision);
        world.Calls.Should().Be((2, 2, 0, 0));
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "10")]
    public async Task Two_workers_make_one_write_of_one_edit_and_a_full_run_leaves_a_leased_family_alone()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Blue mug");
        await world.Sanity.Deliveries.SendAllAsync();
        var (busy, outcomes) = (0, (IReadOnlyList<FamilyOutcome>)[]);
        world.Stripe.Faults.Add(
            Shop.BeforeWrite(
                "/v1/products",
                async () =>
                {
                    busy += await world.Get<FamilyWorker>().WorkOneAsync("second", default) ? 1 : 0;
                    var run = world.Get<FullSync>();
                    var plan = await run.PlanAsync(new(), default);
                    outcomes = await run.ApplyAsync(plan, new(), "run", _ => { }, default);
                }
            )
        );
        (await world.Get<FamilyWorker>().WorkOneAsync("first", default)).Should().BeTrue();
        busy.Should().Be(0);
        outcomes.Should().ContainSingle().Which.Error.Should().Contain("another worker");
        world.Calls.StripeWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "11")]
    public async Task A_change_of_nothing_but_our_own_marks_costs_nothing()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Stripe.Dashboard.EditProductAsync(
            Shop.Mug,
            new { metadata = new { bridge_note = "seen" } }
        );
        await world.Sanity.Studio.EditPublishedAsync("mug", new() { ["updatedFromStripe"] = true });
        await world.SettleAsync();
        world.Calls.Should().Be((0, 0, 0, 0));
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "12")]
    public async Task A_default_price_that_refers_to_its_product_is_mirrored_once_and_never_goes_round()
    {
        await using var world = await Shop.WithMugAsync();
        var price = await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = Shop.Mug,
                currency = "eur",
                unit_amount = 900,
            }
        );
        await world.Stripe.Dashboard.SetDefaultAsync(price.GetProperty("id").GetString()!);
        await world.SettleAsync();
        var document = world.Documents("price").Single(price => price.Id != "mug-once");
        ((string?)world.Document("mug")!.Body["defaultPrice"]!["_ref"]).Should().Be(document.Id);
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(1, "the new price is marked as ours");
        world.Calls.SanityWrites.Should().BeLessThanOrEqualTo(2);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "108")]
    public async Task An_old_delivery_worked_after_a_newer_one_writes_nothing()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Old");
        var late = world.Sanity.Deliveries.Pending.Single();
        await world.Sanity.Studio.SetAsync("mug", "name", "New");
        await world.Sanity.Deliveries.SendAsync(world.Sanity.Deliveries.Pending[^1].Id, default);
        await world.WorkAsync();
        world.NameInStripe().Should().Be("New");
        world.ClearLogs();
        await world.Sanity.Deliveries.SendAsync(late.Id, default);
        await world.WorkAsync();
        world.NameInStripe().Should().Be("New");
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(0);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "108")]
    public async Task The_body_of_a_save_between_our_look_and_our_patch_is_not_taken_for_what_stands_there()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { description = "Holds tea" });
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        world.Sanity.Faults.Add(
            new()
            {
                Kind = FaultKind.ActBefore,
                Method = "POST",
                BodyContains = "Holds tea",
                Act = _ => world.Sanity.Studio.SetAsync("mug", "name", "Beaker"),
            }
        );
        // Worked from the first save's body; the second one's, which knows no description, is still on its way.
        await world.DeliverSanityAsync();

        await world.SettleAsync();

        world.NameInStripe().Should().Be("Beaker");
        ((string?)world.StripeProduct(Shop.Mug)["description"]).Should().Be("Holds tea");
        world.Document("mug")!.Text("description").Should().Be("Holds tea");
        world.Calls.StripeWrites.Should().Be(2, "two names were saved");
        world.Calls.SanityWrites.Should().Be(2, "the first came too late");
        await world.ShouldAgreeAsync();
    }
}
