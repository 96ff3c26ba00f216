using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.World;
using static SanityStripeBridge.Tests.Cases.Shirt;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Variants whose prices finance makes, copies or deletes, and variants that are copied, crashed over or lost.</summary>
public sealed class VariantChainCases
{
    [Fact]
    public async Task A_price_that_finance_copies_from_a_variant_becomes_neither_a_document_nor_a_variant()
    {
        await using var world = await WithShirtAsync();
        var copied = world.StripePrice(PriceOf(world, "k1"))["metadata"]!.DeepClone();
        await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = "sanity_shirt",
                currency = "eur",
                unit_amount = 900,
                metadata = copied,
            }
        );
        await world.SettleAsync();
        world.Documents("price").Should().BeEmpty();
        world.Document("shirt")!.Body["variants"]!.AsArray().Should().HaveCount(2);
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(1, "the sentence");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task An_amount_of_a_variant_that_finance_changes_without_the_key_or_the_default_is_told_and_can_be_completed()
    {
        await using var world = await WithShirtAsync();
        var old = PriceOf(world, "k1");
        var made = await world.Stripe.Dashboard.ChangeAmountAsync(old, 1700, takeLookupKey: false);
        await world.SettleAsync();
        var madeId = made.GetProperty("id").GetString()!;
        Variant(world, "k1")["active"]!.GetValue<bool>().Should().BeFalse("its price was archived");
        var recent = world.Document("stripeSync-shirt")!.Body["recent"]!.AsArray();
        recent.Should().ContainSingle();
        ((string)recent[0]!["text"]!).Should().Contain($"{madeId} (1700 eur)").And.Contain(old);
        (await world.Memory.HistoryAsync("shirt", 100, default))
            .Should()
            .ContainSingle(entry => entry.Because.Contains(madeId));
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(2, "the variant, and the sentence");
        await world.ShouldAgreeAsync();

        await world.Stripe.Dashboard.EditPriceAsync(madeId, new { metadata = new { replaces = old } });
        await world.SettleAsync();
        PriceOf(world, "k1").Should().Be(madeId);
        Variant(world, "k1")["unitAmount"]!.ToJsonString().Should().Be("1700");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task An_amount_of_a_variant_that_finance_changes_and_takes_off_sale_at_once_stands_in_the_history()
    {
        await using var world = await WithShirtAsync();
        var made = await world.Stripe.Dashboard.ChangeAmountAsync(
            PriceOf(world, "k1"),
            1700,
            takeLookupKey: false
        );
        var madeId = made.GetProperty("id").GetString()!;
        await world.Stripe.Dashboard.ArchivePriceAsync(madeId);
        await world.SettleAsync();
        (await world.Memory.HistoryAsync("shirt", 100, default))
            .Select(entry => entry.Because)
            .Should()
            .Contain(
                $"{madeId} (1700 eur) was made in Stripe from the price of variants[_key==\"k1\"] and archived again, so nothing here shows it"
            );
        (await world.Memory.ConflictsAsync(openOnly: true, default)).Should().BeEmpty();
        world.Calls.StripeWrites.Should().Be(0);
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_new_price_that_took_the_lookup_key_is_found_although_only_the_document_was_told_of_yet()
    {
        await using var world = await WithShirtAsync();
        var made = await world.Stripe.Dashboard.ChangeAmountAsync(PriceOf(world, "k1"), 1700, true);
        await EditAsync(world, "k1", ("title", "Small, slim"));
        await world.DeliverSanityAsync();
        PriceOf(world, "k1").Should().Be(made.GetProperty("id").GetString());
        Variant(world, "k1")["unitAmount"]!.ToJsonString().Should().Be("1700");
        Variant(world, "k1")["lookupKey"]!.ToString().Should().Be("shirt-small");
        world.Calls.StripeReads.Should().Be(4, "product, price, and both lists for the successor");
        world.Calls.StripeWrites.Should().Be(1);
        await world.SettleAsync();
        world.ActivePrices().Should().HaveCount(2);
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_price_that_finance_makes_beside_the_variants_becomes_a_price_document()
    {
        await using var world = await WithShirtAsync();
        await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = "sanity_shirt",
                currency = "usd",
                unit_amount = 900,
            }
        );
        await world.SettleAsync();
        world.Documents("price").Should().ContainSingle().Which.Body["unitAmount"]!
            .ToJsonString()
            .Should()
            .Be("900");
        world.Document("shirt")!.Body["variants"]!.AsArray().Should().HaveCount(2);
        world.Calls.SanityWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_duplicate_of_the_document_gets_prices_of_its_own()
    {
        await using var world = await WithShirtAsync();
        var copy = world.Document("shirt")!.Body.DeepClone().AsObject();
        foreach (var own in new[] { "_id", "_type", "_rev", "_createdAt", "_updatedAt" })
            copy.Remove(own);
        foreach (var variant in copy["variants"]!.AsArray())
            variant!.AsObject().Remove("lookupKey");
        await world.Sanity.Studio.CreatePublishedAsync("shirt-2", "product", copy);
        await world.SettleAsync();
        world.StripePrices().Should().HaveCount(4);
        world
            .StripePrices()
            .Select(price => (string)price["product"]!)
            .Should()
            .BeEquivalentTo("sanity_shirt", "sanity_shirt", "sanity_shirt-2", "sanity_shirt-2");
        PriceOf(world, "k1", "shirt-2").Should().NotBe(PriceOf(world, "k1"));
        world.Calls.StripeWrites.Should().Be(4);
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_variants_replacement_survives_a_crash_after_the_new_price_was_made()
    {
        await using var world = await WithShirtAsync();
        await EditAsync(world, "k2", ("unitAmount", 2500));
        await world.Sanity.Deliveries.SendAllAsync();
        await world.CrashAsync(world.Stripe.Faults, Shop.AfterWrite("/v1/prices"));
        await world.SettleAsync();
        world.StripePrices().Should().HaveCount(3, "the new price was made once");
        world.ActivePrices().Should().BeEquivalentTo(PriceOf(world, "k1"), PriceOf(world, "k2"));
        Variant(world, "k2")["unitAmount"]!.ToJsonString().Should().Be("2500");
        world
            .Calls.StripeWrites.Should()
            .BeLessThanOrEqualTo(4, "the create may be sent once more with its key");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_document_that_is_deleted_while_its_variants_price_is_replaced_leaves_one_active_price_and_can_be_restored()
    {
        await using var world = await WithShirtAsync();
        var (old, shirt) = (PriceOf(world, "k2"), world.Document("shirt")!.Body.DeepClone().AsObject());
        await EditAsync(world, "k2", ("unitAmount", 2500));
        world.Sanity.Faults.Add(
            new()
            {
                Kind = FaultKind.ActBefore,
                Method = "POST",
                PathPrefix = "/v2025-02-19/data/mutate",
                Times = 1,
                Act = _ => world.Sanity.Studio.DeleteAsync("shirt"),
            }
        );
        await world.SettleAsync();
        world.Document("shirt").Should().BeNull();
        world.Calls.StripeWrites.Should().Be(4, "the new price, the default, the old price, the product");
        ((bool)world.StripeProduct("sanity_shirt")["active"]!).Should().BeFalse();
        world.ActivePrices().Should().HaveCount(2).And.NotContain(old);
        await world.Sanity.Studio.CreatePublishedAsync("shirt", "product", shirt);
        await world.SettleAsync();
        world.ActivePrices().Should().BeEquivalentTo(PriceOf(world, "k1"), PriceOf(world, "k2"));
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_lost_store_links_every_variant_again_without_a_write()
    {
        await using var world = await BridgeWorld.StartAsync();
        await CreateShirtAsync(world);
        await world.SettleAsync();
        await world.LoseStoreAsync();
        world.ClearLogs();
        await world.SettleAsync();
        (await world.PlanAsync()).Changes.Should().BeEmpty();
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(0);
        await EditAsync(world, "k1", ("title", "Tiny"));
        await world.SettleAsync();
        ((string?)world.StripePrice(PriceOf(world, "k1"))["nickname"]).Should().Be("Tiny");
        world.StripePrices().Should().HaveCount(2);
    }

    [Fact, Trait("case", "115")]
    public async Task Variants_in_a_version_that_a_schedule_locks_are_patched_together_when_the_lock_goes()
    {
        await using var world = await WithShirtAsync();
        await world.Sanity.Studio.CreateVersionAsync("summer", "shirt");
        await world.Sanity.Studio.ScheduleReleaseAsync("summer", world.Clock.GetUtcNow().AddDays(9));
        foreach (var (key, title) in new[] { ("k1", "Tiny"), ("k2", "Huge") })
            await world.Stripe.Dashboard.EditPriceAsync(PriceOf(world, key), new { nickname = title });
        await world.SettleAsync();
        Titles("shirt").Should().Equal("Tiny", "Huge");
        Titles("versions.summer.shirt").Should().Equal("Small", "Large");
        world.Calls.SanityWrites.Should().Be(2, "one is refused because of the lock");
        (await world.Memory.LoadAsync("shirt", default)).StaleCopies.Should().HaveCount(2);

        world.Clock.Advance(TimeSpan.FromSeconds(11));
        await world.SettleAsync();
        await world.Sanity.Studio.UnscheduleReleaseAsync("summer");
        world.ClearLogs();
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.SettleAsync();
        world.Calls.SanityWrites.Should().Be(1, "a copy has one revision, so it is one patch");
        Titles("versions.summer.shirt").Should().Equal("Tiny", "Huge");
        (await world.Memory.LoadAsync("shirt", default)).StaleCopies.Should().BeEmpty();
        await world.ShouldAgreeAsync();

        string?[] Titles(string id) =>
            [
                .. world.Sanity.Dataset.Documents.First(body => (string?)body["_id"] == id)["variants"]!
                    .AsArray()
                    .Select(entry => (string?)entry!["title"]),
            ];
    }

    [Theory, Trait("case", "52")]
    [InlineData("unpublish")]
    [InlineData("delete")]
    [InlineData("mark")]
    public async Task A_variant_whose_price_was_deleted_in_Stripe_is_taken_off_sale_once_where_that_is_wanted(
        string policy
    )
    {
        await using var world = await WithShirtAsync(("BRIDGE_POLICY_DELETED_IN_STRIPE", policy));
        await world.Stripe.Dashboard.DeletePriceAsync(PriceOf(world, "k1"));
        await world.SettleAsync();
        ((bool?)Variant(world, "k1")["active"]).Should().Be(policy == "mark" ? null : false);
        ((string?)Variant(world, "k1")["sku"]).Should().Be("SH-S", "what the editors wrote stays");
        ((bool?)Variant(world, "k2")["active"]).Should().BeNull();
        world.Document("stripeSync-shirt")!.Text("status").Should().Be("deleted_in_stripe");
        world.Calls.StripeWrites.Should().Be(0);
        await world.ShouldAgreeAsync();
        await EditAsync(world, "k1", ("active", true));
        await world.SettleAsync();
        ((bool?)Variant(world, "k1")["active"]).Should().BeTrue("whoever puts it back knows of it");
    }
}
