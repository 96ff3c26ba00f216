using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Operating.Shapes;
using SanityStripeBridge.Tests.World;
using static SanityStripeBridge.Tests.Cases.Shirt;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Prices that live inside their product's document.</summary>
public sealed class VariantCases
{
    [Fact]
    public async Task Each_variant_is_a_price_of_its_own_and_all_ids_come_back_in_one_patch_of_the_document()
    {
        await using var world = await BridgeWorld.StartAsync();
        await CreateShirtAsync(world);
        await world.SettleAsync();
        world.Calls.Should().Be((0, 4, 1, 1), "product, two prices, its default; one read and one patch");
        var small = world.StripePrice(PriceOf(world, "k1"));
        ((long)small["unit_amount"]!).Should().Be(1500);
        ((string?)small["nickname"]).Should().Be("Small");
        ((string?)small["lookup_key"]).Should().Be("shirt-small");
        var metadata = small["metadata"]!;
        ((string?)metadata["sanity_id"]).Should().Be("shirt");
        ((string?)metadata["variant_key"]).Should().Be("k1");
        ((string?)metadata["sku"]).Should().Be("SH-S");
        ((string?)metadata["color"]).Should().Be("red");
        ((string?)metadata["inventory_count"]).Should().Be("12");
        ((string?)world.StripeProduct("sanity_shirt")["default_price"]).Should().Be(PriceOf(world, "k2"));
        world.Document("shirt")!.Text("stripeProductId").Should().Be("sanity_shirt");
        world.Documents("price").Should().BeEmpty();
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task An_edit_of_the_product_beside_its_variants_costs_no_call_for_them()
    {
        await using var world = await WithShirtAsync();
        await world.Sanity.Studio.SetAsync("shirt", "name", "Blue shirt");
        await world.SettleAsync();
        world.Calls.Should().Be((1, 1, 0, 0));
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_variants_field_is_an_edit_of_its_price_alone()
    {
        await using var world = await WithShirtAsync();
        await EditAsync(world, "k1", ("title", "Small, slim"), ("inventoryCount", 11));
        await world.SettleAsync();
        world.Calls.Should().Be((2, 1, 0, 0));
        var price = world.StripePrice(PriceOf(world, "k1"));
        ((string?)price["nickname"]).Should().Be("Small, slim");
        ((string?)price["metadata"]!["inventory_count"]).Should().Be("11");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_variants_amount_makes_a_new_price_whose_id_stands_in_the_variant_before_the_old_one_is_archived()
    {
        await using var world = await WithShirtAsync();
        var old = PriceOf(world, "k2");
        await EditAsync(world, "k2", ("unitAmount", 2500));
        await world.SettleAsync();
        world.Calls.StripeReads.Should().BeLessThanOrEqualTo(2);
        world.Calls.StripeWrites.Should().Be(3);
        world.Calls.SanityWrites.Should().Be(1);
        var current = PriceOf(world, "k2");
        current.Should().NotBe(old);
        ((long)world.StripePrice(current)["unit_amount"]!).Should().Be(2500);
        ((string?)world.StripePrice(current)["metadata"]!["variant_key"]).Should().Be("k2");
        ((bool)world.StripePrice(old)["active"]!).Should().BeFalse();
        ((string?)world.StripeProduct("sanity_shirt")["default_price"]).Should().Be(current);
        world
            .Stripe.Requests.All.Last(request => request.Write)
            .Path.Should()
            .Be("/v1/prices/" + old, "the archive comes last");
        await world.ShouldAgreeAsync();
    }

    [Theory]
    [InlineData("k1", true)]
    [InlineData("k2", false)]
    public async Task An_amount_that_finance_changes_comes_to_the_variant_which_keeps_its_title_and_sku(
        string key,
        bool takeLookupKey
    )
    {
        await using var world = await WithShirtAsync();
        var before = Variant(world, key);
        await world.Stripe.Dashboard.ChangeAmountAsync(PriceOf(world, key), 1700, takeLookupKey);
        await world.SettleAsync();
        var variant = Variant(world, key);
        variant["unitAmount"]!.ToJsonString().Should().Be("1700");
        ((string?)variant["stripePriceId"]).Should().NotBe((string?)before["stripePriceId"]);
        ((string?)variant["title"]).Should().Be((string?)before["title"]);
        ((string?)variant["sku"]).Should().Be((string?)before["sku"]);
        world.Documents("price").Should().BeEmpty();
        ((string?)world.StripePrice(PriceOf(world, key))["metadata"]!["variant_key"]).Should().Be(key);
        world.ActivePrices().Should().HaveCount(2);
        world.Calls.SanityWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task What_finance_edits_on_a_variants_price_is_patched_into_that_variant_and_its_drafts()
    {
        await using var world = await WithShirtAsync();
        await world.Sanity.Studio.EditDraftAsync("shirt", new() { ["name"] = "Shirt, being edited" });
        await world.Stripe.Dashboard.EditPriceAsync(
            PriceOf(world, "k1"),
            new { nickname = "S", metadata = new { sku = "SH-1", inventory_count = "9" } }
        );
        await world.SettleAsync();
        world.Calls.SanityWrites.Should().Be(1);
        foreach (var id in new[] { "shirt", "drafts.shirt" })
        {
            var variant = Variant(world, "k1", id);
            ((string?)variant["title"]).Should().Be("S", id);
            ((string?)variant["sku"]).Should().Be("SH-1", id);
            variant["inventoryCount"]!.ToJsonString().Should().Be("9", id);
            ((string?)variant["color"]).Should().Be("red", id);
        }
        world.Document("drafts.shirt")!.Text("name").Should().Be("Shirt, being edited");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Different_fields_of_one_variant_edited_on_both_sides_both_survive()
    {
        await using var world = await WithShirtAsync();
        await EditAsync(world, "k1", ("title", "Tiny"));
        await world.Stripe.Dashboard.EditPriceAsync(
            PriceOf(world, "k1"),
            new { metadata = new { sku = "SH-9" } }
        );
        await EditAsync(world, "k2", ("color", "green"));
        await world.SettleAsync();
        ((string?)Variant(world, "k1")["sku"]).Should().Be("SH-9");
        ((string?)world.StripePrice(PriceOf(world, "k1"))["nickname"]).Should().Be("Tiny");
        ((string?)world.StripePrice(PriceOf(world, "k2"))["metadata"]!["color"]).Should().Be("green");
        world.Calls.StripeWrites.Should().Be(2);
        world.Calls.SanityWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task One_field_of_a_variant_edited_on_both_sides_is_a_conflict_on_that_field()
    {
        await using var world = await WithShirtAsync();
        await EditAsync(world, "k1", ("title", "Tiny"));
        await world.Stripe.Dashboard.EditPriceAsync(PriceOf(world, "k1"), new { nickname = "XS" });
        await world.SettleAsync();
        var record = await world.OnlyConflictAsync();
        (record.SanityId, record.Path).Should().Be(("shirt#k1", "nickname"));
        ConflictShape.Of(record)["path"]!.ToString().Should().Be("variants[_key==\"k1\"].title");
        ConflictShape.Of(record)["sanityId"]!.ToString().Should().Be("shirt");
        ((string?)world.StripePrice(PriceOf(world, "k1"))["nickname"])
            .Should()
            .Be("Tiny", "the owner is Sanity");
        world.Calls.StripeWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_removed_variants_price_is_archived_and_restored_when_the_variant_comes_back()
    {
        await using var world = await WithShirtAsync();
        var price = PriceOf(world, "k1");
        var removed = Variant(world, "k1").DeepClone();
        await world.Sanity.Studio.SetAsync(
            "shirt",
            "variants",
            new JsonArray(Variant(world, "k2").DeepClone())
        );
        await world.SettleAsync();
        world.Calls.Should().Be((2, 1, 0, 0));
        ((bool)world.StripePrice(price)["active"]!).Should().BeFalse();
        await world.ShouldAgreeAsync();
        world.ClearLogs();
        await world.Sanity.Studio.SetAsync(
            "shirt",
            "variants",
            new JsonArray(removed, Variant(world, "k2").DeepClone())
        );
        await world.SettleAsync();
        world.Calls.Should().Be((2, 1, 1, 0), "whether the document still names the price is read");
        PriceOf(world, "k1").Should().Be(price);
        ((bool)world.StripePrice(price)["active"]!).Should().BeTrue();
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_removed_default_variant_is_let_go_by_the_product_before_its_price_is_archived()
    {
        await using var world = await WithShirtAsync();
        await world.Sanity.Studio.SetAsync(
            "shirt",
            "variants",
            new JsonArray(Variant(world, "k1").DeepClone())
        );
        await world.SettleAsync();
        world.StripeProduct("sanity_shirt")["default_price"].Should().BeNull();
        world.ActivePrices().Should().Equal(PriceOf(world, "k1"));
        world.Stripe.Requests.All.Should().OnlyContain(request => request.Status == 200);
        world.Calls.StripeWrites.Should().Be(2);
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Another_default_variant_is_another_default_price_on_either_side()
    {
        await using var world = await WithShirtAsync();
        await world.Sanity.Studio.SetAsync("shirt", "defaultVariant", "k1");
        await world.SettleAsync();
        world.Calls.Should().Be((1, 1, 0, 0));
        ((string?)world.StripeProduct("sanity_shirt")["default_price"]).Should().Be(PriceOf(world, "k1"));
        await world.Stripe.Dashboard.SetDefaultAsync(PriceOf(world, "k2"));
        await world.SettleAsync();
        world.Document("shirt")!.Text("defaultVariant").Should().Be("k2");
        world.Document("shirt")!.Body["defaultPrice"].Should().BeNull();
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_default_price_and_a_default_variant_at_once_are_said_on_the_document_and_not_guessed()
    {
        await using var world = await WithShirtAsync();
        await world.Sanity.Studio.SetAsync("shirt", "defaultPrice", SanityPatch.WeakReference("other"));
        await world.SettleAsync();
        Companion(world).Should().Contain("both set").And.Contain("clear one");
        world.Calls.StripeWrites.Should().Be(0);
        ((string?)world.StripeProduct("sanity_shirt")["default_price"]).Should().Be(PriceOf(world, "k2"));
    }

    [Fact, Trait("case", "88")]
    public async Task A_bad_variant_stops_neither_its_product_nor_its_siblings_and_is_named()
    {
        await using var world = await BridgeWorld.StartAsync();
        await CreateShirtAsync(world, ("unitAmount", -5));
        await world.SettleAsync();
        Companion(world).Should().Contain("variants[_key==\"k1\"]").And.Contain("unitAmount is -5");
        world.StripePrices().Should().ContainSingle();
        ((string?)world.StripeProduct("sanity_shirt")["default_price"]).Should().Be(PriceOf(world, "k2"));
        world.Calls.StripeWrites.Should().Be(3);
        await EditAsync(world, "k1", ("unitAmount", 1500));
        await world.SettleAsync();
        world.StripePrices().Should().HaveCount(2);
        world.Document("stripeSync-shirt")!.Text("status").Should().Be("synced");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "88")]
    public async Task A_variant_that_Stripe_refuses_stops_neither_its_product_nor_its_siblings_and_is_named()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.Stripe.Dashboard.CreateProductAsync(new { id = "prod_else", name = "Else" });
        await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = "prod_else",
                currency = "eur",
                unit_amount = 1,
                lookup_key = "shirt-small",
            }
        );
        await CreateShirtAsync(world);
        await world.DeliverSanityAsync();
        world.StripePrices().Should().HaveCount(2, "the other price, and the large shirt's");
        await world.Get<Mirror.Companions>().FlushAsync(default);
        Companion(world).Should().Contain("variants[_key==\"k1\"]").And.Contain("lookup");
        ((string?)world.StripeProduct("sanity_shirt")["default_price"]).Should().Be(PriceOf(world, "k2"));
        (await world.InboxAsync(Inbox.DeliveryState.Dead)).Should().ContainSingle();
    }

    [Fact]
    public async Task Two_entries_with_one_key_are_said_on_the_document_and_neither_price_is_touched()
    {
        await using var world = await WithShirtAsync();
        var twin = Variant(world, "k1").DeepClone().AsObject();
        twin["unitAmount"] = 1;
        await world.Sanity.Studio.SetAsync(
            "shirt",
            "variants",
            new JsonArray(Variant(world, "k1").DeepClone(), twin, Variant(world, "k2").DeepClone())
        );
        await world.SettleAsync();
        Companion(world).Should().Contain("more than one entry with the _key \"k1\"");
        world.ActivePrices().Should().HaveCount(2);
        world.Calls.StripeWrites.Should().Be(0);
    }
}
