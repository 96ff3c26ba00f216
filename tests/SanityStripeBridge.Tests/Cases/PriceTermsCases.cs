using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>What a price may say besides its amount, and what of it can change in place.</summary>
public sealed class PriceTermsCases
{
    private static JsonArray Tiers(params (long? UpTo, long Amount)[] tiers) =>
        [
            .. tiers.Select(tier =>
            {
                var map = new JsonObject { ["_key"] = "k" + tier.UpTo, ["unitAmount"] = tier.Amount };
                if (tier.UpTo is { } end)
                    map["upTo"] = end;
                return (JsonNode)map;
            }),
        ];

    private static JsonArray Currencies(params (string Currency, long Amount)[] options) =>
        [
            .. options.Select(option =>
                (JsonNode)
                    new JsonObject
                    {
                        ["_key"] = "of-" + option.Currency,
                        ["currency"] = option.Currency,
                        ["unitAmount"] = option.Amount,
                    }
            ),
        ];

    private static async Task<BridgeWorld> WithMonthlyAsync(params (string Field, JsonNode? Value)[] price)
    {
        var world = await BridgeWorld.StartAsync();
        await world.CreateProductAsync("mug", "Mug");
        var content = new JsonObject
        {
            ["product"] = SanityPatch.WeakReference("mug"),
            ["currency"] = "eur",
            ["type"] = "recurring",
            ["interval"] = "month",
        };
        foreach (var (field, value) in price)
            content[field] = value;
        await world.Sanity.Studio.CreatePublishedAsync("mug-once", "price", content);
        await world.SettleAsync();
        return world;
    }

    private static async Task<JsonObject> WholePriceAsync(BridgeWorld world, string id)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "sk_test_sandbox");
        var text = await http.GetStringAsync(
            new Uri(world.Stripe.Address, $"/v1/prices/{id}?expand[]=tiers&expand[]=currency_options")
        );
        return JsonNode.Parse(text)!.AsObject();
    }

    [Fact, Trait("case", "47")]
    public async Task What_can_change_in_place_changes_in_place()
    {
        await using var world = await Shop.WithMugAsync();
        var price = world.PriceId();
        await world.Sanity.Studio.EditDraftAsync(
            "mug-once",
            new()
            {
                ["nickname"] = "Once",
                ["lookupKey"] = "mug",
                ["taxBehavior"] = "exclusive",
                ["currencyOptions"] = Currencies(("usd", 2100)),
            }
        );
        await world.Sanity.Studio.PublishAsync("mug-once");
        await world.SettleAsync();
        world.PriceId().Should().Be(price);
        var whole = await WholePriceAsync(world, price);
        ((long)whole["currency_options"]!["usd"]!["unit_amount"]!).Should().Be(2100);
        ((string?)whole["tax_behavior"]).Should().Be("exclusive");
        ((string?)whole["nickname"]).Should().Be("Once");
        world.StripePrices().Should().ContainSingle();
        world.Calls.StripeWrites.Should().Be(1);
        world.Calls.SanityWrites.Should().Be(0);
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "47")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_currency_that_changes_or_goes_is_a_new_price(bool changes)
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.CreateMugAsync(("currencyOptions", Currencies(("usd", 2100), ("gbp", 1800))));
        await world.SettleAsync();
        world.ClearLogs();
        var old = world.PriceId();
        await world.Sanity.Studio.SetAsync(
            "mug-once",
            "currencyOptions",
            changes ? Currencies(("usd", 2200), ("gbp", 1800)) : Currencies(("gbp", 1800))
        );
        await world.SettleAsync();
        world.PriceId().Should().NotBe(old);
        var options = (await WholePriceAsync(world, world.PriceId()))["currency_options"]!;
        ((long?)options["usd"]?["unit_amount"]).Should().Be(changes ? 2200 : null);
        ((long)options["gbp"]!["unit_amount"]!).Should().Be(1800);
        world.Calls.StripeWrites.Should().Be(3);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "48")]
    public async Task A_tax_behaviour_that_was_specified_changes_by_a_new_price_and_the_plan_says_so()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.CreateMugAsync(("taxBehavior", "exclusive"));
        await world.SettleAsync();
        await world.Sanity.Studio.SetAsync("mug-once", "taxBehavior", "inclusive");
        var change = (await world.PlanAsync()).Changes.First(change => change.Type == ObjectType.Price);
        change.Action.Should().Be(ChangeAction.Replace);
        change.Because.Should().Contain("taxBehavior");
        world.ClearLogs();
        await world.SettleAsync();
        ((string?)world.StripePrice(world.PriceId())["tax_behavior"]).Should().Be("inclusive");
        world.StripePrices().Should().HaveCount(2);
        world.Calls.StripeWrites.Should().Be(3);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "52")]
    public async Task A_price_deleted_in_the_Dashboard_is_told_and_not_made_again()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { default_price = "" });
        await world.Stripe.Dashboard.DeletePriceAsync(world.PriceId());
        await world.SettleAsync();
        world.StripePrices().Should().BeEmpty();
        world.Document("mug-once").Should().NotBeNull();
        world.Document("stripeSync-mug-once")!.Text("status").Should().Be("deleted_in_stripe");
        world.Document("mug")!.Body["defaultPrice"].Should().BeNull();
        world.Calls.StripeWrites.Should().Be(0);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "57")]
    public async Task A_product_duplicated_in_the_Dashboard_with_its_metadata_becomes_a_thing_of_its_own()
    {
        await using var world = await Shop.WithMugAsync();
        var (mug, price) = (world.StripeProduct(Shop.Mug), world.StripePrice(world.PriceId()));
        var twin = await world.Stripe.Dashboard.CreateProductAsync(
            new { name = "Mug (copy)", metadata = mug["metadata"] }
        );
        var id = twin.GetProperty("id").GetString()!;
        await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = id,
                currency = "eur",
                unit_amount = 1999,
                metadata = price["metadata"],
            }
        );
        await world.SettleAsync();
        var document = "stripe-" + id;
        world.Document(document)!.Text("stripeProductId").Should().Be(id);
        ((string?)world.StripeProduct(id)["metadata"]!["sanity_id"]).Should().Be(document);
        world.StripeProduct(id)["metadata"]!["bridge_op"].Should().BeNull("another product was made by it");
        world.Document("mug")!.Text("stripeProductId").Should().Be(Shop.Mug);
        var twins = world.Documents("price").Where(other => other.Id != "mug-once").ToList();
        twins.Should().ContainSingle();
        ((string?)world.StripePrice(twins[0].Text("stripePriceId")!)["metadata"]!["sanity_id"])
            .Should()
            .Be(twins[0].Id);
        world.PriceId().Should().Be((string?)price["id"]);
        (await world.Memory.HistoryAsync(document, 100, default))
            .Should()
            .Contain(entry => entry.Because.Contains("copied"));
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(2, "the corrected marks");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "59")]
    public async Task A_renamed_product_keeps_its_objects_and_its_lookup_key()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.CreateMugAsync(("lookupKey", "mug"));
        await world.SettleAsync();
        world.ClearLogs();
        var price = world.PriceId();
        await world.Sanity.Studio.EditDraftAsync(
            "mug",
            new()
            {
                ["name"] = "Cup",
                ["slug"] = new JsonObject { ["_type"] = "slug", ["current"] = "cup" },
            }
        );
        await world.Sanity.Studio.PublishAsync("mug");
        await world.SettleAsync();
        world.StripeProducts().Should().ContainSingle();
        world.NameInStripe().Should().Be("Cup");
        world.PriceId().Should().Be(price);
        ((string?)world.StripePrice(price)["lookup_key"]).Should().Be("mug");
        world.Calls.StripeWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "69")]
    public async Task A_price_in_tiers_is_made_and_replaced_as_its_document_says()
    {
        await using var world = await WithMonthlyAsync(
            ("billingScheme", "tiered"),
            ("tiersMode", "graduated"),
            ("tiers", Tiers((10, 500), (null, 400)))
        );
        var tiers = (await WholePriceAsync(world, world.PriceId()))["tiers"]!.AsArray();
        tiers
            .Select(tier => ((long?)tier!["up_to"], (long)tier["unit_amount"]!))
            .Should()
            .Equal((10, 500), (null, 400));
        world.ClearLogs();
        await world.Sanity.Studio.SetAsync("mug-once", "tiers", Tiers((10, 500), (20, 450), (null, 400)));
        await world.SettleAsync();
        (await WholePriceAsync(world, world.PriceId()))["tiers"]!.AsArray().Should().HaveCount(3);
        world.ActivePrices().Should().Equal(world.PriceId());
        world.Calls.StripeWrites.Should().Be(2);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "69")]
    public async Task Tiers_chosen_amounts_and_metered_use_come_from_Stripe_into_documents()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = Shop.Mug,
                currency = "eur",
                billing_scheme = "tiered",
                tiers_mode = "volume",
                recurring = new
                {
                    interval = "month",
                    usage_type = "metered",
                    meter = "mtr_1",
                },
                tiers = new object[]
                {
                    new { up_to = "5", flat_amount = 1000 },
                    new { up_to = "inf", unit_amount_decimal = "12.5" },
                },
            }
        );
        await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = Shop.Mug,
                currency = "usd",
                custom_unit_amount = new
                {
                    enabled = true,
                    minimum = 100,
                    preset = 500,
                },
            }
        );
        await world.SettleAsync();
        var tiered = world.Documents("price").Single(price => price.Text("billingScheme") == "tiered");
        tiered.Text("meter").Should().Be("mtr_1");
        var tiers = tiered.Body["tiers"]!.AsArray();
        ((long)tiers[0]!["upTo"]!, (long)tiers[0]!["flatAmount"]!).Should().Be((5, 1000));
        tiers[1]!["upTo"].Should().BeNull();
        ((string?)tiers[1]!["unitAmountDecimal"]).Should().Be("12.5");
        var chosen = world.Documents("price").Single(price => price.Text("currency") == "usd");
        chosen.Body["unitAmount"].Should().BeNull();
        ((long)chosen.Body["customUnitAmount"]!["minimum"]!).Should().Be(100);
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(2, "only our marks");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "72")]
    public async Task A_default_price_cleared_in_Sanity_is_cleared_in_Stripe()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.EditDraftAsync("mug", [], "defaultPrice");
        await world.Sanity.Studio.PublishAsync("mug");
        await world.SettleAsync();
        world.StripeProduct(Shop.Mug)["default_price"].Should().BeNull();
        world.ActivePrices().Should().ContainSingle("only the default was cleared");
        world.Calls.StripeWrites.Should().Be(1);
        world.Calls.SanityWrites.Should().Be(0);
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "73")]
    [InlineData(false, 1)]
    [InlineData(true, 3)]
    public async Task A_product_and_a_price_that_name_each_other_are_made_together(
        bool withLookupKey,
        int writes
    )
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.CreateMugAsync(
            withLookupKey ? [("lookupKey", "mug")] : [("currencyOptions", Currencies(("usd", 2100)))]
        );
        await world.SettleAsync();
        ((string?)world.StripeProduct(Shop.Mug)["default_price"]).Should().Be(world.PriceId());
        world.StripePrices().Should().ContainSingle();
        world.Calls.StripeWrites.Should().Be(writes);
        world.Calls.SanityWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "88")]
    public async Task One_price_that_is_refused_keeps_none_of_its_nineteen_siblings_from_being_made()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.CreateProductAsync("mug", "Mug");
        for (var i = 1; i <= 20; i++)
            await world.CreatePriceAsync($"mug-{i:00}", "mug", 100 + i, ("currency", i == 7 ? "xxx" : "eur"));
        await world.SettleAsync();
        world.StripePrices().Should().HaveCount(19);
        world.Document("stripeSync-mug-07")!.Text("status").Should().Be("error");
        world.Document("stripeSync-mug-07")!.Text("message").Should().Contain("Invalid currency");
        world.Document("stripeSync-mug-08").Should().BeNull("it is simply synced");
        world
            .Calls.StripeWrites.Should()
            .BeLessThanOrEqualTo(22, "the refused one is not repeated for every sibling");
        var plan = await world.PlanAsync();
        plan.Changes.Should().ContainSingle().Which.SanityId.Should().Be("mug-07");
        world.ClearLogs();
        var outcomes = await world.Get<Mirror.FullSync>().ApplyAsync(plan, new(), "run", _ => { }, default);
        outcomes.Should().ContainSingle().Which.Error.Should().Contain("Invalid currency");
        world.Calls.StripeWrites.Should().Be(1, "only the failed one is tried again");
        await world.Sanity.Studio.SetAsync("mug-07", "currency", "usd");
        await world.SettleAsync();
        world.StripePrices().Should().HaveCount(20);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "98")]
    public async Task A_price_whose_creation_was_not_answered_is_asked_for_again_under_the_same_key()
    {
        await using var world = await Shop.WithMugAsync();
        await world.CreatePriceAsync("mug-monthly", "mug", 500);
        await world.Sanity.Deliveries.SendAllAsync();
        await world.CrashAsync(
            world.Stripe.Faults,
            Shop.AfterWrite("/v1/prices") with
            {
                Kind = FaultKind.ActBefore,
            }
        );
        await world.SettleAsync();
        world.StripePrices().Should().HaveCount(2);
        world
            .Stripe.Requests.All.Where(request => request.Write && request.Path == "/v1/prices")
            .Select(request => request.IdempotencyKey)
            .Distinct()
            .Should()
            .ContainSingle();
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(2);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "106")]
    public async Task A_currency_added_in_the_Dashboard_is_mirrored_although_its_event_shows_no_change()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.CreateMugAsync(("currencyOptions", Currencies(("gbp", 1800))));
        await world.SettleAsync();
        world.ClearLogs();
        await world.Stripe.Dashboard.EditPriceAsync(
            world.PriceId(),
            new { currency_options = new { usd = new { unit_amount = 2100, tax_behavior = "exclusive" } } }
        );
        await world.SettleAsync();
        var options = world.Document("mug-once")!.Body["currencyOptions"]!.AsArray();
        options.Select(option => (string?)option!["_key"]).Should().Equal("of-gbp", "usd");
        ((long)options[1]!["unitAmount"]!).Should().Be(2100);
        ((string?)options[1]!["taxBehavior"]).Should().Be("exclusive");
        world.Calls.Should().Be((1, 0, 1, 1));
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "106")]
    public async Task A_currency_added_here_while_finance_changes_the_amount_is_added_to_the_new_price_too()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug-once", "currencyOptions", Currencies(("gbp", 1800)));
        world.Stripe.Faults.Add(
            Shop.BeforeWrite(
                "/v1/prices",
                () => world.Stripe.Dashboard.ChangeAmountAsync(world.PriceId(), 2500)
            )
        );
        await world.SettleAsync();
        world.Amount().Should().Be(2500);
        world.Document("mug-once")!.Body["currencyOptions"]!.AsArray().Should().ContainSingle();
        var options = (await WholePriceAsync(world, world.PriceId()))["currency_options"]!;
        ((long)options["gbp"]!["unit_amount"]!).Should().Be(1800);
        world.Calls.StripeWrites.Should().Be(2, "one came to the price that was just replaced");
        world.ActivePrices().Should().Equal(world.PriceId());
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "106")]
    public async Task A_currency_added_in_the_Dashboard_to_a_price_that_was_just_replaced_moves_along()
    {
        await using var world = await Shop.WithMugAsync();
        var old = world.PriceId();
        await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
        await world.SettleAsync();
        world.ClearLogs();
        await world.Stripe.Dashboard.EditPriceAsync(
            old,
            new { currency_options = new { usd = new { unit_amount = 2100 } } }
        );
        await world.SettleAsync();
        var option = world.Document("mug-once")!.Body["currencyOptions"]!.AsArray().Should().ContainSingle();
        option.Which!["unitAmount"]!.ToJsonString().Should().Be("2100");
        var options = (await WholePriceAsync(world, world.PriceId()))["currency_options"]!;
        ((long)options["usd"]!["unit_amount"]!).Should().Be(2100);
        world.PriceId().Should().NotBe(old);
        world.Calls.StripeWrites.Should().Be(1);
        world.Calls.SanityWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "106")]
    public async Task Different_currencies_added_on_both_sides_both_survive()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Stripe.Dashboard.EditPriceAsync(
            world.PriceId(),
            new { currency_options = new { usd = new { unit_amount = 2100 } } }
        );
        await world.Sanity.Studio.SetAsync("mug-once", "currencyOptions", Currencies(("gbp", 1800)));
        await world.SettleAsync();
        var options = (await WholePriceAsync(world, world.PriceId()))["currency_options"]!.AsObject();
        options.Select(option => option.Key).Should().Equal("eur", "gbp", "usd");
        world.Document("mug-once")!.Body["currencyOptions"]!.AsArray().Should().HaveCount(2);
        world.StripePrices().Should().ContainSingle();
        world.Calls.StripeWrites.Should().Be(1);
        world.Calls.SanityWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }
}
