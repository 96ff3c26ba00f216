using SanityStripeBridge.Sandbox.StripeSandbox;

namespace SanityStripeBridge.Sandbox.Tests.StripeSandbox;

public sealed class CatalogueTests : StripeTests
{
    [Fact]
    public async Task Row_3_test_and_live_keys_see_different_objects()
    {
        var id = await Account.Product();
        Account.Key = "sk_live_sandbox";

        (await Account.Get($"products/{id}")).Status.Should().Be(404);
        (await Account.Post("products", "name=Live"))["livemode"].GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Row_6_forms_nest_index_and_append_and_booleans_come_in_any_case()
    {
        var made = await Account.Post(
            "products",
            "name=a%20b+c&active=False&metadata%5Bk%5D=1&images[]=https://a.example/1&images[1]=https://a.example/2"
        );

        made["name"].GetString().Should().Be("a b c");
        made["active"].GetBoolean().Should().BeFalse();
        made["images"].GetArrayLength().Should().Be(2);
    }

    [Fact]
    public async Task Rows_8_and_9_a_name_is_trimmed_and_a_blank_one_refused()
    {
        (await Account.Post("products", "name=+Mug+"))["name"].GetString().Should().Be("Mug");
        (await Account.Post("products", "name=+"))
            .Error.GetProperty("code")
            .GetString()
            .Should()
            .Be("parameter_invalid_empty");
    }

    [Theory]
    [InlineData(
        "images[]=https://a/1&images[]=https://a/2&images[]=https://a/3&images[]=https://a/4&images[]=https://a/5&images[]=https://a/6&images[]=https://a/7&images[]=https://a/8&images[]=https://a/9",
        "Array images exceeded maximum 8 allowed elements."
    )]
    [InlineData("images[]=nowhere", "Not a valid URL")]
    [InlineData(
        "statement_descriptor=12345",
        "The statement descriptor must contain at least one Latin character."
    )]
    [InlineData("statement_descriptor=A<B", "The statement descriptor cannot include <.")]
    [InlineData(
        "unit_label=1234567890123",
        "Invalid string length: unit_label must be at most 12 characters"
    )]
    [InlineData("active=perhaps", "Invalid boolean: perhaps")]
    [InlineData("type=gadget", "Invalid type: must be one of good, or service")]
    public async Task Row_11_limits_are_refused_in_words(string field, string message) =>
        (await Account.Post("products", $"name=Mug&{field}")).Message.Should().Be(message);

    [Fact]
    public async Task Rows_14_and_15_an_update_changes_what_it_names_moves_updated_and_clears_with_the_empty_string()
    {
        var id = await Account.Product(
            "name=Mug&description=Red&images[]=https://a.example/1&url=https://a.example"
        );
        Account.Time.Advance(TimeSpan.FromSeconds(5));

        var after = await Account.Post($"products/{id}", "description=&images=&url=");

        after["name"].GetString().Should().Be("Mug");
        after["description"].GetString().Should().BeNull();
        after["images"].GetArrayLength().Should().Be(0);
        after["updated"].GetInt64().Should().Be(after["created"].GetInt64() + 5);
        (await Account.Post($"products/{id}", "shippable=")).Status.Should().Be(400);
    }

    [Fact]
    public async Task Row_16_metadata_merges_and_can_be_removed_by_key_or_whole()
    {
        var id = await Account.Product("name=Mug&metadata[a]=1&metadata[b]=2");

        (await Account.Post($"products/{id}", "metadata[a]=&metadata[c]=3"))["metadata"]
            .ToString()
            .Should()
            .Contain("\"b\"")
            .And.Contain("\"c\"")
            .And.NotContain("\"a\"");
        (await Account.Post($"products/{id}", "metadata="))["metadata"].EnumerateObject().Should().BeEmpty();
    }

    [Fact]
    public async Task Row_18_a_default_price_must_be_an_active_price_of_the_product_and_may_be_cleared()
    {
        var (mug, tin) = (await Account.Product(), await Account.Product("name=Tin"));
        var (own, foreign) = (await Account.Price(mug), await Account.Price(tin));
        var archived = await Account.Price(mug, "currency=usd&unit_amount=1&active=false");

        (await Account.Post($"products/{mug}", $"default_price={foreign}")).Status.Should().Be(400);
        (await Account.Post($"products/{mug}", $"default_price={archived}")).Status.Should().Be(400);
        (await Account.Post($"products/{mug}", $"default_price={own}"))["default_price"]
            .GetString()
            .Should()
            .Be(own);
        (await Account.Post($"products/{mug}", "default_price="))["default_price"]
            .GetString()
            .Should()
            .BeNull();
    }

    [Fact]
    public async Task Rows_19_and_20_an_archived_product_keeps_its_prices_active_and_only_a_priceless_one_can_be_deleted()
    {
        var id = await Account.Product();
        var price = await Account.Price(id);
        await Account.Post($"products/{id}", "active=false");

        (await Account.Get($"prices/{price}"))["active"].GetBoolean().Should().BeTrue();
        (await Account.Delete($"products/{id}")).Status.Should().Be(400);
        var empty = await Account.Product();
        (await Account.Delete($"products/{empty}"))["deleted"].GetBoolean().Should().BeTrue();
        (await Account.Get($"products/{empty}")).Status.Should().Be(404);
    }

    [Theory]
    [InlineData("unit_amount=0", "0", "0")]
    [InlineData("unit_amount_decimal=12.5", null, "12.5")]
    [InlineData("unit_amount_decimal=2000", "2000", "2000")]
    public async Task Row_22_whole_and_decimal_amounts_agree(string form, string? whole, string exact)
    {
        var price = await Account.Post("prices", $"product={await Account.Product()}&currency=usd&{form}");

        price["unit_amount"].GetRawText().Should().Be(whole ?? "null");
        price["unit_amount_decimal"].GetString().Should().Be(exact);
    }

    [Theory]
    [InlineData(
        "unit_amount_decimal=1.1234567890123",
        "Invalid decimal: 1.1234567890123; must contain at most 12 decimal places."
    )]
    [InlineData(
        "unit_amount=1&recurring[interval]=month&recurring[interval_count]=37",
        "The interval_count for monthly prices can't be greater than 36"
    )]
    [InlineData(
        "unit_amount=1&recurring[interval]=month&recurring[usage_type]=metered",
        "Starting with Stripe version `2025-03-31.basil`, metered prices must be backed by meters."
    )]
    [InlineData("unit_amount=1&recurring[wat]=1", "Received unknown parameter: recurring[wat]")]
    [InlineData(
        "billing_scheme=tiered&tiers_mode=volume&tiers[0][up_to]=inf&tiers[0][unit_amount]=1",
        "Prices with `type=one_time` are not supported with tiered billing."
    )]
    [InlineData(
        "unit_amount=1&currency_options[usd][unit_amount]=2",
        "You are specifying an update to a currency option that matches the top-level currency for this price. Please remove this currency option and update the top-level params instead."
    )]
    public async Task Row_24_terms_that_cannot_be_are_refused_in_words(string form, string message) =>
        (await Account.Post("prices", $"product={await Account.Product()}&currency=usd&{form}"))
            .Message.Should()
            .Be(message);

    [Fact]
    public async Task Row_26_a_currency_is_folded_and_an_unknown_one_refused()
    {
        var answer = await Account.Post(
            "prices",
            $"product={await Account.Product()}&currency=xyz&unit_amount=1"
        );

        answer
            .Message.Should()
            .StartWith("Invalid currency: xyz. Stripe currently supports these currencies: usd, aed,");
    }

    [Fact]
    public async Task Row_23_a_refused_price_leaves_no_product_behind()
    {
        await Account.Post("prices", "product_data[name]=Tin&currency=usd&unit_amount=-1");
        (await Account.Get("products"))["data"].GetArrayLength().Should().Be(0);

        await Account.Post("prices", "product_data[name]=Tin&currency=usd&unit_amount=1");
        (await Account.EventTypes()).Should().Equal("product.created", "price.created");
    }

    [Fact]
    public async Task Row_29_currency_options_can_be_added_but_not_changed()
    {
        var price = await Account.Price(await Account.Product());

        var added = await Account.Post(
            $"prices/{price}",
            "currency_options[eur][unit_amount]=17&expand[]=currency_options"
        );
        var changed = await Account.Post($"prices/{price}", "currency_options[eur][unit_amount]=18");

        added["currency_options"].EnumerateObject().Select(o => o.Name).Should().Equal("eur", "usd");
        changed
            .Message.Should()
            .Be(
                "You are attempting to update an immutable field for an existing currency in currency_options."
            );
    }

    [Theory]
    [InlineData("currency_options[usd][unit_amount]=17", "immutable field")]
    [InlineData("currency_options[eur][tax_behavior]=exclusive", "Prices require")]
    [InlineData(
        "currency_options[gbp][unit_amount]=1&currency_options[xxx][unit_amount]=1",
        "Invalid currency"
    )]
    public async Task Row_29_a_refused_currency_changes_nothing(string form, string text)
    {
        var product = await Account.Product();
        var price = await Account.Price(
            product,
            "currency=chf&unit_amount=1&currency_options[usd][unit_amount]=2"
        );
        var refused = await Account.Post($"prices/{price}", form);
        refused.Status.Should().Be(400);
        refused.Message.Should().Contain(text);
        (await Account.Get($"prices/{price}?expand[]=currency_options"))["currency_options"]
            .EnumerateObject()
            .Select(option => option.Name)
            .Should()
            .Equal("chf", "usd");
    }

    [Theory]
    [InlineData("tiers[0][up_to]=10&tiers[0][unit_amount]=1", "up_to=inf")]
    [InlineData(
        "tiers[0][up_to]=10&tiers[0][unit_amount]=1&tiers[1][up_to]=10&tiers[1][unit_amount]=2&tiers[2][up_to]=inf&tiers[2][unit_amount]=1",
        "ascending"
    )]
    [InlineData(
        "tiers[0][up_to]=inf&tiers[0][unit_amount]=1&tiers[1][up_to]=10&tiers[1][unit_amount]=2",
        "ascending"
    )]
    [InlineData("tiers[0][up_to]=inf", "needs an amount")]
    [InlineData(
        "tiers[0][up_to]=inf&tiers[0][unit_amount]=1&transform_quantity[divide_by]=2&transform_quantity[round]=up",
        "only specify one"
    )]
    public async Task Row_23_tiers_ascend_and_end_open(string tiers, string text)
    {
        var product = await Account.Product();
        var refused = await Account.Post(
            "prices",
            $"product={product}&currency=usd&recurring[interval]=month&billing_scheme=tiered&tiers_mode=volume&{tiers}"
        );
        refused.Status.Should().Be(400);
        refused.Message.Should().Contain(text);
    }

    [Fact]
    public async Task Row_21_tiers_and_currencies_come_only_when_expanded_also_in_lists_and_through_products()
    {
        var product = await Account.Product();
        var price = await Account.Price(
            product,
            "currency=usd&recurring[interval]=month&billing_scheme=tiered&tiers_mode=volume&tiers[0][up_to]=inf&tiers[0][unit_amount]=1"
        );
        await Account.Post($"products/{product}", $"default_price={price}");
        var plain = await Account.Get($"prices?product={product}&active=true");
        plain["data"][0].TryGetProperty("tiers", out _).Should().BeFalse();
        plain["data"][0].TryGetProperty("currency_options", out _).Should().BeFalse();
        var listed = await Account.Get(
            $"prices?product={product}&expand[]=data.tiers&expand[]=data.currency_options"
        );
        listed["data"][0].GetProperty("tiers").GetArrayLength().Should().Be(1);
        var through = await Account.Get($"products/{product}?expand[]=default_price.tiers");
        through["default_price"].GetProperty("tiers").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task Row_30_a_refused_lookup_key_moves_nowhere_and_a_transfer_by_update_leaves_the_former_holder_active()
    {
        var product = await Account.Product();
        var first = await Account.Price(product, "currency=usd&unit_amount=1&lookup_key=k");
        var second = await Account.Price(product, "currency=usd&unit_amount=2");
        var refused = await Account.Post($"prices/{second}", "lookup_key=k&nickname=x");
        refused.Error.GetProperty("param").GetString().Should().Be("lookup_key");
        (await Account.Get($"prices/{second}"))["nickname"].GetString().Should().BeNull();
        var moved = await Account.Post($"prices/{second}", "lookup_key=k&transfer_lookup_key=true");
        moved["lookup_key"].GetString().Should().Be("k");
        var former = await Account.Get($"prices/{first}");
        (former["lookup_key"].GetString(), former["active"].GetBoolean()).Should().Be((null, true));
    }

    [Fact]
    public async Task Row_30_a_lookup_key_is_unique_also_among_archived_prices_and_moves_when_asked()
    {
        var product = await Account.Product();
        var first = await Account.Price(product, "currency=usd&unit_amount=1&lookup_key=k&active=false");
        var refused = await Account.Post(
            "prices",
            $"product={product}&currency=usd&unit_amount=2&lookup_key=k"
        );
        var second = await Account.Price(
            product,
            "currency=usd&unit_amount=2&lookup_key=k&transfer_lookup_key=true"
        );

        refused.Message.Should().Be($"A price (`{first}`) already uses that lookup key.");
        (await Account.Get($"prices/{first}"))["lookup_key"].GetString().Should().BeNull();
        (await Account.Get("prices?lookup_keys[]=k&lookup_keys[]=other"))["data"]
            .EnumerateArray()
            .Single()
            .GetProperty("id")
            .GetString()
            .Should()
            .Be(second);
        (await Account.Post($"prices/{second}", "lookup_key="))["lookup_key"].GetString().Should().BeNull();
    }

    [Fact]
    public async Task Rows_33_and_34_lists_are_newest_first_clamped_and_walked_both_ways()
    {
        for (var n = 0; n < 12; n++)
            await Account.Product($"name={n}&id=p{n}");
        await Account.Delete("products/p6");

        (await Ids("")).Should().Equal("p11", "p10", "p9", "p8", "p7", "p5", "p4", "p3", "p2", "p1");
        (await Ids("limit=0")).Should().Equal("p11");
        (await Ids("limit=500")).Should().HaveCount(11);
        (await Ids("limit=2&starting_after=p6")).Should().Equal("p5", "p4");
        (await Ids("limit=2&ending_before=p6")).Should().Equal("p8", "p7");
        (await Account.Get("products"))["has_more"].GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task Row_35_lists_are_filtered()
    {
        await Account.Product("name=a&id=a&active=false");
        Account.Time.Advance(TimeSpan.FromSeconds(10));
        await Account.Product("name=b&id=b&url=https://b.example");

        (await Ids("active=false")).Should().Equal("a");
        (await Ids("ids[]=b&ids[]=nope")).Should().Equal("b");
        (await Ids("created[gte]=1795165210")).Should().Equal("b");
        (await Ids("url=https://b.example")).Should().Equal("b");
        (await Account.Get("products?ids[]=b&starting_after=a"))
            .Message.Should()
            .Be("You may only specify one of these parameters: ids, starting_after.");
        (await Account.Get("prices?product=nope")).Status.Should().Be(400);
    }

    private async Task<IEnumerable<string?>> Ids(string query) =>
        (await Account.Get($"products?{query}"))["data"]
            .EnumerateArray()
            .Select(p => p.GetProperty("id").GetString());
}

public sealed class RateTests : StripeTests
{
    internal override StripeSimulatorOptions Options => new() { RatePerSecond = 3 };

    [Fact]
    public async Task Row_51_more_requests_than_the_rate_are_refused_until_the_clock_moves()
    {
        var statuses = new List<int>();
        for (var n = 0; n < 4; n++)
            statuses.Add((await Account.Get("products")).Status);
        Account.Time.Advance(TimeSpan.FromSeconds(1));
        statuses.Add((await Account.Get("products")).Status);

        statuses.Should().Equal(200, 200, 200, 429, 200);
    }
}
