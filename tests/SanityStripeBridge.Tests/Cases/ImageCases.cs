using System.Text.Json.Nodes;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Pictures, and lists that Stripe cuts.</summary>
public sealed class ImageCases
{
    [Fact, Trait("case", "65")]
    public async Task An_image_born_in_Stripe_becomes_an_asset_once_and_its_echo_fetches_nothing()
    {
        await using var pictures = await PictureHost.StartAsync();
        var url = pictures.Show("/mug.png", PictureHost.Png(640));
        await using var world = await Shop.WithMugAsync(("BRIDGE_IMAGE_HOSTS", pictures.Host));
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { images = new[] { url } });
        await world.SettleAsync();
        world.Calls.Should().Be((1, 0, 1, 2), "one upload and one patch");
        pictures.Fetches.Should().Be(1);
        var image = Images(world).Should().ContainSingle().Subject;
        ((string?)image["asset"]!["_ref"]).Should().MatchRegex("^image-[0-9a-f]{40}-640x10-png$");
        ((string?)image["_key"]).Should().NotBeNullOrEmpty();
        world.StripeProduct(Shop.Mug)["images"]![0]!
            .ToString()
            .Should()
            .Be(url, "it stays where finance put it");
        await world.ShouldAgreeAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Blue mug");
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { description = "Blue" });
        await world.SettleAsync();
        await world.RestartAsync();
        await world.SettleAsync();
        pictures.Fetches.Should().Be(1, "it is known by now");
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "65")]
    public async Task An_address_of_our_own_dataset_is_its_asset_without_any_fetch()
    {
        await using var world = await Shop.WithMugAsync();
        var asset = Asset(world, 300);
        await world.Stripe.Dashboard.EditProductAsync(
            Shop.Mug,
            new { images = new[] { Address(asset) + "?w=800&fit=max" } }
        );
        await world.SettleAsync();
        ((string?)Images(world).Single()["asset"]!["_ref"]).Should().Be(asset);
        world.Calls.Should().Be((1, 0, 1, 1));
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "65")]
    public async Task What_finance_changes_in_the_list_keeps_key_crop_and_text_of_the_images_that_stay()
    {
        await using var world = await Shop.WithMugAsync();
        var (first, second, third) = (Asset(world, 1), Asset(world, 2), Asset(world, 3));
        await world.Sanity.Studio.SetAsync(
            "mug",
            "images",
            new JsonArray(
                Image(first, "a"),
                Image(second, "b", ("alt", "From the side"), ("crop", new JsonObject { ["top"] = 0.5 }))
            )
        );
        await world.SettleAsync();
        world.Calls.Should().Be((1, 1, 0, 0));
        world.StripeProduct(Shop.Mug)["images"]!
            .AsArray()
            .Select(url => (string)url!)
            .Should()
            .Equal(Address(first), Address(second));
        var kept = Images(world)[1].ToJsonString();
        await world.Stripe.Dashboard.EditProductAsync(
            Shop.Mug,
            new { images = new[] { Address(second), Address(third) } }
        );
        await world.SettleAsync();
        Images(world).Should().HaveCount(2);
        Images(world)[0].ToJsonString().Should().Be(kept);
        ((string?)Images(world)[1]["asset"]!["_ref"]).Should().Be(third);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "65")]
    public async Task A_product_born_in_Stripe_brings_its_images_along()
    {
        await using var pictures = await PictureHost.StartAsync();
        var urls = new[]
        {
            pictures.Show("/1.png", PictureHost.Png(1)),
            pictures.Show("/2.png", PictureHost.Png(2)),
        };
        await using var world = await BridgeWorld.StartAsync(settings: ("BRIDGE_IMAGE_HOSTS", pictures.Host));
        await world.Stripe.Dashboard.CreateProductAsync(new { name = "Bowl", images = urls });
        await world.SettleAsync();
        var document = world.Documents("product").Should().ContainSingle().Subject;
        Images(world, document.Id).Should().HaveCount(2);
        Images(world, document.Id).Select(image => (string?)image["_key"]).Should().OnlyHaveUniqueItems();
        pictures.Fetches.Should().Be(2);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "65")]
    public async Task A_preview_fetches_and_stores_nothing()
    {
        await using var pictures = await PictureHost.StartAsync();
        var url = pictures.Show("/mug.png", PictureHost.Png(640));
        await using var world = await Shop.WithMugAsync(("BRIDGE_IMAGE_HOSTS", pictures.Host));
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { images = new[] { url } });
        var change = (await world.PlanAsync()).Changes.Should().ContainSingle().Subject;
        change.Fields.Should().ContainSingle(field => field.Path == "images");
        pictures.Fetches.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(0);
    }

    [Fact, Trait("case", "65")]
    public async Task An_image_that_cannot_be_fetched_is_left_out_with_a_sentence_and_tried_again_daily()
    {
        await using var pictures = await PictureHost.StartAsync();
        var missing = pictures.Address("/later.png");
        var there = pictures.Show("/there.png", PictureHost.Png(7));
        await using var world = await Shop.WithMugAsync(("BRIDGE_IMAGE_HOSTS", pictures.Host));
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { images = new[] { missing, there } });
        await world.SettleAsync();
        Images(world).Should().ContainSingle();
        world
            .Document("stripeSync-mug")!
            .Text("message")
            .Should()
            .Contain(missing)
            .And.Contain("answered 404");
        await world.ShouldAgreeAsync();
        var fetches = pictures.Fetches;
        await world.Sanity.Studio.SetAsync("mug", "images", new JsonArray(Image(Asset(world, 9), "n")));
        await world.SettleAsync();
        pictures.Fetches.Should().Be(fetches, "a day has not passed");
        world.StripeProduct(Shop.Mug)["images"]!
            .AsArray()
            .Select(url => (string)url!)
            .Should()
            .Contain(missing, "what we could not fetch is not ours to throw away");
        pictures.Show("/later.png", PictureHost.Png(8));
        world.Clock.Advance(TimeSpan.FromHours(25));
        await world.SettleAsync();
        Images(world).Should().HaveCount(2);
        world.Document("stripeSync-mug")!.Text("message").Should().BeNull();
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "65")]
    [InlineData("http://127.0.0.1:1/x.png", "https")]
    [InlineData("https://127.0.0.1:1/x.png", "public address")]
    [InlineData("https://localhost:1/x.png", "public address")]
    [InlineData("https://[::1]:1/x.png", "public address")]
    [InlineData("https://169.254.169.254/latest/meta-data", "public address")]
    [InlineData("https://[::ffff:10.0.0.1]/x.png", "public address")]
    [InlineData("https://2130706433/x.png", "public address")]
    [InlineData("ftp://pictures.example/x.png", "https")]
    public async Task No_address_leads_the_bridge_inside(string url, string said)
    {
        await using var world = await BridgeWorld.StartAsync();
        var outcome = await world.Get<Mirror.IImages>().ImportAsync(url, default);
        outcome.Should().BeOfType<Mirror.ImageOutcome.OutOfReach>().Which.Reason.Should().Contain(said);
        world.Calls.Should().Be((0, 0, 0, 0));
    }

    [Theory, Trait("case", "65")]
    [InlineData("to-inside", "only https")]
    [InlineData("for-ever", "more than 5 times")]
    [InlineData("text", "text/html")]
    [InlineData("large", "larger than 20 MB")]
    [InlineData("broken", "Sanity does not take it")]
    public async Task What_is_no_picture_or_leads_elsewhere_is_left_out(string page, string said)
    {
        await using var pictures = await PictureHost.StartAsync();
        pictures.Redirect("/to-inside", "http://127.0.0.1:1/secret.png");
        pictures.Redirect("/for-ever", "/for-ever");
        pictures.Show("/text", "<html>"u8.ToArray(), "text/html");
        pictures.Show("/large", new byte[(20 * 1024 * 1024) + 1]);
        pictures.Show("/broken", "no picture at all, whatever it says"u8.ToArray());
        await using var world = await BridgeWorld.StartAsync(settings: ("BRIDGE_IMAGE_HOSTS", pictures.Host));
        var outcome = await world.Get<Mirror.IImages>().ImportAsync(pictures.Address("/" + page), default);
        outcome.Should().BeOfType<Mirror.ImageOutcome.OutOfReach>().Which.Reason.Should().Contain(said);
        world.Documents("sanity.imageAsset").Should().BeEmpty();
    }

    [Fact, Trait("case", "64")]
    public async Task More_than_eight_images_show_the_first_eight_in_Stripe_with_a_sentence_and_never_come_back()
    {
        await using var world = await Shop.WithMugAsync();
        var assets = Enumerable.Range(1, 10).Select(width => Asset(world, width)).ToList();
        await world.Sanity.Studio.SetAsync(
            "mug",
            "images",
            new JsonArray([.. assets.Select(asset => Image(asset, asset[6..12]))])
        );
        await world.SettleAsync();
        world.Calls.StripeWrites.Should().Be(1);
        world.StripeProduct(Shop.Mug)["images"]!
            .AsArray()
            .Select(url => (string)url!)
            .Should()
            .Equal(assets.Take(8).Select(Address));
        world.Document("stripeSync-mug")!.Text("message").Should().Contain("the first 8 of 10");
        await world.Stripe.Dashboard.EditProductAsync(
            Shop.Mug,
            new { images = new[] { Address(assets[9]) } }
        );
        await world.SettleAsync();
        Images(world).Should().HaveCount(10);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "64")]
    public async Task More_than_fifteen_features_show_the_first_fifteen_in_Stripe_with_a_sentence()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync(
            "mug",
            "features",
            new JsonArray([.. Enumerable.Range(1, 17).Select(n => (JsonNode)$"Feature {n}")])
        );
        await world.SettleAsync();
        world.Calls.Should().Be((1, 1, 0, 1), "the one transaction is the sentence");
        world.StripeProduct(Shop.Mug)["marketing_features"]!.AsArray().Should().HaveCount(15);
        world.Document("stripeSync-mug")!.Text("message").Should().Contain("the first 15 of 17");
        world.Document("mug")!.Body["features"]!.AsArray().Should().HaveCount(17);
        await world.ShouldAgreeAsync();
    }

    private static List<JsonObject> Images(BridgeWorld world, string document = "mug") =>
        [.. (world.Document(document)!.Body["images"] as JsonArray ?? []).Select(image => image!.AsObject())];

    private static JsonObject Image(string asset, string key, params (string Name, JsonNode Value)[] more)
    {
        var image = new JsonObject
        {
            ["_type"] = "image",
            ["_key"] = key,
            ["asset"] = new JsonObject { ["_type"] = "reference", ["_ref"] = asset },
        };
        foreach (var (name, value) in more)
            image[name] = value;
        return image;
    }

    private static string Asset(BridgeWorld world, int width) =>
        world.Sanity.UploadImage(PictureHost.Png(width));

    private static string Address(string asset) =>
        Core.Mapping.ImageAddress.Of(asset, "https://cdn.sanity.io", "demoproj", "production")!;
}
