using SanityStripeBridge.Tests.World;
using static SanityStripeBridge.Tests.Cases.Tariffs;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Documents of a shop's own schema, seen through a mapping file.</summary>
public sealed class MappingCases
{
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
}
