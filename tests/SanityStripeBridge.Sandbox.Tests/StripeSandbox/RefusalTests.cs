namespace SanityStripeBridge.Sandbox.Tests.StripeSandbox;

/// <summary>What an account refuses, row by row of the checklist.</summary>
public sealed class RefusalTests : StripeTests
{
    [Fact]
    public async Task Row_3_an_id_of_the_other_mode_is_missing_with_a_hint()
    {
        await Account.Product("name=Mug&id=mug");
        Account.Key = "sk_live_sandbox";

        var read = await Account.Get("products/mug");
        var written = await Account.Post("prices", "product=mug&currency=usd&unit_amount=1");

        read.Status.Should().Be(404);
        read.Message.Should()
            .Be(
                "No such product: 'mug'; a similar object exists in test mode, but a live mode key was used to make this request."
            );
        written.Status.Should().Be(400);
        written.Message.Should().EndWith("but a live mode key was used to make this request.");
        (await Account.Get("products/jug")).Message.Should().Be("No such product: 'jug'");
    }

    [Theory]
    [InlineData("products", "name=Mug&wat=1", "wat")]
    [InlineData("products", "name=Mug&package_dimensions[depth]=1", "package_dimensions[depth]")]
    [InlineData("products", "name=Mug&default_price_data[lookup_key]=k", "default_price_data[lookup_key]")]
    [InlineData("prices", "currency=usd&unit_amount=1&recurring[count]=1", "recurring[count]")]
    public async Task Row_7_an_unknown_parameter_is_refused_at_every_depth(
        string path,
        string form,
        string name
    )
    {
        var refused = await Account.Post(path, form);

        refused.Status.Should().Be(400);
        refused.Error.GetProperty("code").GetString().Should().Be("parameter_unknown");
        refused.Message.Should().Be($"Received unknown parameter: {name}");
        (await Account.Events()).Should().BeEmpty();
    }

    [Fact]
    public async Task Row_12_a_chosen_product_id_is_taken_once()
    {
        (await Account.Post("products", "name=Mug&id=sanity_mug")).Id.Should().Be("sanity_mug");

        var again = await Account.Post("products", "name=Mug&id=sanity_mug");

        again.Status.Should().Be(400);
        again.Error.GetProperty("code").GetString().Should().Be("resource_already_exists");
        (await Account.EventTypes()).Should().Equal("product.created");
    }

    [Fact]
    public async Task Row_25_a_price_needs_a_product_that_exists()
    {
        var refused = await Account.Post("prices", "product=nope&currency=usd&unit_amount=1");

        (refused.Status, refused.Message).Should().Be((400, "No such product: 'nope'"));
        refused.Error.GetProperty("param").GetString().Should().Be("product");
    }

    [Theory]
    [InlineData("unit_amount=1")]
    [InlineData("unit_amount_decimal=1")]
    [InlineData("currency=eur")]
    [InlineData("product=other")]
    [InlineData("recurring[interval]=year")]
    [InlineData("billing_scheme=tiered")]
    [InlineData("tiers_mode=volume")]
    [InlineData("transform_quantity[round]=up")]
    [InlineData("custom_unit_amount[enabled]=true")]
    public async Task Row_27_the_terms_of_a_price_cannot_be_sent_again(string form)
    {
        var price = await Account.Price(await Account.Product());

        var refused = await Account.Post($"prices/{price}", form);

        refused.Status.Should().Be(400);
        refused.Error.GetProperty("code").GetString().Should().Be("parameter_unknown");
    }

    [Fact]
    public async Task Row_28_tax_behavior_is_set_once()
    {
        var price = await Account.Price(await Account.Product());

        (await Account.Post($"prices/{price}", "tax_behavior=inclusive"))["tax_behavior"]
            .GetString()
            .Should()
            .Be("inclusive");
        (await Account.Post($"prices/{price}", "tax_behavior=inclusive")).Status.Should().Be(200);
        (await Account.Post($"prices/{price}", "tax_behavior=exclusive"))
            .Message.Should()
            .Be("You cannot update `tax_behavior` field once it has been specified.");
    }

    [Fact]
    public async Task Row_31_a_default_price_is_archived_only_after_the_default_is_cleared()
    {
        var product = await Account.Product();
        var price = await Account.Price(product);
        await Account.Post($"products/{product}", $"default_price={price}");

        (await Account.Post($"prices/{price}", "active=false")).Status.Should().Be(400);

        await Account.Post($"products/{product}", "default_price=");
        (await Account.Post($"prices/{price}", "active=false"))["active"].GetBoolean().Should().BeFalse();
    }
}
