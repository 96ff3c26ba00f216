using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Lookup keys that others hold, free, or held before.</summary>
public sealed class LookupKeyCases
{
    [Fact, Trait("case", "58")]
    public async Task A_lookup_key_of_somebody_else_is_never_taken_and_the_editor_reads_whose_it_is()
    {
        await using var world = await Shop.WithMugAsync();
        var id = await HoldKeyAsync(world);
        await world.Sanity.Studio.EditDraftAsync(
            "mug-once",
            new() { ["lookupKey"] = "best", ["unitAmount"] = 2500 }
        );
        await world.Sanity.Studio.PublishAsync("mug-once");
        await world.SettleAsync();
        ((string?)world.StripePrice(id)["lookup_key"]).Should().Be("best");
        world.Document("stripeSync-mug-once")!.Text("status").Should().Be("error");
        world.Document("stripeSync-mug-once")!.Text("message").Should().Contain($"\"best\" is used by {id}");
        world.Calls.StripeWrites.Should().Be(1, "the one that was refused");
        await world.Sanity.Studio.SetAsync("mug-once", "lookupKey", "better");
        await world.SettleAsync();
        ((string?)world.StripePrice(world.PriceId())["lookup_key"]).Should().Be("better");
        world.ActivePrices().Should().Equal(world.PriceId());
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "58")]
    public async Task A_lookup_key_that_stays_somebody_elses_is_asked_for_once_and_again_when_it_is_freed()
    {
        await using var world = await WithForeignKeyAsync();
        var holder = world.StripePrices().Single(price => (string?)price["lookup_key"] == "best");
        world.Calls.StripeWrites.Should().Be(1, "the one that was refused");
        var run = world.Get<Mirror.FullSync>();
        var plan = await world.PlanAsync();
        plan.Changes.Should().BeEmpty();
        world.ClearLogs();
        await run.ApplyAsync(plan, new(), "run", _ => { }, default);
        await world.Sanity.Studio.SetAsync("mug-once", "nickname", "Once");
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(0, "the price waits as a whole, and nothing has changed");
        world
            .Stripe.Requests.All.Should()
            .NotContain(request => request.Query.Contains("lookup_keys"), "it is known who holds it");

        await world.Stripe.Dashboard.EditPriceAsync((string)holder["id"]!, new { lookup_key = "" });
        await world.SettleAsync();

        ((string?)world.StripePrice(world.PriceId())["lookup_key"]).Should().Be("best");
        world.Document("stripeSync-mug-once")!.Text("status").Should().Be("synced");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "58")]
    public async Task A_lookup_key_that_was_freed_unheard_is_taken_by_the_next_full_run_or_when_the_editor_asks()
    {
        await using var world = await WithForeignKeyAsync();
        var holder = world.StripePrices().Single(price => (string?)price["lookup_key"] == "best");
        await world.Sanity.Studio.RequestSyncAsync("mug-once");
        world.ClearLogs();
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(1, "somebody wants it tried");
        await world.Stripe.Dashboard.EditPriceAsync((string)holder["id"]!, new { lookup_key = "" });
        world.LoseDeliveries();

        var plan = await world.PlanAsync();

        plan.Changes.Should().NotBeEmpty();
        await world.Get<Mirror.FullSync>().ApplyAsync(plan, new(), "run", _ => { }, default);
        await world.SettleAsync();
        ((string?)world.StripePrice(world.PriceId())["lookup_key"]).Should().Be("best");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "58")]
    public async Task A_lookup_key_of_the_documents_own_former_price_is_taken_over()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.CreateMugAsync(("lookupKey", "one"));
        await world.SettleAsync();
        await world.Sanity.Studio.EditDraftAsync(
            "mug-once",
            new() { ["lookupKey"] = "two", ["unitAmount"] = 2500 }
        );
        await world.Sanity.Studio.PublishAsync("mug-once");
        await world.SettleAsync();
        world.ClearLogs();
        await world.Sanity.Studio.SetAsync("mug-once", "lookupKey", "one");
        await world.SettleAsync();
        ((string?)world.StripePrice(world.PriceId())["lookup_key"]).Should().Be("one");
        world.StripePrices().Should().HaveCount(2);
        world.Calls.StripeWrites.Should().Be(2, "refused once, then taken over");
        await world.ShouldAgreeAsync();
    }

    // A price of somebody else's has the lookup key.
    private static async Task<string> HoldKeyAsync(BridgeWorld world)
    {
        var holder = await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = Shop.Mug,
                currency = "usd",
                unit_amount = 1,
                lookup_key = "best",
                active = false,
                metadata = new { sanity_project = "other" },
            }
        );
        await world.SettleAsync();
        world.ClearLogs();
        return holder.GetProperty("id").GetString()!;
    }

    private static async Task<BridgeWorld> WithForeignKeyAsync()
    {
        var world = await Shop.WithMugAsync();
        await HoldKeyAsync(world);
        await world.Sanity.Studio.SetAsync("mug-once", "lookupKey", "best");
        await world.SettleAsync();
        return world;
    }
}
