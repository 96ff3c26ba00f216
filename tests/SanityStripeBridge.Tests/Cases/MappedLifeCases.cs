using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Tests.World;
using static SanityStripeBridge.Tests.Cases.Tariffs;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Documents of types of one's own: born in Stripe, not ready yet, crashed over, gone.</summary>
public sealed class MappedLifeCases
{
    [Fact]
    public async Task What_is_born_in_Stripe_becomes_documents_of_the_mapped_types_where_they_can_show_it()
    {
        await using var world = await StartAsync("add-on");
        var product = (await world.Stripe.Dashboard.CreateProductAsync(new { name = "Support" }))
            .GetProperty("id")
            .GetString()!;
        await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product,
                currency = "usd",
                unit_amount = 4200,
            }
        );
        await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product,
                currency = "eur",
                unit_amount = 4000,
            }
        );
        await world.SettleAsync();
        var document = world.Documents("addOn").Should().ContainSingle().Subject;
        document.Text("label").Should().Be("Support");
        document.Text("stripeProductId").Should().Be(product);
        var price = world.Documents("addOnPrice").Should().ContainSingle("euros cannot be shown").Subject;
        price.Body["amountInCents"]!.ToJsonString().Should().Be("4200");
        SanityReader.Reference(price.Body["addOn"]).Should().Be(document.Id);
        world.Documents("product").Should().BeEmpty();
        world.Documents("price").Should().BeEmpty();
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Where_no_type_can_show_it_what_is_born_in_Stripe_stays_there()
    {
        await using var world = await StartAsync("role-tier");
        await world.Stripe.Dashboard.CreateProductAsync(new { name = "Support" });
        await world.SettleAsync();
        world.Calls.SanityWrites.Should().Be(0);
        world.Documents("role").Should().BeEmpty();
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_roles_seats_are_prices_and_its_name_is_made_of_two_fields()
    {
        await using var world = await StartAsync("role-tier");
        await world.Sanity.Studio.CreatePublishedAsync(
            "admin",
            "role",
            Json(
                """
                {"title":"Admin","tier":"gold","benefits":["All rights"],"seats":[
                  {"_key":"s5","title":"Five","count":5,"billedEvery":"month","price":{"amount":50,"currency":"eur"}},
                  {"_key":"s9","title":"Nine","sku":"nine","count":9,"billedEvery":"year","price":{"amount":900,"currency":"eur"}}]}
                """
            )
        );
        await world.SettleAsync();
        world.Calls.Should().Be((0, 3, 1, 1), "the product and two prices; one read and one patch");
        ((string?)world.StripeProduct("sanity_admin")["name"]).Should().Be("Admin – gold");
        var five = Seat(world, "s5");
        ((long)world.StripePrice((string)five["stripePriceId"]!)["unit_amount"]!).Should().Be(5000);
        await world.ShouldAgreeAsync();
        await world.Stripe.Dashboard.EditPriceAsync(
            (string)five["stripePriceId"]!,
            new { nickname = "5 seats", metadata = new { seats = "6" } }
        );
        await world.Stripe.Dashboard.ChangeAmountAsync(
            (string)Seat(world, "s9")["stripePriceId"]!,
            80000,
            takeLookupKey: true
        );
        await world.SettleAsync();
        ((string?)Seat(world, "s5")["title"]).Should().Be("5 seats");
        Seat(world, "s5")["count"]!.ToJsonString().Should().Be("6");
        Seat(world, "s9")["price"]!["amount"]!.ToJsonString().Should().Be("800");
        await world.ShouldAgreeAsync();
        world.ClearLogs();
        await world.Sanity.Studio.SetAsync("admin", "tier", "platinum");
        await world.SettleAsync();
        world.Calls.Should().Be((1, 1, 0, 0));
        ((string?)world.StripeProduct("sanity_admin")["name"]).Should().Be("Admin – platinum");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_document_waits_until_it_is_ready_and_stays_mirrored_from_then_on()
    {
        await using var world = await StartAsync("organisation-plan");
        await world.Sanity.Studio.CreatePublishedAsync(
            "org",
            "organisationPlan",
            Json(
                """
                {"names":[{"_key":"de","value":"Verein"},{"_key":"en","value":"Club"}],
                 "released":false,"kind":"organisation","region":"eu","perSeat":"1200"}
                """
            )
        );
        await world.SettleAsync();
        world.StripeProducts().Should().BeEmpty();
        world.Calls.StripeWrites.Should().Be(0);
        world
            .Document("orgSync-org")!
            .Text("message")
            .Should()
            .Be("The document waits until it is ready: planType=organisation,active=true");
        world.ClearLogs();
        await world.Sanity.Studio.SetAsync("org", "released", true);
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().BeLessThanOrEqualTo(3, "the product, its price, its default");
        var id = world.Document("org")!.Text("stripeOrganisationId")!;
        ((string?)world.StripeProduct(id)["name"]).Should().Be("Club");
        ((long)Price(world, "org", "stripeSeatPriceId")["unit_amount"]!)
            .Should()
            .Be(1200, "yen have no cents");
        world.Document("orgSync-org")!.Text("status").Should().Be("synced");
        await world.ShouldAgreeAsync();
        await world.Sanity.Studio.SetAsync("org", "kind", "club");
        await world.Stripe.Dashboard.EditProductAsync(id, new { name = "Society" });
        await world.SettleAsync();
        ((string?)world.StripeProduct(id)["metadata"]!["plan_type"]).Should().Be("club");
        ((bool)world.StripeProduct(id)["active"]!).Should().BeTrue();
        world.Document("org")!.Body["names"]!
            .ToJsonString()
            .Should()
            .Be("""[{"_key":"de","value":"Verein"},{"_key":"en","value":"Society"}]""");
        await world.Stripe.Dashboard.ChangeAmountAsync(Text(world, "org", "stripeSeatPriceId"), 1500);
        await world.SettleAsync();
        world.Document("org")!.Text("perSeat").Should().Be("1500", "text stays text");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_set_up_fee_is_a_one_time_price_beside_the_monthly_one()
    {
        await using var world = await StartAsync("set-up-fee");
        await world.Sanity.Studio.CreatePublishedAsync(
            "care",
            "service",
            Json("""{"name":"Care","summary":"We care.","currency":"usd","monthly":10,"setUpFee":99.5}""")
        );
        await world.SettleAsync();
        world.Calls.Should().Be((0, 3, 1, 1));
        var fee = Price(world, "care", "stripeSetUpId");
        ((string?)fee["type"]).Should().Be("one_time");
        ((long)fee["unit_amount"]!).Should().Be(9950);
        await world.ShouldAgreeAsync();
        await EditAsync(world, "care", care => care["setUpFee"] = 0);
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(2, "the free one, and the archive");
        ((long)Price(world, "care", "stripeSetUpId")["unit_amount"]!).Should().Be(0);
        await world.Stripe.Dashboard.ChangeAmountAsync(Text(world, "care", "stripeMonthlyId"), 1250, true);
        await world.Stripe.Dashboard.EditProductAsync("sanity_care", new { description = "We really do." });
        await world.SettleAsync();
        world.Document("care")!.Text("summary").Should().Be("We really do.");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_crash_after_a_write_to_a_mapped_document_is_mended_by_the_same_patch()
    {
        await using var world = await WithPlanAsync();
        await world.Stripe.Dashboard.EditProductAsync("sanity_pro", new { name = "Pro 9" });
        await world.Stripe.Deliveries.SendAllAsync();
        await world.CrashAsync(world.Sanity.Faults, Shop.AfterWrite("/"));
        await world.SettleAsync();
        world.Document("pro")!.Body["title"]!["en"]!.ToString().Should().Be("Pro 9");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_problem_is_told_in_the_documents_own_words_and_stops_only_its_object()
    {
        await using var world = await WithPlanAsync();
        await EditAsync(world, "pro", pro => pro["pricing"]!["yearly"] = "a lot");
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(0);
        world.ActivePrices().Should().HaveCount(2);
        world
            .Document("stripeSync-pro")!
            .Text("message")
            .Should()
            .Be("yearly: pricing.yearly is \"a lot\", but must be a decimal amount such as 19.99");
    }

    [Fact]
    public async Task Tiers_and_further_currencies_of_a_type_of_ones_own_go_both_ways()
    {
        await using var world = await WithTariffAsync("");
        await world.Stripe.Dashboard.EditPriceAsync(
            Text(world, "tea-price", "stripePriceId"),
            new { currency_options = new { usd = new { unit_amount = 2100, tax_behavior = "exclusive" } } }
        );
        await world.SettleAsync();
        var usd = world.Document("tea-price")!.Body["currencyOptions"]!.AsArray().Single()!;
        ((long)usd["unitAmount"]!).Should().Be(2100);
        world.Calls.SanityWrites.Should().Be(1);
        world.ClearLogs();
        await world.Sanity.Studio.CreatePublishedAsync(
            "tea-monthly",
            "tariff",
            Json(
                """
                {"product":{"_type":"reference","_ref":"tea"},"currency":"eur","type":"recurring","interval":"month",
                 "billingScheme":"tiered","tiersMode":"graduated",
                 "steps":[{"_key":"a","upTo":10,"unitAmount":500},{"_key":"b","unitAmount":400}]}
                """
            )
        );
        await world.SettleAsync();
        var old = Text(world, "tea-monthly", "stripePriceId");
        ((string?)world.StripePrice(old)["tiers_mode"]).Should().Be("graduated");
        world.ClearLogs();
        await EditAsync(world, "tea-monthly", tariff => tariff["steps"]![0]!["unitAmount"] = 450);
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(2, "a new price, and the archive of the old one");
        world.Calls.SanityWrites.Should().Be(1);
        Text(world, "tea-monthly", "stripePriceId").Should().NotBe(old);
        ((bool)world.StripePrice(old)["active"]!).Should().BeFalse();
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_price_whose_tiers_the_document_cannot_show_is_told_and_its_amount_stays()
    {
        await using var world = await WithTariffAsync(
            "\"shipped\":false,\"fields\":{\"product\":\"product\",\"unitAmount\":\"unitAmount\",\"currency\":\"currency\"}"
        );
        var old = Text(world, "tea-price", "stripePriceId");
        await world.Stripe.Dashboard.CreatePriceAsync(
            new
            {
                product = "sanity_tea",
                currency = "eur",
                billing_scheme = "tiered",
                tiers_mode = "graduated",
                tiers = new object[] { new { up_to = "inf", unit_amount = 400 } },
                recurring = new { interval = "month" },
                metadata = new { replaces = old },
            }
        );
        await world.SettleAsync();
        ((int)world.Document("tea-price")!.Body["unitAmount"]!).Should().Be(1900);
        world.Calls.StripeWrites.Should().Be(0);
        world.Document("stripeSync-tea-price")!.Text("status").Should().Be("error");
        world.Document("stripeSync-tea-price")!.Text("message").Should().Contain("billingScheme");
    }

    [Theory]
    [InlineData("unpublish")]
    [InlineData("delete")]
    public async Task A_mapped_document_goes_with_its_product_where_that_is_wanted(string policy)
    {
        await using var world = await BridgeWorld.StartAsync(
            settings:
            [
                ("BRIDGE_MAPPING", Path.Combine(Examples, "add-on.json")),
                ("BRIDGE_POLICY_DELETED_IN_STRIPE", policy),
            ]
        );
        await world.Sanity.Studio.CreatePublishedAsync("storage", "addOn", Json("""{"label":"Storage"}"""));
        await world.SettleAsync();
        world.ClearLogs();
        await world.Stripe.Dashboard.DeleteProductAsync("sanity_storage");
        await world.SettleAsync();
        world.Document("storage").Should().BeNull();
        world.Calls.SanityWrites.Should().Be(2, "the deletion and the companion");
        var draft = world.Document("drafts.storage");
        (draft?.Body["label"]?.ToString()).Should().Be(policy == "unpublish" ? "Storage" : null);
    }
}
