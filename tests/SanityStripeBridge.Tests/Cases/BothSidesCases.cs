using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Sandbox.Faults;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Edits on both sides: none is lost without a record.</summary>
public sealed class BothSidesCases
{
    [Fact, Trait("case", "5")]
    public async Task Different_values_in_one_field_are_a_conflict_that_the_owner_wins_and_the_loser_is_kept()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Beaker" });
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Cup");
        world.Document("mug")!.Text("name").Should().Be("Cup");
        var record = await world.OnlyConflictAsync();
        record
            .Should()
            .BeEquivalentTo(
                new
                {
                    Path = "name",
                    Sanity = Shop.Text("Cup"),
                    Stripe = Shop.Text("Beaker"),
                    Winner = (Side?)Side.Sanity,
                }
            );
        record.ResolvedAt.Should().NotBeNull();
        world.Calls.StripeWrites.Should().Be(1);
        world.Calls.StripeReads.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "6")]
    public async Task The_same_value_on_both_sides_is_agreed_without_a_write()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Cup" });
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(0);
        (await world.Memory.ConflictsAsync(openOnly: false, default)).Should().BeEmpty();
        var link = await world.Memory.FindLinkAsync(Side.Stripe, Shop.Mug, default);
        link!.Baseline["name"].Should().Be(Shop.Text("Cup"));
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "7")]
    public async Task Different_fields_edited_on_both_sides_both_survive()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { description = "Holds tea" });
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Cup");
        ((string?)world.StripeProduct(Shop.Mug)["description"]).Should().Be("Holds tea");
        world.Document("mug")!.Text("name").Should().Be("Cup");
        world.Document("mug")!.Text("description").Should().Be("Holds tea");
        (await world.Memory.ConflictsAsync(openOnly: false, default)).Should().BeEmpty();
        world.Calls.Should().Be((1, 1, 1, 1));
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "8")]
    [InlineData("name", "\"  Mug  \"")]
    [InlineData("description", "\"one\\r\\ntwo\\r\\n\"")]
    [InlineData("description", "\"\"")]
    [InlineData("description", "\"   \"")]
    [InlineData("features", "[\" light \",\"\",\"strong\"]")]
    [InlineData(
        "metadata",
        "[{\"_key\":\"b\",\"key\":\"z\",\"value\":\" 1 \"},{\"_key\":\"a\",\"key\":\"a\",\"value\":\"\"}]"
    )]
    [InlineData("packageDimensions", "{\"width\":4.0,\"height\":3.50,\"weight\":1,\"length\":2}")]
    [InlineData("unitLabel", "\" cup \"")]
    [InlineData("statementDescriptor", "\"  MUGSHOP \"")]
    public async Task Two_ways_of_writing_one_value_do_not_go_back_and_forth(string field, string json)
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", field, JsonNode.Parse(json));
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(1);
        world.Calls.SanityWrites.Should().BeLessThanOrEqualTo(1);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "103")]
    public async Task A_field_edited_in_Stripe_between_our_read_and_our_write_is_mirrored_to_Sanity()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        world.Stripe.Faults.Add(
            Shop.BeforeWrite(
                "/v1/products",
                () => world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { description = "Holds tea" })
            )
        );
        await world.SettleAsync();
        world.Document("mug")!.Text("description").Should().Be("Holds tea");
        ((string?)world.StripeProduct(Shop.Mug)["description"]).Should().Be("Holds tea");
        world.NameInStripe().Should().Be("Cup");
        world.Calls.StripeWrites.Should().Be(1);
        world.Calls.SanityWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "104")]
    [InlineData("owner", "Cup")]
    [InlineData("stripe", "Beaker")]
    public async Task The_same_field_edited_in_Stripe_between_our_read_and_our_write_is_a_conflict_that_the_policy_decides(
        string policy,
        string kept
    )
    {
        await using var world = await Shop.WithMugAsync(("BRIDGE_POLICY_CONFLICT", policy));
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        world.Stripe.Faults.Add(
            Shop.BeforeWrite(
                "/v1/products",
                () => world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Beaker" })
            )
        );
        await world.SettleAsync();
        world.NameInStripe().Should().Be(kept);
        world.Document("mug")!.Text("name").Should().Be(kept);
        var record = await world.OnlyConflictAsync();
        (record.Sanity, record.Stripe).Should().Be((Shop.Text("Cup"), Shop.Text("Beaker")));
        record.ResolvedAt.Should().NotBeNull();
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(2);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "105")]
    public async Task An_edit_after_a_crash_between_write_and_baseline_is_a_clean_edit_and_the_newer_value_wins()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "First");
        await world.Sanity.Deliveries.SendAllAsync();
        await world.CrashAsync(world.Stripe.Faults, Shop.AfterWrite("/v1/products"));
        await world.Sanity.Studio.SetAsync("mug", "name", "Second");
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Second");
        world.Document("mug")!.Text("name").Should().Be("Second");
        (await world.Memory.ConflictsAsync(openOnly: false, default)).Should().BeEmpty();
        world.Calls.StripeWrites.Should().Be(2);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "107")]
    public async Task A_person_who_sets_by_hand_what_Stripe_refused_from_us_is_heard()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        world.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                Method = "POST",
                PathPrefix = "/v1/products",
                Status = 400,
            }
        );
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Mug");
        (await world.InboxAsync(Inbox.DeliveryState.Dead)).Should().ContainSingle();
        world.ClearLogs();
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Cup" });
        await world.SettleAsync();
        var link = await world.Memory.FindLinkAsync(Side.Stripe, Shop.Mug, default);
        link!.Baseline["name"].Should().Be(Shop.Text("Cup"));
        world.Calls.StripeWrites.Should().Be(0);
        (await world.InboxAsync(Inbox.DeliveryState.Dead)).Should().BeEmpty();
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "111")]
    public async Task Amounts_changed_on_both_sides_are_one_conflict_that_ends_in_one_active_price()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        await world.Stripe.Dashboard.ChangeAmountAsync(world.PriceId(), 2200);
        await world.SettleAsync();
        world.ActivePrices().Should().Equal(world.PriceId());
        world.Amount().Should().Be(2500);
        world.Documents("price").Should().ContainSingle();
        var record = await world.OnlyConflictAsync();
        record.Path.Should().Be("unitAmount");
        (record.Sanity, record.Stripe).Should().Be((FieldValue.Integer(2500), FieldValue.Integer(2200)));
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(4);
        await world.ShouldAgreeAsync();
    }
}
