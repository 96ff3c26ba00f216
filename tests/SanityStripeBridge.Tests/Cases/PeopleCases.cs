using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>What people see of a disagreement, and what becomes of a fight.</summary>
public sealed class PeopleCases
{
    [Theory]
    [InlineData("owner", "Cup", true)]
    [InlineData("sanity", "Cup", true)]
    [InlineData("stripe", "Beaker", true)]
    [InlineData("hold", null, false)]
    public async Task Every_policy_decides_as_it_says(string policy, string? kept, bool isResolved)
    {
        await using var world = await DisagreeAsync(policy);
        var record = await world.OnlyConflictAsync();
        (record.ResolvedAt is not null).Should().Be(isResolved);
        record.Policy.Should().Be(policy);
        world.NameInStripe().Should().Be(kept ?? "Beaker");
        world.Document("mug")!.Text("name").Should().Be(kept ?? "Cup");
        (world.Calls.StripeWrites + world.Calls.SanityWrites)
            .Should()
            .Be(isResolved ? 1 : 2, "the loser is written; of an open conflict both people are told");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task An_open_conflict_is_told_on_both_sides_follows_later_edits_and_is_taken_away_when_both_agree()
    {
        await using var world = await DisagreeAsync("hold");
        var first = await world.OnlyConflictAsync();
        Note(world).Should().Contain("\"Beaker\" here").And.Contain("\"Cup\" in Sanity");
        Note(world)!.Length.Should().BeLessThanOrEqualTo(500);
        world.Document("stripeSync-mug")!.Text("status").Should().Be("conflict");
        world.Document("stripeSync-mug")!.Text("message").Should().Contain("name differs");
        world.Calls.StripeWrites.Should().Be(1, "the note");
        await world.ShouldAgreeAsync();

        await world.Sanity.Studio.SetAsync("mug", "name", "Tea cup");
        await world.SettleAsync();
        var moved = await world.OnlyConflictAsync();
        (moved.Id, moved.Sanity).Should().Be((first.Id, Shop.Text("Tea cup")));
        Note(world).Should().Contain("\"Tea cup\" in Sanity");

        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Tea cup" });
        world.ClearLogs();
        await world.SettleAsync();
        (await world.OnlyConflictAsync()).ResolvedAt.Should().NotBeNull();
        Note(world).Should().BeNull();
        world.Document("stripeSync-mug")!.Text("status").Should().Be("synced");
        world.Calls.StripeWrites.Should().Be(1, "the note is taken away");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task The_note_about_a_conflict_goes_along_with_a_write_that_happens_anyway()
    {
        await using var world = await Shop.WithMugAsync(("BRIDGE_POLICY_CONFLICT", "hold"));
        await world.Sanity.Studio.EditPublishedAsync(
            "mug",
            new() { ["name"] = "Cup", ["description"] = "Holds tea" }
        );
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Beaker" });
        await world.SettleAsync();
        Note(world).Should().NotBeNull();
        ((string?)world.StripeProduct(Shop.Mug)["description"]).Should().Be("Holds tea");
        world.Calls.StripeWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "9")]
    public async Task A_field_of_which_Stripe_holds_only_a_part_is_put_back_when_it_is_edited_there()
    {
        await using var world = await Shop.WithMugAsync();
        var features = new System.Text.Json.Nodes.JsonArray([
            .. Enumerable.Range(1, 16).Select(i => (System.Text.Json.Nodes.JsonNode)$"Feature {i}"),
        ]);
        await world.Sanity.Studio.SetAsync("mug", "features", features);
        await world.SettleAsync();
        world.ClearLogs();
        await world.Stripe.Dashboard.EditProductAsync(
            Shop.Mug,
            new { marketing_features = new[] { new { name = "Only this" } } }
        );
        await world.SettleAsync();
        world.StripeProduct(Shop.Mug)["marketing_features"]!.AsArray().Should().HaveCount(15);
        world.Document("mug")!.Body["features"]!.AsArray().Should().HaveCount(16);
        world.Calls.StripeWrites.Should().Be(1);
        world.Calls.SanityWrites.Should().Be(1, "the companion");
        world.Document("stripeSync-mug")!.Body["recent"]![0]!["text"]!
            .ToString()
            .Should()
            .Contain("put back");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "13")]
    public async Task A_product_that_two_parties_fight_over_is_paused_until_a_person_releases_it()
    {
        await using var world = await Shop.WithMugAsync();
        await world.CreateProductAsync("cup", "Cup");
        await world.SettleAsync();
        for (var turn = 0; turn < 12; turn++)
        {
            await world.Sanity.Studio.SetAsync("mug", "name", "Ours");
            await world.SettleAsync();
            await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Theirs" });
            await world.SettleAsync();
        }
        var held = await world.InboxAsync(DeliveryState.Held);
        held.Should().NotBeEmpty();
        held[0].Reason.Should().Contain("name of mug came back");
        world.Document("stripeSync-mug")!.Text("status").Should().Be("held");
        world.ClearLogs();
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Theirs again" });
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(0, "it does not spin");
        world.Calls.SanityWrites.Should().Be(0, "it does not spin");

        await world.Sanity.Studio.SetAsync("cup", "name", "Tea cup");
        await world.SettleAsync();
        ((string?)world.StripeProduct("sanity_cup")["name"]).Should().Be("Tea cup", "everything else flows");

        await world.Get<Standing>().ReleaseAsync("mug", null, default);
        await world.Get<IInbox>().ReleaseAsync(["mug"], world.Clock.GetUtcNow(), default);
        await world.SettleAsync();
        (await world.InboxAsync(DeliveryState.Held)).Should().BeEmpty();
        await world.Sanity.Studio.SetAsync("mug", "name", "Peace");
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Peace");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "13")]
    public async Task An_editor_who_saves_thirty_times_to_and_fro_fights_with_nobody()
    {
        await using var world = await Shop.WithMugAsync();
        for (var save = 0; save < 30; save++)
        {
            await world.Sanity.Studio.SetAsync("mug", "name", save % 2 == 0 ? "Cup" : "Mug");
            await world.SettleAsync();
        }
        (await world.InboxAsync(DeliveryState.Held)).Should().BeEmpty();
        world.Calls.StripeWrites.Should().Be(30);
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Only_the_delivery_of_the_document_that_cannot_be_mirrored_is_buried()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", -5);
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Cup");
        var dead = (await world.InboxAsync(DeliveryState.Dead)).Should().ContainSingle().Subject;
        dead.Subject.Should().Be("mug-once");
        world.Document("stripeSync-mug-once")!.Text("status").Should().Be("error");
        world.Calls.StripeWrites.Should().Be(1);
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 1999);
        await world.SettleAsync();
        (await world.InboxAsync(DeliveryState.Dead)).Should().BeEmpty();
        await world.ShouldAgreeAsync();
    }

    private static async Task<BridgeWorld> DisagreeAsync(string policy)
    {
        var world = await Shop.WithMugAsync(("BRIDGE_POLICY_CONFLICT", policy));
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Beaker" });
        await world.SettleAsync();
        return world;
    }

    private static string? Note(BridgeWorld world) =>
        (string?)world.StripeProduct(Shop.Mug)["metadata"]!["bridge_note"];
}
