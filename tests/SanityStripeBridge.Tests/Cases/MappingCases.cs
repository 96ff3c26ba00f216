using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Documents of a shop's own schema, seen through a mapping file.</summary>
public sealed class MappingCases
{
    private static readonly string Examples = Path.Combine(
        AppContext.BaseDirectory,
        "../../../../..",
        "docs/examples/mapping"
    );

    [Fact]
    public async Task A_plan_becomes_a_product_with_a_monthly_and_a_yearly_price_and_all_ids_come_back_in_one_patch()
    {
        await using var world = await StartAsync("plan");
        await CreatePlanAsync(world);
        await world.SettleAsync();
        world.Calls.Should().Be((0, 4, 1, 1), "product, two prices, its default; one read and one patch");
        var product = world.StripeProduct("sanity_pro");
        ((string?)product["name"]).Should().Be("Pro");
        ((string?)product["description"]).Should().Be("For teams.\n\nAnd more.");
        ((string?)product["metadata"]!["plan_type"]).Should().Be("plan");
        ((string?)product["metadata"]!["erp_code"]).Should().Be("E-7");
        ((string?)product["default_price"]).Should().Be(Text(world, "pro", "stripe.monthlyPriceId"));
        var monthly = Price(world, "pro", "stripe.monthlyPriceId");
        ((long)monthly["unit_amount"]!).Should().Be(1999);
        ((string?)monthly["currency"]).Should().Be("eur");
        ((string?)monthly["recurring"]!["interval"]).Should().Be("month");
        ((string?)monthly["nickname"]).Should().Be("pro monthly");
        ((string?)monthly["metadata"]!["variant_key"]).Should().Be("monthly");
        var yearly = Price(world, "pro", "stripe.yearlyPriceId");
        ((long)yearly["unit_amount"]!).Should().Be(19900);
        ((string?)yearly["recurring"]!["interval"]).Should().Be("year");
        Text(world, "pro", "stripe.productId").Should().Be("sanity_pro");
        world.Document("pro")!.Body["updatedFromStripe"].Should().BeNull("the plan has no such field");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    [Trait("case", "74")]
    public async Task One_locale_is_mirrored_both_ways_and_the_others_stay()
    {
        await using var world = await WithPlanAsync();
        await world.Sanity.Studio.SetAsync("pro", "title", Json("""{"en":"Pro 2","de":"Profi"}"""));
        await world.SettleAsync();
        world.Calls.Should().Be((1, 1, 0, 0));
        ((string?)world.StripeProduct("sanity_pro")["name"]).Should().Be("Pro 2");
        world.ClearLogs();
        await world.Stripe.Dashboard.EditProductAsync("sanity_pro", new { name = "Pro 3" });
        await world.SettleAsync();
        world.Calls.SanityWrites.Should().Be(1);
        world.Document("pro")!.Body["title"]!.ToJsonString().Should().Be("""{"en":"Pro 3","de":"Profi"}""");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    [Trait("case", "74")]
    public async Task Another_locale_in_the_mapping_shows_in_the_plan_before_anything_is_written()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".json");
        File.Copy(Path.Combine(Examples, "plan.json"), file);
        await using var world = await BridgeWorld.StartAsync(settings: ("BRIDGE_MAPPING", file));
        await CreatePlanAsync(world);
        await world.SettleAsync();
        await File.WriteAllTextAsync(
            file,
            (await File.ReadAllTextAsync(file)).Replace(
                "\"locale\": \"en\"",
                "\"locale\": \"de\"",
                StringComparison.Ordinal
            )
        );
        await world.RestartAsync();
        var change = (await world.PlanAsync()).Changes.Should().ContainSingle().Subject;
        change.StripeId.Should().Be("sanity_pro");
        var field = change.Fields.Should().ContainSingle().Subject;
        field.Path.Should().Be("name");
        (field.From.AsText(), field.To.AsText()).Should().Be(("Pro", "Profi"));
        File.Delete(file);
    }

    [Fact]
    [Trait("case", "9")]
    public async Task A_text_that_was_made_plain_is_put_back_in_Stripe_and_the_rich_text_is_never_touched()
    {
        await using var world = await WithPlanAsync();
        var body = world.Document("pro")!.Body["body"]!.ToJsonString();
        await world.Stripe.Dashboard.EditProductAsync("sanity_pro", new { description = "Finance's words" });
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(1);
        ((string?)world.StripeProduct("sanity_pro")["description"]).Should().Be("For teams.\n\nAnd more.");
        world.Document("pro")!.Body["body"]!.ToJsonString().Should().Be(body);
        (await world.Memory.HistoryAsync("pro", 100, default))
            .Should()
            .Contain(entry =>
                entry.Because.Contains("body follows Sanity only", StringComparison.Ordinal)
                && entry.Because.Contains("Finance", StringComparison.Ordinal)
            );
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task An_amount_in_major_units_is_a_new_price_in_Stripe_and_one_made_there_comes_back_in_major_units()
    {
        await using var world = await WithPlanAsync();
        var old = Text(world, "pro", "stripe.monthlyPriceId");
        await EditAsync(world, "pro", pro => pro["pricing"]!["monthly"] = 24.5m);
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(3, "the new price, the default, the archive");
        world.Calls.SanityWrites.Should().Be(1);
        var current = Text(world, "pro", "stripe.monthlyPriceId");
        current.Should().NotBe(old);
        ((long)world.StripePrice(current)["unit_amount"]!).Should().Be(2450);
        ((bool)world.StripePrice(old)["active"]!).Should().BeFalse();
        await world.ShouldAgreeAsync();
        await world.Stripe.Dashboard.ChangeAmountAsync(current, 3100);
        await world.SettleAsync();
        world.Calls.SanityWrites.Should().Be(1);
        world.Document("pro")!.Body["pricing"]!
            .ToJsonString()
            .Should()
            .Be("""{"currency":"eur","monthly":31,"yearly":"199.00"}""");
        Text(world, "pro", "stripe.monthlyPriceId").Should().NotBe(current);
        world.ActivePrices().Should().HaveCount(2);
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task An_amount_that_is_not_there_is_a_price_that_is_not_there_and_one_taken_away_is_archived()
    {
        await using var world = await StartAsync("plan");
        await CreatePlanAsync(world, pro => pro["pricing"]!.AsObject().Remove("yearly"));
        await world.SettleAsync();
        world.StripePrices().Should().ContainSingle();
        await EditAsync(world, "pro", pro => pro["pricing"]!["yearly"] = 150);
        await world.SettleAsync();
        world.ActivePrices().Should().HaveCount(2);
        var yearly = Text(world, "pro", "stripe.yearlyPriceId");
        await EditAsync(world, "pro", pro => pro["pricing"]!.AsObject().Remove("yearly"));
        await world.SettleAsync();
        ((bool)world.StripePrice(yearly)["active"]!).Should().BeFalse();
        world.ActivePrices().Should().ContainSingle();
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_draft_of_a_mapped_type_follows_in_its_own_fields()
    {
        await using var world = await WithPlanAsync();
        await world.Sanity.Studio.EditDraftAsync("pro", new() { ["onSale"] = true });
        await world.Stripe.Dashboard.EditProductAsync("sanity_pro", new { name = "Pro X" });
        await world.SettleAsync();
        world.Calls.SanityWrites.Should().Be(1);
        world.Document("drafts.pro")!.Body["title"]!["en"]!.ToString().Should().Be("Pro X");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task What_somebody_edits_on_a_field_that_no_mapping_names_is_nobodys_business()
    {
        await using var world = await WithPlanAsync();
        await world.Stripe.Dashboard.EditProductAsync("sanity_pro", new { url = "https://shop.example/pro" });
        await world.SettleAsync();
        world.Calls.Should().Be((0, 0, 0, 0));
        ((string?)world.StripeProduct("sanity_pro")["url"]).Should().Be("https://shop.example/pro");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task An_add_on_and_its_price_document_are_mirrored_both_ways_under_their_own_names()
    {
        await using var world = await StartAsync("add-on");
        await CreateAddOnAsync(world);
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(2);
        world.Calls.SanityWrites.Should().Be(1);
        var id = world.Document("storage-price")!.Text("stripeId")!;
        ((long)world.StripePrice(id)["unit_amount"]!).Should().Be(500);
        ((string?)world.StripePrice(id)["currency"]).Should().Be("usd");
        await world.ShouldAgreeAsync();
        await world.Stripe.Dashboard.EditProductAsync("sanity_storage", new { name = "Disk space" });
        await world.Stripe.Dashboard.ChangeAmountAsync(id, 700, takeLookupKey: true);
        await world.SettleAsync();
        world.Document("storage")!.Text("label").Should().Be("Disk space");
        world.Document("storage-price")!.Body["amountInCents"]!.ToJsonString().Should().Be("700");
        await world.Sanity.Studio.SetAsync("storage-price", "amountInCents", 900);
        await world.SettleAsync();
        var current = world.Document("storage-price")!.Text("stripeId")!;
        ((long)world.StripePrice(current)["unit_amount"]!).Should().Be(900);
        world.ActivePrices().Should().ContainSingle();
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_field_that_follows_Stripe_is_put_back_in_the_document()
    {
        await using var world = await StartAsync("add-on");
        await CreateAddOnAsync(world);
        await world.SettleAsync();
        await world.Stripe.Dashboard.EditProductAsync(
            "sanity_storage",
            new { statement_descriptor = "DISK" }
        );
        await world.SettleAsync();
        world.Document("storage")!.Text("statementText").Should().Be("DISK");
        world.ClearLogs();
        await world.Sanity.Studio.SetAsync("storage", "statementText", "STORAGE");
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(0);
        world.Document("storage")!.Text("statementText").Should().Be("DISK");
        (await world.Memory.HistoryAsync("storage", 100, default))
            .Should()
            .Contain(entry =>
                entry.Because.Contains("statementText follows Stripe", StringComparison.Ordinal)
            );
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_fields_owner_of_its_own_wins_its_conflicts()
    {
        await using var world = await StartAsync("add-on");
        await CreateAddOnAsync(world);
        await world.SettleAsync();
        await world.Sanity.Studio.SetAsync("storage", "taxCode", "txcd_10000000");
        await world.Stripe.Dashboard.EditProductAsync("sanity_storage", new { tax_code = "txcd_10103000" });
        await world.SettleAsync();
        world.Document("storage")!.Text("taxCode").Should().Be("txcd_10103000");
        (await world.OnlyConflictAsync()).Winner.Should().Be(Core.Catalogue.Side.Stripe);
        await world.ShouldAgreeAsync();
    }

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

    // The shipped fields under another type's name, so that all of them are seen through the mapping.
    private static async Task<BridgeWorld> WithTariffAsync(string price)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".json");
        var fields = price.Length > 0 ? price : "\"shipped\":true,\"fields\":{\"tiers\":\"steps\"}";
        await File.WriteAllTextAsync(
            file,
            $$"""{"version":1,"products":[{"type":"drink","shipped":true}],"prices":[{"type":"tariff",{{fields}}}]}"""
        );
        var world = await BridgeWorld.StartAsync(settings: ("BRIDGE_MAPPING", file));
        await world.Sanity.Studio.CreatePublishedAsync("tea", "drink", Json("""{"name":"Tea"}"""));
        await world.Sanity.Studio.CreatePublishedAsync(
            "tea-price",
            "tariff",
            new()
            {
                ["product"] = SanityPatch.WeakReference("tea"),
                ["currency"] = "eur",
                ["unitAmount"] = 1900,
            }
        );
        await world.SettleAsync();
        world.ClearLogs();
        File.Delete(file);
        return world;
    }

    private static Task<BridgeWorld> StartAsync(string example) =>
        BridgeWorld.StartAsync(settings: ("BRIDGE_MAPPING", Path.Combine(Examples, example + ".json")));

    private static async Task<BridgeWorld> WithPlanAsync()
    {
        var world = await StartAsync("plan");
        await CreatePlanAsync(world);
        await world.SettleAsync();
        world.ClearLogs();
        return world;
    }

    private static Task CreatePlanAsync(BridgeWorld world, Action<JsonObject>? change = null)
    {
        var plan = Json(
            """
            {"title":{"en":"Pro","de":"Profi"},"slug":{"current":"pro"},"onSale":true,"erpCode":"E-7",
             "body":[{"_type":"block","children":[{"text":"For "},{"text":"teams."}]},{"_type":"image"},
                     {"_type":"block","children":[{"text":"And more."}]}],
             "pricing":{"currency":"eur","monthly":19.99,"yearly":"199.00"}}
            """
        );
        change?.Invoke(plan);
        return world.Sanity.Studio.CreatePublishedAsync("pro", "plan", plan);
    }

    private static async Task CreateAddOnAsync(BridgeWorld world)
    {
        await world.Sanity.Studio.CreatePublishedAsync("storage", "addOn", Json("""{"label":"Storage"}"""));
        await world.Sanity.Studio.CreatePublishedAsync(
            "storage-price",
            "addOnPrice",
            new()
            {
                ["addOn"] = SanityPatch.WeakReference("storage"),
                ["amountInCents"] = 500,
                ["label"] = "10 GB",
                ["sku"] = "storage-10",
            }
        );
    }

    // A person saves whole attributes.
    private static async Task EditAsync(BridgeWorld world, string id, Action<JsonObject> edit)
    {
        var before = world.Document(id)!.Body;
        var after = before.DeepClone().AsObject();
        edit(after);
        foreach (var (name, value) in after)
            if (!JsonNode.DeepEquals(before[name], value))
                await world.Sanity.Studio.SetAsync(id, name, value?.DeepClone());
    }

    private static string Text(BridgeWorld world, string id, string path) =>
        DocumentPath.Find(world.Document(id)!.Body, path)!.ToString();

    private static JsonObject Price(BridgeWorld world, string id, string path) =>
        world.StripePrice(Text(world, id, path));

    private static JsonObject Seat(BridgeWorld world, string key) =>
        DocumentPath.Find(world.Document("admin")!.Body, DocumentPath.Entry("seats", key))!.AsObject();

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
