using SanityStripeBridge.Core.Adoption;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Two filled sides that meet for the first time, and are brought together by a person's word.</summary>
public sealed class AdoptionCases
{
    [Fact, Trait("case", "78")]
    public async Task Of_two_filled_sides_nothing_is_made_before_somebody_adopts_and_then_only_what_has_no_counterpart()
    {
        await using var world = await BridgeWorld.StartAsync(FillBothAsync);
        await world.Sanity.Studio.SetAsync("cup", "description", "Blue");
        await world.Sanity.Studio.SetAsync("twin", "description", "Which?");
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(0);
        world.ClearLogs();

        var adoption = await AdoptAsync(world);

        adoption.Matches.Certain.Select(match => match.SanityId).Should().Equal("mug", "mug-once");
        adoption.Matches.Ambiguous.Select(open => open.SanityId).Should().Equal("twin");
        world.StripeProducts().Should().HaveCount(4, "adopting links, and makes nothing");
        world.Calls.StripeWrites.Should().Be(2, "the marks on the product and its price");
        world.Calls.SanityWrites.Should().Be(1, "both ids in one transaction");
        (await world.Get<Standing>().IsAdoptedAsync(default)).Should().BeTrue();

        await world.SettleAsync();

        world
            .StripeProducts()
            .Select(product => (string?)product["id"])
            .Should()
            .Contain("sanity_cup")
            .And.HaveCount(5);
        world.Document("stripe-prod_plate").Should().BeNull("nobody told of it since; a full run brings it");
        world.Document("stripeSync-twin")!.Text("message").Should().Contain("adopt --review");
        await world.SyncAsync();
        world.Document("stripe-prod_plate").Should().NotBeNull();
        world.StripeProducts().Should().HaveCount(5, "what may be one of two is held");
        world.Documents("product").Should().HaveCount(4);
    }

    [Fact, Trait("case", "78")]
    public async Task A_second_adoption_writes_nothing()
    {
        await using var world = await BridgeWorld.StartAsync(FillBothAsync);
        await AdoptAsync(world);
        await world.SyncAsync();
        await world.SettleAsync();
        world.ClearLogs();

        var again = await AdoptAsync(world);

        again.Matches.Certain.Should().BeEmpty();
        again.Matches.Ambiguous.Should().ContainSingle();
        (world.Calls.StripeWrites, world.Calls.SanityWrites).Should().Be((0, 0));
    }

    [Fact, Trait("case", "78")]
    public async Task What_a_person_said_about_the_ambiguous_is_done_and_not_asked_again()
    {
        await using var world = await BridgeWorld.StartAsync(FillBothAsync);
        await AdoptAsync(world);

        var chosen = await AdoptAsync(world, new() { Choices = Choice("twin", "prod_twin1") });

        chosen.Matches.Certain.Should().ContainSingle().Which.StripeId.Should().Be("prod_twin1");
        chosen.Matches.Ambiguous.Should().BeEmpty();
        ((string?)world.StripeProduct("prod_twin1")["metadata"]!["sanity_id"]).Should().Be("twin");
        await world.SyncAsync();
        world.Document("stripe-prod_twin2").Should().NotBeNull("it is nobody's candidate any more");
        (await AdoptAsync(world)).Matches.Ambiguous.Should().BeEmpty();
    }

    [Fact, Trait("case", "78")]
    public async Task One_that_a_person_says_is_alone_gets_a_counterpart_of_its_own()
    {
        await using var world = await BridgeWorld.StartAsync(FillBothAsync);

        await AdoptAsync(world, new() { Choices = Choice("twin", MatchRules.Nothing) });
        await world.SyncAsync();

        world.StripeProducts().Select(product => (string?)product["id"]).Should().Contain("sanity_twin");
        (await AdoptAsync(world)).Matches.Ambiguous.Should().BeEmpty();
    }

    [Theory, Trait("case", "78")]
    [InlineData(null)]
    [InlineData(Side.Sanity)]
    [InlineData(Side.Stripe)]
    public async Task Where_a_matched_pair_differs_a_person_decides_unless_a_side_is_preferred(Side? prefer)
    {
        await using var world = await BridgeWorld.StartAsync(async world =>
        {
            await FillBothAsync(world);
            await world.Sanity.Studio.SetAsync("mug", "description", "ours");
            await world.Stripe.Dashboard.EditProductAsync("prod_mug", new { description = "theirs" });
        });

        await AdoptAsync(world, prefer: prefer);

        var inStripe = (string?)world.StripeProduct("prod_mug")["description"];
        var inSanity = world.Document("mug")!.Text("description");
        var record = (await world.Memory.ConflictsAsync(openOnly: false, default))
            .Should()
            .ContainSingle()
            .Subject;
        record.Path.Should().Be("description");
        if (prefer is null)
        {
            (inSanity, inStripe).Should().Be(("ours", "theirs"));
            (record.Winner, record.ResolvedAt).Should().Be((null, null));
            return;
        }
        inStripe.Should().Be(inSanity).And.Be(prefer == Side.Sanity ? "ours" : "theirs");
        record.Winner.Should().Be(prefer);
        record.ResolvedAt.Should().NotBeNull("it is settled, and kept on record");
    }

    [Fact]
    public async Task A_later_preference_settles_what_an_adoption_left_open()
    {
        await using var world = await BridgeWorld.StartAsync(async world =>
        {
            await FillBothAsync(world);
            await world.Sanity.Studio.SetAsync("mug", "description", "ours");
            await world.Stripe.Dashboard.EditProductAsync("prod_mug", new { description = "theirs" });
        });
        await AdoptAsync(world);
        world.ClearLogs();

        await AdoptAsync(world, prefer: Side.Stripe);

        world.Document("mug")!.Text("description").Should().Be("theirs");
        (await world.Memory.ConflictsAsync(openOnly: true, default)).Should().BeEmpty();
        world.Calls.SanityWrites.Should().Be(1);
        world.Calls.StripeWrites.Should().Be(1, "the note about the open conflict is taken away");
    }

    [Fact]
    public async Task A_pair_whose_mark_cannot_be_written_is_linked_all_the_same()
    {
        await using var world = await BridgeWorld.StartAsync(FillBothAsync);
        world.Stripe.Faults.Add(
            new()
            {
                Kind = Sandbox.Faults.FaultKind.Respond,
                Method = "POST",
                PathPrefix = "/v1/products/prod_mug",
                Status = 500,
                Times = 50,
            }
        );

        var (adoption, missing) = await world.AdoptAsync();

        missing.Should().BeEmpty();
        adoption.Matches.Certain.Should().HaveCount(2);
        (await world.Memory.FindLinkAsync(Side.Sanity, "mug", default)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_delivery_that_waited_for_the_adoption_is_worked_after_it()
    {
        await using var world = await BridgeWorld.StartAsync(FillBothAsync);
        await world.Sanity.Studio.SetAsync("cup", "description", "Blue");
        await world.SettleAsync();
        (await world.Get<IInbox>().ListAsync(DeliveryState.Held, null, 10, default)).Should().ContainSingle();

        await AdoptAsync(world);
        await world.SettleAsync();

        (await world.Get<IInbox>().ListAsync(DeliveryState.Held, null, 10, default)).Should().BeEmpty();
        ((string?)world.StripeProduct("sanity_cup")["description"]).Should().Be("Blue");
    }

    [Fact]
    public async Task A_lookup_key_makes_two_prices_one_and_their_amounts_are_held()
    {
        await using var world = await BridgeWorld.StartAsync(async world =>
        {
            await FillBothAsync(world);
            await world.CreatePriceAsync("mug-big", "mug", 2900, ("lookupKey", "mug_big"));
            await world.Stripe.Dashboard.CreatePriceAsync(
                new
                {
                    product = "prod_mug",
                    currency = "eur",
                    unit_amount = 3100,
                    lookup_key = "mug_big",
                }
            );
        });

        var adoption = await AdoptAsync(world);

        adoption.Matches.Certain.Should().Contain(match => match.SanityId == "mug-big");
        (await world.Memory.ConflictsAsync(openOnly: true, default))
            .Should()
            .ContainSingle()
            .Which.Path.Should()
            .Be("unitAmount", "the amounts differ");
        world.StripePrices().Should().HaveCount(2);
    }

    private static Dictionary<string, string> Choice(string document, string choice) =>
        new() { [document] = choice };

    private static async Task<Adoption> AdoptAsync(
        BridgeWorld world,
        MatchRules? rules = null,
        Side? prefer = null
    )
    {
        var (adoption, missing) = await world.AdoptAsync(rules, prefer);
        missing.Should().BeEmpty();
        return adoption;
    }

    /// <summary>One pair that name and price tell, one document and one product alone, and one document with two twins.</summary>
    private static async Task FillBothAsync(BridgeWorld world)
    {
        await world.CreateProductAsync("mug", "Mug");
        await world.CreatePriceAsync("mug-once", "mug", 1900);
        await world.CreateProductAsync("cup", "Cup");
        await world.CreateProductAsync("twin", "Twin");
        await world.Stripe.Dashboard.CreateProductAsync(new { id = "prod_mug", name = "Mug" });
        await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = "prod_mug",
                currency = "eur",
                unit_amount = 1900,
            }
        );
        await world.Stripe.Dashboard.CreateProductAsync(new { id = "prod_plate", name = "Plate" });
        foreach (var id in new[] { "prod_twin1", "prod_twin2" })
            await world.Stripe.Dashboard.CreateProductAsync(new { id, name = "Twin" });
    }
}
