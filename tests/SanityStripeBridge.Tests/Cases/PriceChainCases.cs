using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>A price document's chain: interrupted, taken up again, moved to another product, or disturbed by finance.</summary>
public sealed class PriceChainCases
{
    [Theory, Trait("case", "44")]
    [InlineData("/v1/prices", 0)]
    [InlineData("/v1/products", 0)]
    [InlineData("/v1/prices", 1)]
    public async Task A_replacement_that_dies_at_any_write_is_finished_with_one_active_price(
        string path,
        int skip
    )
    {
        await using var world = await Shop.WithMugAsync();
        var old = world.PriceId();
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        await world.Sanity.Deliveries.SendAllAsync();
        await world.CrashAsync(world.Stripe.Faults, Shop.AfterWrite(path) with { Skip = skip });
        await world.SettleAsync();
        world.StripePrices().Should().HaveCount(2, "the price was made once");
        world.PriceId().Should().NotBe(old);
        world.ActivePrices().Should().Equal(world.PriceId());
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(4);
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "45")]
    [InlineData("0")]
    [InlineData("3600")]
    public async Task An_amount_that_is_changed_back_takes_up_the_former_price_of_the_document(string grace)
    {
        await using var world = await BridgeWorld.StartAsync(settings: ("BRIDGE_PRICE_GRACE", grace));
        await world.CreateMugAsync(("lookupKey", "mug"), ("nickname", "Once"));
        await world.SettleAsync();
        var first = world.PriceId();
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        await world.SettleAsync();
        var second = world.PriceId();
        world.ClearLogs();
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 1999);
        await world.SettleAsync();
        if (grace == "0")
        {
            world.Calls.StripeReads.Should().BeLessThanOrEqualTo(2);
            world.Calls.StripeWrites.Should().Be(3, "revived, made the default, the other one archived");
            world.Calls.SanityWrites.Should().Be(1);
        }
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.SettleAsync();
        world.PriceId().Should().Be(first);
        world.StripePrices().Should().HaveCount(2);
        world.ActivePrices().Should().Equal(first);
        ((string?)world.StripePrice(first)["lookup_key"]).Should().Be("mug");
        ((string?)world.StripeProduct(Shop.Mug)["default_price"]).Should().Be(first);
        world.Document("mug-once")!.Body["previousStripePriceIds"]!
            .ToJsonString()
            .Should()
            .Be($"[\"{second}\"]");
        var entry = (await world.Memory.HistoryAsync("mug", 100, default)).Last(entry =>
            entry.Action == "replace"
        );
        entry
            .Fields.Should()
            .ContainSingle(change => change.Path == "unitAmount" && change.To == FieldValue.Integer(1999));
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "45")]
    public async Task A_price_that_is_not_of_the_chain_is_never_taken_up()
    {
        await using var world = await Shop.WithMugAsync();
        var foreign = await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = Shop.Mug,
                currency = "eur",
                unit_amount = 2500,
                active = false,
                metadata = new { sanity_project = "other" },
            }
        );
        await world.SettleAsync();
        world.ClearLogs();
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        await world.SettleAsync();
        world.PriceId().Should().NotBe(foreign.GetProperty("id").GetString());
        world.Calls.StripeWrites.Should().Be(3);
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "45")]
    [InlineData("/v1/prices", false)]
    [InlineData("/v1/prices", true)]
    [InlineData("/v1/products", false)]
    public async Task A_revival_that_dies_is_finished(string path, bool before)
    {
        await using var world = await Shop.WithMugAsync();
        var first = world.PriceId();
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        await world.SettleAsync();
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 1999);
        await world.Sanity.Deliveries.SendAllAsync();
        var moment = Shop.AfterWrite(path);
        await world.CrashAsync(
            world.Stripe.Faults,
            before ? moment with { Kind = FaultKind.ActBefore } : moment
        );
        world.ClearLogs();
        await world.SettleAsync();
        world.PriceId().Should().Be(first);
        world.ActivePrices().Should().Equal(first);
        world.StripePrices().Should().HaveCount(2);
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(4);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "71")]
    public async Task A_changed_currency_or_interval_is_a_new_price_and_the_old_one_is_archived()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.EditDraftAsync(
            "mug-once",
            new()
            {
                ["currency"] = "usd",
                ["type"] = "recurring",
                ["interval"] = "month",
            }
        );
        await world.Sanity.Studio.PublishAsync("mug-once");
        await world.SettleAsync();
        var price = world.StripePrice(world.PriceId());
        ((string?)price["currency"]).Should().Be("usd");
        ((string?)price["recurring"]!["interval"]).Should().Be("month");
        world.ActivePrices().Should().Equal(world.PriceId());
        world.Calls.StripeWrites.Should().Be(3);
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "71")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_price_that_moves_to_another_product_is_made_there_and_archived_here(
        bool withLookupKey
    )
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.CreateMugAsync(withLookupKey ? [("lookupKey", "mug")] : []);
        await world.CreateProductAsync("cup", "Cup");
        await world.SettleAsync();
        world.ClearLogs();
        var old = world.PriceId();
        var sold = new List<bool>();
        var watch = new Fault
        {
            Kind = FaultKind.ActAfter,
            Times = int.MaxValue,
            Act = _ =>
            {
                sold.Add((bool)world.StripePrice(world.PriceId())["active"]!);
                return Task.CompletedTask;
            },
        };
        world.Stripe.Faults.Add(watch);
        await world.Sanity.Studio.SetAsync("mug-once", "product", SanityPatch.WeakReference("cup"));
        await world.SettleAsync();
        world.Stripe.Faults.Clear();
        sold.Should()
            .NotBeEmpty()
            .And.OnlyContain(active => active, "the id in the document is always active");
        ((string?)world.StripePrice(world.PriceId())["product"]).Should().Be("sanity_cup");
        world.ActivePrices().Should().Equal(world.PriceId());
        world.StripeProduct(Shop.Mug)["default_price"].Should().BeNull();
        ((string?)world.StripePrice(world.PriceId())["lookup_key"]).Should().Be(withLookupKey ? "mug" : null);
        world.Document("mug-once")!.Body["previousStripePriceIds"]!.ToJsonString().Should().Contain(old);
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(withLookupKey ? 4 : 3);
        world.Calls.SanityWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
        await world.Sanity.Studio.SetAsync("mug-once", "product", SanityPatch.WeakReference("mug"));
        await world.SettleAsync();
        world.PriceId().Should().Be(old, "it is its former price there");
        world.ActivePrices().Should().Equal(old);
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "71")]
    [InlineData("stripe", "/v1/prices")]
    [InlineData("sanity", "/")]
    [InlineData("stripe", "/v1/products")]
    public async Task A_move_that_dies_at_any_write_is_finished(string side, string path)
    {
        await using var world = await Shop.WithMugAsync();
        await world.CreateProductAsync("cup", "Cup");
        await world.SettleAsync();
        var old = world.PriceId();
        await world.Sanity.Studio.SetAsync("mug-once", "product", SanityPatch.WeakReference("cup"));
        await world.Sanity.Deliveries.SendAllAsync();
        var faults = side == "stripe" ? world.Stripe.Faults : world.Sanity.Faults;
        if (path == "/v1/products")
            await world.Get<Mirror.FamilyWorker>().WorkOneAsync("world", default);
        await world.CrashAsync(faults, Shop.AfterWrite(path));
        world.ClearLogs();
        await world.SettleAsync();
        world.StripePrices().Should().HaveCount(2);
        world.PriceId().Should().NotBe(old);
        world.ActivePrices().Should().Equal(world.PriceId());
        world.StripeProduct(Shop.Mug)["default_price"].Should().BeNull();
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(3);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "71")]
    public async Task An_imported_price_whose_document_went_elsewhere_before_its_creation_was_answered_is_archived_where_it_was()
    {
        await using var world = await Shop.WithMugAsync();
        await world.CreateProductAsync("pot", "Pot");
        await world.SettleAsync();
        var born = await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = Shop.Mug,
                currency = "usd",
                unit_amount = 700,
            }
        );
        var id = born.GetProperty("id").GetString()!;
        world.Sanity.Faults.Add(
            new()
            {
                Kind = FaultKind.RespondAfter,
                Method = "POST",
                PathPrefix = "/v2025-02-19/data/mutate",
                Status = 500,
                Times = 3,
            }
        );
        await world.SettleAsync();
        world.Document("stripe-" + id).Should().NotBeNull("it was made, although no answer came");
        world.ClearLogs();
        await world.Sanity.Studio.SetAsync("stripe-" + id, "product", SanityPatch.WeakReference("pot"));
        await world.SettleAsync();
        for (var again = 0; again < 3; again++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(5));
            await world.SettleAsync();
        }
        ((bool)world.StripePrice(id)["active"]!).Should().BeFalse();
        ((string?)world.StripePrice(world.PriceId("stripe-" + id))["product"]).Should().Be("sanity_pot");
        (await world.Memory.LoadAsync("mug", default)).OpenIntents.Should().BeEmpty();
        world
            .Calls.StripeWrites.Should()
            .Be(2, "the price of the other product, and the archive of this one");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "71")]
    public async Task A_price_document_that_waits_for_its_new_product_follows_the_amounts_of_its_former_one()
    {
        await using var world = await Shop.WithMugAsync();
        await world.CreateProductAsync("cup", "Cup");
        await world.SettleAsync();
        await world.Sanity.Studio.DeleteAsync("cup");
        await world.Sanity.Studio.SetAsync("mug-once", "product", SanityPatch.WeakReference("cup"));
        await world.Sanity.Studio.DeleteAsync("mug");
        await world.SettleAsync();
        var first = world.PriceId();
        world.ClearLogs();
        var second = await world.Stripe.Dashboard.ChangeAmountAsync(first, 2500, false);
        await world.SettleAsync();
        world.PriceId().Should().Be(second.GetProperty("id").GetString());
        world.Amount().Should().Be(2500);
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().BeLessThanOrEqualTo(2, "the price document, and its companion");
        await world.Stripe.Dashboard.ChangeAmountAsync(world.PriceId(), 2600, false);
        await world.SettleAsync();
        world.Amount().Should().Be(2600);
        world.ActivePrices().Should().Equal(world.PriceId());
        world.Document("stripeSync-mug-once")!.Text("message").Should().Contain("waits for its product cup");
        await world.ShouldAgreeAsync();
        await world.CreateProductAsync("cup", "Cup");
        await world.SettleAsync();
        ((string?)world.StripePrice(world.PriceId())["product"]).Should().Be("sanity_cup");
        ((long?)world.StripePrice(world.PriceId())["unit_amount"]).Should().Be(2600);
        world.ActivePrices().Should().Equal(world.PriceId());
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "71")]
    public async Task A_price_that_went_elsewhere_before_the_answer_to_its_creation_was_read_is_archived_where_it_was_made()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.CreateProductAsync("cup", "Cup");
        await world.SettleAsync();
        await world.CreateMugAsync();
        await world.Sanity.Deliveries.SendAllAsync();
        await world.CrashAsync(world.Stripe.Faults, Shop.AfterWrite("/v1/products"));
        var surplus = world.ActivePrices().Should().ContainSingle().Subject;
        await world.Sanity.Studio.SetAsync("mug-once", "product", SanityPatch.WeakReference("cup"));
        await world.Sanity.Deliveries.SendAllAsync();
        while (world.Document("mug-once")!.Text("stripePriceId") is null)
            (await world.Get<Mirror.FamilyWorker>().WorkOneAsync("world", default)).Should().BeTrue();
        world.ClearLogs();
        await world.SettleAsync();
        ((string?)world.StripePrice(world.PriceId())["product"]).Should().Be("sanity_cup");
        world.ActivePrices().Should().Equal(world.PriceId()).And.NotContain(surplus);
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(2, "the default is let go, the price archived");
        world.Documents("price").Should().ContainSingle();
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "110")]
    public async Task What_finance_edits_on_the_price_and_on_its_predecessor_at_once_counts_on_the_price_and_is_told()
    {
        await using var world = await Shop.WithMugAsync();
        var old = world.PriceId();
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        await world.SettleAsync();
        world.ClearLogs();
        await world.Stripe.Dashboard.EditPriceAsync(world.PriceId(), new { nickname = "Sold" });
        await world.Stripe.Dashboard.EditPriceAsync(old, new { nickname = "Former" });
        await world.SettleAsync();
        world.Document("mug-once")!.Text("nickname").Should().Be("Sold");
        ((string?)world.StripePrice(world.PriceId())["nickname"]).Should().Be("Sold");
        (await world.Memory.HistoryAsync("mug", 100, default))
            .Should()
            .ContainSingle(entry =>
                entry.Because.Contains("\"Former\"") && entry.Because.Contains("which counts")
            );
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "110")]
    public async Task A_replaced_price_that_finance_un_archives_is_told_and_the_document_keeps_its_price()
    {
        await using var world = await Shop.WithMugAsync();
        var old = world.PriceId();
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        await world.SettleAsync();
        var current = world.PriceId();
        world.ClearLogs();
        await world.Stripe.Dashboard.UnarchivePriceAsync(old);
        await world.SettleAsync();
        world.PriceId().Should().Be(current);
        world.ActivePrices().Should().BeEquivalentTo(old, current);
        world
            .Document("stripeSync-mug-once")!
            .Text("message")
            .Should()
            .Contain($"{old}, which {current} replaced");
        (await world.Memory.HistoryAsync("mug", 100, default))
            .Should()
            .ContainSingle(entry => entry.Because.Contains("was un-archived in Stripe"));
        world.Calls.StripeWrites.Should().Be(0);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "50")]
    public async Task A_price_made_in_Stripe_for_a_product_whose_document_is_gone_is_told_and_imported_after_the_restore()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.DeleteAsync("mug");
        await world.SettleAsync();
        world.ClearLogs();
        await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = Shop.Mug,
                currency = "usd",
                unit_amount = 2300,
            }
        );
        await world.SettleAsync();
        world.Documents("price").Should().ContainSingle();
        world.Document("stripeSync-mug")!.Text("message").Should().Contain("whose document is gone");
        (await world.Memory.HistoryAsync("mug", 100, default))
            .Should()
            .Contain(entry => entry.Because.Contains("whose document is gone"));
        world.Calls.StripeWrites.Should().Be(0);
        await world.CreateProductAsync("mug", "Mug", ("defaultPrice", SanityPatch.WeakReference("mug-once")));
        await world.SettleAsync();
        world.Documents("price").Should().Contain(price => price.Text("currency") == "usd");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task An_amount_that_finance_changes_and_takes_off_sale_before_anybody_looks_is_not_lost()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.CreateMugAsync(("lookupKey", "mug-once"));
        await world.SettleAsync();
        var first = world.PriceId();
        world.ClearLogs();

        var made = await world.Stripe.Dashboard.ChangeAmountAsync(first, 2500, takeLookupKey: true);
        var second = made.GetProperty("id").GetString()!;
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { default_price = "" });
        await world.Stripe.Dashboard.ArchivePriceAsync(second);
        await world.SettleAsync();

        var price = world.Document("mug-once")!;
        price.Text("stripePriceId").Should().Be(second);
        price.Body["unitAmount"]!.ToJsonString().Should().Be("2500");
        ((bool?)price.Body["active"]).Should().BeFalse();
        world.ActivePrices().Should().BeEmpty();
        world.StripePrices().Should().HaveCount(2);
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }
}
