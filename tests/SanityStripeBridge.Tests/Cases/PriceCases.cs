using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Amounts, and what becomes of a price when one changes.</summary>
public sealed class PriceCases
{
    [Fact, Trait("case", "43")]
    public async Task A_changed_amount_makes_a_new_price_on_the_same_terms_moves_the_default_and_archives_the_old_one()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.CreateMugAsync(
            ("lookupKey", "mug-monthly"),
            ("type", "recurring"),
            ("interval", "month"),
            ("taxBehavior", "exclusive"),
            ("nickname", "Monthly")
        );
        await world.SettleAsync();
        world.ClearLogs();
        var old = world.PriceId();
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        await world.SettleAsync();
        var price = world.StripePrice(world.PriceId());
        ((long)price["unit_amount"]!).Should().Be(2500);
        ((string?)price["lookup_key"]).Should().Be("mug-monthly");
        ((string?)price["recurring"]!["interval"]).Should().Be("month");
        ((string?)price["tax_behavior"]).Should().Be("exclusive");
        ((string?)price["nickname"]).Should().Be("Monthly");
        ((string?)world.StripeProduct(Shop.Mug)["default_price"]).Should().Be(world.PriceId());
        world.ActivePrices().Should().Equal(world.PriceId());
        world.Document("mug-once")!.Body["previousStripePriceIds"]!.ToJsonString().Should().Contain(old);
        world
            .Stripe.Requests.All.Where(request => request.Write)
            .Should()
            .OnlyContain(request => request.IdempotencyKey != null)
            .And.OnlyHaveUniqueItems(request => request.IdempotencyKey);
        world.Calls.StripeReads.Should().BeLessThanOrEqualTo(2);
        world.Calls.StripeWrites.Should().Be(3);
        world.Calls.SanityWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "46")]
    public async Task The_default_price_is_archived_only_after_the_product_has_let_go_of_it()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug-once", "active", false);
        await world.SettleAsync();
        world.ActivePrices().Should().BeEmpty();
        world.StripeProduct(Shop.Mug)["default_price"].Should().BeNull();
        world
            .Stripe.Requests.All.Should()
            .OnlyContain(request => request.Status == 200, "nothing was refused");
        world.Calls.StripeWrites.Should().Be(2);
        world.Calls.SanityWrites.Should().Be(0);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "49")]
    public async Task A_product_deleted_in_Sanity_is_archived_and_its_ids_are_kept_for_a_restore()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.DeleteAsync("mug");
        await world.SettleAsync();
        ((bool)world.StripeProduct(Shop.Mug)["active"]!).Should().BeFalse();
        world.ActivePrices().Should().ContainSingle("archiving a product does not archive its prices");
        var link = await world.Memory.FindLinkAsync(Core.Catalogue.Side.Stripe, Shop.Mug, default);
        link!.State.Should().Be(Core.Catalogue.LinkState.Tombstone);
        world.Stripe.Requests.All.Should().NotContain(request => request.Method == "DELETE");
        world.Calls.StripeWrites.Should().Be(1);
        world.Calls.SanityWrites.Should().Be(0);
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "66")]
    [InlineData("jpy", 500)]
    [InlineData("bif", 12000)]
    [InlineData("isk", 50000)]
    [InlineData("kwd", 12340)]
    [InlineData("eur", 1999)]
    public async Task An_amount_is_whole_minor_units_in_every_currency_and_is_never_scaled(
        string currency,
        long amount
    )
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.CreateProductAsync("tea", "Tea");
        await world.Sanity.Studio.CreatePublishedAsync(
            "tea-once",
            "price",
            new()
            {
                ["product"] = SanityPatch.WeakReference("tea"),
                ["currency"] = currency,
                ["unitAmount"] = amount,
            }
        );
        await world.SettleAsync();
        ((long)world.StripePrice(world.PriceId("tea-once"))["unit_amount"]!).Should().Be(amount);
        world.Calls.StripeWrites.Should().Be(2);
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "66")]
    [InlineData("kwd", 12345, "must end in 0")]
    [InlineData("isk", 150, "must end in 00")]
    public async Task An_amount_that_the_currency_cannot_hold_is_said_on_the_document_and_never_sent(
        string currency,
        long amount,
        string said
    )
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.CreateProductAsync("tea", "Tea");
        await world.SettleAsync();
        world.ClearLogs();
        await world.Sanity.Studio.CreatePublishedAsync(
            "tea-once",
            "price",
            new()
            {
                ["product"] = SanityPatch.WeakReference("tea"),
                ["currency"] = currency,
                ["unitAmount"] = amount,
            }
        );
        await world.SettleAsync();
        world.StripePrices().Should().BeEmpty();
        world.Calls.StripeWrites.Should().Be(0);
        world.Document("stripeSync-tea-once")!.Text("status").Should().Be("error");
        world.Document("stripeSync-tea-once")!.Text("message").Should().Contain(said);
    }

    [Fact, Trait("case", "67")]
    public void Every_cent_up_to_a_hundred_arrives_as_it_was_written()
    {
        for (var cents = 0L; cents <= 10_000; cents++)
        {
            var document = new SanityDocument(
                new JsonObject
                {
                    ["_id"] = "p",
                    ["_type"] = "price",
                    ["currency"] = "eur",
                    ["unitAmount"] = cents,
                }
            );
            var amount = SanityReader.Price(document).Fields["unitAmount"];
            StripeForm
                .Pairs(DefaultMapping.Spec(Core.Catalogue.ObjectType.Price, "unitAmount"), amount, _ => null)
                .Should()
                .ContainSingle()
                .Which.Value.Should()
                .Be(cents.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact, Trait("case", "67")]
    public async Task An_amount_in_fractions_of_a_cent_travels_as_a_decimal_text()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.EditDraftAsync(
            "mug-once",
            new() { ["unitAmountDecimal"] = "1999.05" },
            "unitAmount"
        );
        await world.Sanity.Studio.PublishAsync("mug-once");
        await world.SettleAsync();
        ((string?)world.StripePrice(world.PriceId())["unit_amount_decimal"]).Should().Be("1999.05");
        world.Calls.StripeWrites.Should().Be(3);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "68")]
    public async Task A_price_of_less_than_a_cent_comes_from_Stripe_as_a_decimal_text()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = Shop.Mug,
                currency = "eur",
                unit_amount_decimal = "0.000000000125",
            }
        );
        await world.SettleAsync();
        var document = world.Documents("price").Single(price => price.Id != "mug-once");
        document.Text("unitAmountDecimal").Should().Be("0.000000000125");
        document.Body["unitAmount"].Should().BeNull();
        world.Calls.SanityWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "70")]
    public async Task Nothing_is_a_valid_amount_on_both_sides()
    {
        await using var world = await Shop.WithMugAsync();
        await world.CreatePriceAsync("mug-free", "mug", 0);
        await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = Shop.Mug,
                currency = "usd",
                unit_amount = 0,
            }
        );
        await world.SettleAsync();
        ((long)world.StripePrice(world.PriceId("mug-free"))["unit_amount"]!).Should().Be(0);
        world
            .Documents("price")
            .Where(price => price.Text("currency") == "usd")
            .Should()
            .ContainSingle()
            .Which.Body["unitAmount"]!
            .ToJsonString()
            .Should()
            .Be("0");
        world.StripePrices().Should().HaveCount(3);
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(2);
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "109")]
    [InlineData("0")]
    [InlineData("3600")]
    public async Task While_a_price_is_replaced_the_id_in_the_document_is_an_active_price_at_every_instant(
        string grace
    )
    {
        await using var world = await Shop.WithMugAsync(("BRIDGE_PRICE_GRACE", grace));
        var seen = new List<bool>();
        Task WatchAsync()
        {
            seen.Add((bool)world.StripePrice(world.PriceId())["active"]!);
            return Task.CompletedTask;
        }
        var watch = new Fault
        {
            Kind = FaultKind.ActAfter,
            Times = int.MaxValue,
            Act = _ => WatchAsync(),
        };
        world.Stripe.Faults.Add(watch);
        world.Sanity.Faults.Add(watch);
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        await world.SettleAsync();
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.SettleAsync();
        seen.Should().HaveCountGreaterThan(3).And.OnlyContain(active => active);
        world.ActivePrices().Should().Equal(world.PriceId());
        world.Calls.StripeWrites.Should().Be(3);
        world.Calls.SanityWrites.Should().Be(1);
        world.Stripe.Faults.Clear();
        world.Sanity.Faults.Clear();
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "110")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_amount_changed_in_the_Dashboard_keeps_the_document_and_records_the_chain(
        bool withLookupKey
    )
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.CreateMugAsync(withLookupKey ? [("lookupKey", "mug")] : []);
        await world.SettleAsync();
        world.ClearLogs();
        var old = world.PriceId();
        await world.Stripe.Dashboard.ChangeAmountAsync(old, 2200, takeLookupKey: withLookupKey);
        await world.SettleAsync();
        var document = world.Documents("price").Should().ContainSingle().Subject;
        document.Id.Should().Be("mug-once");
        world.Amount().Should().Be(2200);
        world.PriceId().Should().NotBe(old);
        world.ActivePrices().Should().Equal(world.PriceId());
        document.Body["previousStripePriceIds"]!.ToJsonString().Should().Contain(old);
        ((string?)world.Document("mug")!.Body["defaultPrice"]!["_ref"]).Should().Be("mug-once");
        world.Calls.SanityWrites.Should().Be(1);
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(1, "only our marks on the new price");
        await world.ShouldAgreeAsync();
    }
}
