using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>One document, one object: whatever is sent twice, copied, or not published yet.</summary>
public sealed class CreationCases
{
    [Theory, Trait("case", "54")]
    [InlineData(FaultKind.DropAfter)]
    [InlineData(FaultKind.Truncate)]
    [InlineData(FaultKind.RespondAfter)]
    public async Task A_create_whose_answer_is_lost_makes_one_product_and_one_price(FaultKind kind)
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Stripe.Faults.Add(
            new()
            {
                Kind = kind,
                Method = "POST",
                PathPrefix = "/v1/products",
                Times = 3,
            }
        );
        await world.CreateMugAsync();
        await world.SettleAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SettleAsync();
        world.StripeProducts().Should().ContainSingle();
        world.StripePrices().Should().ContainSingle();
        world
            .Stripe.Requests.All.Where(request => request.Write)
            .Select(request => request.IdempotencyKey)
            .Distinct()
            .Should()
            .ContainSingle("every attempt has the key of the first");
        world.PriceId().Should().Be((string?)world.StripePrices()[0]["id"]);
        world.Calls.SanityWrites.Should().BeLessThanOrEqualTo(2);
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "54")]
    [InlineData(1)]
    [InlineData(30)]
    public async Task A_create_whose_process_died_is_found_again_even_when_its_key_has_expired(int hours)
    {
        await using var world = await Shop.WithMugAsync();
        await world.CreatePriceAsync("mug-gift", "mug", 500);
        await world.Sanity.Deliveries.SendAllAsync();
        await world.CrashAsync(world.Stripe.Faults, Shop.AfterWrite("/v1/prices"));
        world.Clock.Advance(TimeSpan.FromHours(hours));
        await world.SettleAsync();
        world.StripePrices().Should().HaveCount(2);
        world.PriceId("mug-gift").Should().NotBeNull();
        world.Calls.StripeWrites.Should().Be(1, "it was found, not sent again");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "55")]
    public async Task What_was_just_made_is_found_by_links_and_lists_and_never_by_search()
    {
        await using var world = await Shop.WithMugAsync();
        await world.CreatePriceAsync("mug-gift", "mug", 500);
        await world.Sanity.Deliveries.SendAllAsync();
        await world.CrashAsync(world.Stripe.Faults, Shop.AfterWrite("/v1/prices"));
        await world.SettleAsync();
        await world.PlanAsync();
        world.Stripe.Requests.All.Should().NotBeEmpty();
        world.Stripe.Requests.All.Should().NotContain(request => request.Path.Contains("search"));
        world.Calls.StripeWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "56")]
    public async Task A_document_duplicated_in_the_Studio_gets_its_own_objects_and_leaves_the_originals_alone()
    {
        await using var world = await Shop.WithMugAsync();
        var product = world.Document("mug")!.Body;
        var price = world.Document("mug-once")!.Body;
        await world.Sanity.Studio.CreatePublishedAsync(
            "mug-copy",
            "product",
            Copy(product, ("defaultPrice", SanityPatch.WeakReference("mug-copy-once")), ("name", "Copy"))
        );
        await world.Sanity.Studio.CreatePublishedAsync(
            "mug-copy-once",
            "price",
            Copy(price, ("product", SanityPatch.WeakReference("mug-copy")))
        );
        await world.SettleAsync();
        world.Document("mug-copy")!.Text("stripeProductId").Should().Be("sanity_mug-copy");
        world.PriceId("mug-copy-once").Should().NotBe(world.PriceId());
        world.Document("mug")!.Text("stripeProductId").Should().Be(Shop.Mug);
        world.NameInStripe().Should().Be("Mug");
        world.StripeProducts().Should().HaveCount(2);
        world.StripePrices().Should().HaveCount(2);
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(3);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "56")]
    public async Task A_duplicate_of_a_price_that_waits_for_its_product_loses_its_originals_price()
    {
        await using var world = await Shop.WithMugAsync();
        var price = world.Document("mug-once")!.Body;
        await world.Sanity.Studio.DeleteAsync("mug");
        await world.SettleAsync();
        world.ClearLogs();

        await world.Sanity.Studio.CreatePublishedAsync("mug-twice", "price", Copy(price));
        await world.SettleAsync();

        world.Document("mug-twice")!.Text("stripePriceId").Should().BeNull();
        world.PriceId().Should().NotBeNull();
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(2, "the id goes, and the companion says what it waits for");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "56")]
    public async Task A_duplicate_of_a_price_under_a_product_that_was_deleted_in_Stripe_loses_its_originals_price()
    {
        await using var world = await Shop.WithMugAsync();
        await world.CreateProductAsync("pot", "Pot");
        await world.SettleAsync();
        await world.Stripe.Dashboard.DeleteProductAsync("sanity_pot");
        await world.SettleAsync();
        world.ClearLogs();
        var copy = Copy(world.Document("mug-once")!.Body);
        copy["product"]!["_ref"] = "pot";

        await world.Sanity.Studio.CreatePublishedAsync("pot-once", "price", copy);
        await world.SettleAsync();

        world.Document("pot-once")!.Text("stripePriceId").Should().BeNull();
        world.Document("mug-once")!.Text("stripePriceId").Should().Be(world.PriceId());
        world.Calls.StripeReads.Should().BeLessThanOrEqualTo(1, "whose price it is the store knows");
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(2, "the id goes, and the companion says what it waits for");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "60")]
    public async Task Stripe_is_told_the_published_id_only()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.Sanity.Studio.CreateDraftAsync("pot", "product", new() { ["name"] = "Pot" });
        await world.Sanity.Studio.PublishAsync("pot");
        await world.Sanity.Studio.CreateVersionAsync("r1", "pot");
        await world.Sanity.Studio.EditVersionAsync("r1", "pot", new() { ["name"] = "Teapot" });
        await world.Sanity.Studio.PublishReleaseAsync("r1");
        await world.CreatePriceAsync("pot-once", "drafts.pot", 4900);
        await world.SettleAsync();
        world.StripeState().ToJsonString().Should().NotContain("drafts.").And.NotContain("versions.");
        ((string?)world.StripeProduct("sanity_pot")["metadata"]!["sanity_id"]).Should().Be("pot");
        ((string?)world.StripeProduct("sanity_pot")["name"]).Should().Be("Teapot");
        world.StripePrices().Should().ContainSingle();
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(2);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "62")]
    public async Task Only_metadata_keys_of_ours_are_written_and_one_that_goes_is_unset_by_itself()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { metadata = new { erp = "4711" } });
        await world.Sanity.Studio.SetAsync(
            "mug",
            "metadata",
            JsonNode.Parse("""[{"_key":"a","key":"color","value":"blue"}]""")
        );
        await world.SettleAsync();
        var metadata = world.StripeProduct(Shop.Mug)["metadata"]!;
        ((string?)metadata["color"]).Should().Be("blue");
        ((string?)metadata["erp"]).Should().Be("4711");
        await world.Sanity.Studio.EditDraftAsync("mug", [], "metadata");
        await world.Sanity.Studio.PublishAsync("mug");
        await world.SettleAsync();
        metadata = world.StripeProduct(Shop.Mug)["metadata"]!;
        metadata["color"].Should().BeNull();
        ((string?)metadata["erp"]).Should().Be("4711");
        ((string?)metadata["sanity_id"]).Should().Be("mug");
        var bodies = world
            .Stripe.Requests.All.Where(request => request.Write)
            .Select(request => request.Body);
        bodies
            .Should()
            .NotContain(body =>
                body.Contains("erp") || body.Split('&', StringSplitOptions.None).Contains("metadata=")
            );
        world.Calls.StripeWrites.Should().Be(2);
        world.Calls.SanityWrites.Should().Be(0);
        await world.ShouldAgreeAsync();
    }

    private static JsonObject Copy(JsonObject document, params (string Field, JsonNode Value)[] changes)
    {
        var copy = document.DeepClone().AsObject();
        foreach (var attribute in new[] { "_id", "_type", "_rev", "_createdAt", "_updatedAt" })
            copy.Remove(attribute);
        foreach (var (field, value) in changes)
            copy[field] = value;
        return copy;
    }
}
