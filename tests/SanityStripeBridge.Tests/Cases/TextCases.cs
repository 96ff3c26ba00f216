using System.Text.Json.Nodes;
using SanityStripeBridge.TestKit;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>What the other side cannot hold, and what is never sent.</summary>
public sealed class TextCases
{
    /// <summary>What every write of a product ends with: it asks for more of the answer and changes nothing.</summary>
    private const string Expand = "&expand%5B%5D=default_price";

    [Theory, Trait("case", "63")]
    [InlineData("name", 5001, "name has 5001 characters; Stripe allows 5000")]
    [InlineData("description", 40001, "description has 40001 characters; Stripe allows 40000")]
    [InlineData("unitLabel", 13, "unitLabel has 13 characters; Stripe allows 12")]
    [InlineData("statementDescriptor", 23, "statementDescriptor has 23 characters; Stripe allows 22")]
    [InlineData("url", 800, "url has 800 characters; Stripe allows 799")]
    public async Task A_text_beyond_Stripes_limit_is_said_on_the_document_and_nothing_of_the_edit_is_written(
        string field,
        int length,
        string said
    )
    {
        await using var world = await Shop.WithMugAsync();
        var text = field == "url" ? "https://shop.example/".PadRight(length, 'x') : new string('x', length);
        await world.Sanity.Studio.EditPublishedAsync(
            "mug",
            new() { [field] = text, ["taxCode"] = "txcd_99999999" }
        );
        await world.SettleAsync();
        world.Document("stripeSync-mug")!.Text("message").Should().Contain(said);
        world.Document("stripeSync-mug")!.Text("status").Should().Be("error");
        world.Calls.StripeWrites.Should().Be(0);
        world.StripeProduct(Shop.Mug)["tax_code"].Should().BeNull("nothing is half-written");
        await world.Sanity.Studio.SetAsync("mug", field, field == "url" ? "https://shop.example" : "Short");
        await world.SettleAsync();
        world.Document("stripeSync-mug")!.Text("status").Should().Be("synced");
        ((string?)world.StripeProduct(Shop.Mug)["tax_code"]).Should().Be("txcd_99999999");
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "63")]
    [InlineData("statementDescriptor", "MUG <1>", "must not contain")]
    [InlineData("statementDescriptor", "12345", "at least one Latin letter")]
    [InlineData("url", "/mug", "must be a whole address")]
    [InlineData("sellStatus", "gone", "must be one of available, pre_sale, sold_out, internal")]
    public async Task A_text_that_Stripe_or_the_schema_cannot_take_is_said_and_never_sent(
        string field,
        string text,
        string said
    )
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", field, text);
        await world.SettleAsync();
        world.Document("stripeSync-mug")!.Text("message").Should().Contain(field).And.Contain(said);
        world.Calls.Should().Be((1, 0, 0, 1), "the one transaction is the sentence");
    }

    [Theory, Trait("case", "63")]
    [InlineData("nickname", 5001)]
    [InlineData("lookupKey", 201)]
    public async Task A_prices_text_beyond_Stripes_limit_is_said_on_its_document(string field, int length)
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug-once", field, new string('x', length));
        await world.SettleAsync();
        world
            .Document("stripeSync-mug-once")!
            .Text("message")
            .Should()
            .Contain($"{field} has {length} characters");
        world.Calls.StripeWrites.Should().Be(0);
    }

    [Fact, Trait("case", "63")]
    public async Task A_limit_is_counted_in_characters_as_people_count_them()
    {
        await using var world = await Shop.WithMugAsync();
        var label = string.Concat(Enumerable.Repeat("☕🫖", 6));
        await world.Sanity.Studio.SetAsync("mug", "unitLabel", label);
        await world.SettleAsync();
        ((string?)world.StripeProduct(Shop.Mug)["unit_label"]).Should().Be(label);
        world.Calls.Should().Be((1, 1, 0, 0));
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "61")]
    [InlineData("a[b]", "x", "square bracket")]
    [InlineData("12345678901234567890123456789012345678901", "x", "has 41 characters; Stripe allows 40")]
    [InlineData("sanity_id", "x", "written by the bridge")]
    [InlineData("plan_type", "x", "written by the bridge")]
    [InlineData("note", null, "metadata.note has 501 characters; Stripe allows 500")]
    public async Task Metadata_that_Stripe_cannot_hold_is_said_with_its_key_and_none_of_it_is_sent(
        string key,
        string? value,
        string said
    )
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync(
            "mug",
            "metadata",
            A.Metadata(("good", "one"), (key, value ?? new string('x', 501)))
        );
        await world.SettleAsync();
        world.Document("stripeSync-mug")!.Text("message").Should().Contain(said);
        world.Calls.StripeWrites.Should().Be(0);
        world.StripeProduct(Shop.Mug)["metadata"]!["good"].Should().BeNull();
    }

    [Fact, Trait("case", "61")]
    public async Task More_metadata_than_fits_beside_the_bridges_own_is_said_and_as_much_as_fits_is_taken()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "metadata", Entries(45));
        await world.SettleAsync();
        world
            .Document("stripeSync-mug")!
            .Text("message")
            .Should()
            .Contain("metadata has 45 entries; at most 44 fit");
        world.Calls.StripeWrites.Should().Be(0);
        await world.Sanity.Studio.SetAsync("mug", "metadata", Entries(44));
        await world.SettleAsync();
        world.StripeProduct(Shop.Mug)["metadata"]!.AsObject().Should().HaveCountGreaterThanOrEqualTo(48);
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "84")]
    [InlineData("display_order", "first", "no whole number")]
    [InlineData("is_recommended", "yes", "no true or false")]
    [InlineData("sell_status", "gone", "none of available")]
    public async Task What_a_document_cannot_hold_is_put_back_in_Stripe_with_a_sentence_and_breaks_no_document(
        string key,
        string value,
        string said
    )
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.EditPublishedAsync(
            "mug",
            new()
            {
                ["displayOrder"] = 3,
                ["isRecommended"] = true,
                ["sellStatus"] = "pre_sale",
            }
        );
        await world.SettleAsync();
        var before = world.Document("mug")!.Body.ToJsonString();
        var kept = (string)world.StripeProduct(Shop.Mug)["metadata"]![key]!;
        world.ClearLogs();
        await world.Stripe.Dashboard.EditProductAsync(
            Shop.Mug,
            new { metadata = new Dictionary<string, string> { [key] = value } }
        );
        await world.SettleAsync();
        world.Document("mug")!.Body.ToJsonString().Should().Be(before);
        ((string?)world.StripeProduct(Shop.Mug)["metadata"]![key]).Should().Be(kept);
        (await world.Memory.HistoryAsync("mug", 100, default))
            .Should()
            .Contain(entry => entry.Because.Contains(said) && entry.Because.Contains("was put back"));
        world.Calls.StripeWrites.Should().Be(1);
        var companion = world.Document("stripeSync-mug")!;
        companion.Text("status").Should().Be("error");
        companion.Text("message").Should().Contain(said).And.Contain("was put back");
        (await world.InboxAsync(Inbox.DeliveryState.Dead)).Should().BeEmpty("it is never tried again");
        await world.ShouldAgreeAsync();
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Cup" });
        await world.SettleAsync();
        world.Document("stripeSync-mug")!.Text("status").Should().Be("synced");
    }

    [Fact, Trait("case", "85")]
    public async Task No_metadata_key_of_Stripe_becomes_an_attribute_of_a_document()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "metadata", A.Metadata(("erp_code", "1")));
        await world.SettleAsync();
        var attributes = Attributes(world.Document("mug")!.Body);
        await world.Stripe.Dashboard.EditProductAsync(
            Shop.Mug,
            new
            {
                metadata = Enumerable
                    .Range(0, 30)
                    .ToDictionary(n => $"finance_{n}", n => "x")
                    .Append(new("erp_code", "2"))
                    .ToDictionary(),
            }
        );
        await world.SettleAsync();
        Attributes(world.Document("mug")!.Body).Should().BeEquivalentTo([.. attributes, "updatedFromStripe"]);
        world.Document("mug")!.Body["metadata"]!
            .ToJsonString()
            .Should()
            .Contain("\"key\":\"erp_code\",\"value\":\"2\"");
        await world.Stripe.Dashboard.CreateProductAsync(
            new { name = "Bowl", metadata = Enumerable.Range(0, 20).ToDictionary(n => $"born_{n}", n => "x") }
        );
        await world.SettleAsync();
        world
            .Documents("product")
            .Single(document => document.Id != "mug")
            .Body.Select(attribute => attribute.Key)
            .Should()
            .NotContain(name => name.StartsWith("born", StringComparison.Ordinal));
        world.Calls.SanityWrites.Should().Be(2);
    }

    [Fact, Trait("case", "96")]
    public async Task Only_what_an_edit_touched_is_sent_and_nothing_is_cleared_by_being_absent()
    {
        await using var world = await BridgeWorld.StartAsync();
        await world.CreateProductAsync(
            "mug",
            "Mug",
            ("description", "Blue"),
            ("metadata", A.Metadata(("erp_code", "1")))
        );
        await world.SettleAsync();
        await world.Stripe.Dashboard.EditProductAsync(
            Shop.Mug,
            new { metadata = new { finance = "theirs" }, url = "https://shop.example/mug" }
        );
        await world.SettleAsync();
        world.ClearLogs();
        await world.Sanity.Studio.SetAsync("mug", "name", "Green mug");
        await world.SettleAsync();
        var request = world.Stripe.Requests.All.Should().ContainSingle(request => request.Write).Subject;
        request.Body.Should().Be("name=Green+mug" + Expand);
        await world.Sanity.Studio.EditPublishedAsync("mug", [], "description");
        await world.SettleAsync();
        world.Stripe.Requests.All.Last(sent => sent.Write).Body.Should().Be("description=" + Expand);
        ((string?)world.StripeProduct(Shop.Mug)["metadata"]!["finance"]).Should().Be("theirs");
        ((string?)world.StripeProduct(Shop.Mug)["metadata"]!["erp_code"]).Should().Be("1");
        world.Calls.StripeWrites.Should().Be(2);
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "120")]
    [InlineData("shippable", true)]
    [InlineData("statementDescriptor", "MUG SHOP")]
    public async Task A_field_that_Stripe_cannot_clear_comes_back_with_a_sentence_and_is_not_tried_again(
        string field,
        object value
    )
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", field, JsonValue.Create(value));
        await world.SettleAsync();
        world.ClearLogs();
        await world.Sanity.Studio.EditPublishedAsync("mug", [], field);
        await world.SettleAsync();
        world.Document("mug")!.Body[field]!.ToString().Should().BeEquivalentTo(value.ToString());
        world.Calls.StripeWrites.Should().Be(0);
        (await world.Memory.HistoryAsync("mug", 100, default))
            .Should()
            .Contain(entry => entry.Because.Contains($"{field} cannot be cleared in Stripe"));
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task From_pre_sale_to_available_is_metadata_alone_and_internal_takes_it_off_sale()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "sellStatus", "pre_sale");
        await world.SettleAsync();
        world.ClearLogs();
        await world.Sanity.Studio.SetAsync("mug", "sellStatus", "available");
        await world.SettleAsync();
        world
            .Stripe.Requests.All.Single(request => request.Write)
            .Body.Should()
            .Be("metadata%5Bsell_status%5D=available" + Expand);
        await world.Sanity.Studio.SetAsync("mug", "sellStatus", "internal");
        await world.SettleAsync();
        ((bool)world.StripeProduct(Shop.Mug)["active"]!).Should().BeFalse();
        world.Calls.StripeWrites.Should().Be(2);
        await world.ShouldAgreeAsync();
    }

    private static JsonArray Entries(int count) =>
        A.Metadata([.. Enumerable.Range(0, count).Select(n => ($"key_{n}", "x"))]);

    private static List<string> Attributes(JsonObject document) =>
        [.. document.Select(attribute => attribute.Key)];
}
