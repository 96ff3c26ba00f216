using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Seeding;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Seeding;

/// <summary>A catalogue as a file, from which the same catalogue can be made elsewhere.</summary>
public sealed class SeedExportTests
{
    private static readonly ExportPlace Place = new("acct_1", "test", "zp7mbokg", "production");

    [Fact]
    public void The_demos_catalogue_is_the_same_after_it_was_exported_and_read_again()
    {
        var families = Read(File.ReadAllText(SeedFileTests.DemoCatalogue)).Families;
        var export = new SeedExport(new Dictionary<string, string>(), A.Settings.ImageUrl);
        var text = export.Write(
            families
                .Reverse()
                .Select(family => new Exported(family.Id, family.Product, family.Prices, null, [])),
            Place
        );
        export.LeftOut.Should().BeEmpty();
        export.Count.Should().Be((families.Count, Read(text).PriceCount));
        foreach (
            var (again, family) in Read(text)
                .Families.Zip(families.OrderBy(family => family.Id, StringComparer.Ordinal))
        )
        {
            again.Id.Should().Be(family.Id);
            JsonNode.DeepEquals(again.Product.Body["slug"], family.Product.Body["slug"]).Should().BeTrue();
            Values(again.Product).Should().Equal(Values(family.Product));
            again
                .Prices.ToDictionary(price => price.Id, Values)
                .Should()
                .BeEquivalentTo(family.Prices.ToDictionary(price => price.Id, Values));
        }
    }

    [Fact]
    public void Products_and_prices_stand_in_the_order_of_their_keys_and_the_links_come_last()
    {
        var file = Written(
            [Family(A.Product("tee", "Tee")), Family(A.Product(), A.Price("mug-usd"), A.Price())],
            ("mug", "prod_1"),
            ("mug-usd", "price_1")
        );
        file.Select(entry => entry.Key).Should().Equal("version", "products", "links");
        Keys(file["products"]).Should().Equal("mug", "tee");
        Keys(file["products"]![0]!["prices"]).Should().Equal("eur", "usd");
        file["links"]!
            .ToJsonString()
            .Should()
            .Be(
                """{"account":"acct_1","mode":"test","project":"zp7mbokg","dataset":"production","products":["""
                    + """{"key":"mug","sanityId":"mug","stripeId":"prod_1","prices":[{"key":"usd","sanityId":"mug-usd","stripeId":"price_1"}]},"""
                    + """{"key":"tee","sanityId":"tee","stripeId":null,"prices":[]}]}"""
            );
    }

    [Fact]
    public void What_cannot_be_mirrored_is_left_out_and_told_and_the_others_are_written()
    {
        var broken = A.Price("mug-usd");
        broken.Remove("unitAmount");
        var export = new SeedExport(new Dictionary<string, string>(), A.Settings.ImageUrl);
        var file = JsonNode.Parse(
            export.Write(
                [
                    Family(A.Product("tee", " "), A.Price("tee-eur", "tee")),
                    Family(A.Product(), broken, A.Price()),
                ],
                Place
            )
        )!;
        Keys(file["products"]).Should().Equal("mug");
        Keys(file["products"]![0]!["prices"]).Should().Equal("eur");
        export.LeftOut.Should().HaveCount(2);
        export
            .LeftOut.Should()
            .ContainSingle(text => text.StartsWith("tee: ", StringComparison.Ordinal))
            .And.ContainSingle(text => text.StartsWith("mug-usd: ", StringComparison.Ordinal));
        export.Count.Should().Be((1, 1));
    }

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("true", null, null, null)]
    [InlineData("false", null, "false", null)]
    [InlineData(null, "internal", null, "internal")]
    [InlineData("false", "internal", "false", "internal")]
    [InlineData("false", "sold_out", "false", "sold_out")]
    public void A_product_says_only_what_makes_it_inactive(
        string? active,
        string? sellStatus,
        string? activeInFile,
        string? sellStatusInFile
    )
    {
        var mug = A.Product();
        mug["active"] = active is null ? null : JsonNode.Parse(active);
        mug["sellStatus"] = sellStatus;
        var product = Single(Family(mug));
        (product["active"]?.ToJsonString()).Should().Be(activeInFile);
        (product["sellStatus"]?.ToString()).Should().Be(sellStatusInFile);
    }

    [Theory]
    [InlineData("mug", null)]
    [InlineData("big-mug", "big-mug")]
    [InlineData(null, "")]
    public void A_slug_that_the_key_would_give_is_not_written_and_none_is_empty_text(
        string? slug,
        string? inFile
    )
    {
        var mug = A.Product();
        mug["slug"] = slug is null ? null : new JsonObject { ["current"] = slug };
        (Single(Family(mug))["slug"]?.ToString()).Should().Be(inFile);
    }

    [Theory]
    [InlineData("mug-eur", null)]
    [InlineData("mug_eur", "mug_eur")]
    [InlineData(null, "")]
    public void A_lookup_key_that_the_keys_would_give_is_not_written_and_none_is_empty_text(
        string? lookupKey,
        string? inFile
    )
    {
        var eur = A.Price();
        eur["lookupKey"] = lookupKey;
        (Single(Family(A.Product(), eur))["prices"]![0]!["lookupKey"]?.ToString()).Should().Be(inFile);
    }

    [Fact]
    public void The_default_price_says_so_and_no_other()
    {
        var mug = A.Product();
        mug["defaultPrice"] = A.Reference("mug-usd");
        var prices = Single(Family(mug, A.Price(), A.Price("mug-usd")))["prices"]!;
        prices[0]!["default"].Should().BeNull();
        prices[1]!["default"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public void Images_are_addresses_metadata_is_an_object_and_lists_lose_their_keys()
    {
        var (mug, eur) = (A.Product(), A.Price());
        mug["images"] = JsonNode.Parse(
            """[{"_type":"image","_key":"a","asset":{"_ref":"image-a-1x1-png"} }]"""
        );
        mug["metadata"] = A.Metadata(("color", "red"));
        eur["metadata"] = A.Metadata(("erp", "4711"));
        eur["currencyOptions"] = JsonNode.Parse(
            """[{"_key":"k","_type":"option","currency":"usd","unitAmount":2199}]"""
        );
        var product = Single(Family(mug, eur));
        product["images"]!
            .ToJsonString()
            .Should()
            .Be("""["https://cdn.sanity.io/images/zp7mbokg/production/a-1x1.png"]""");
        product["metadata"]!.ToJsonString().Should().Be("""{"color":"red"}""");
        product["defaultPrice"].Should().BeNull();
        var price = product["prices"]![0]!;
        price["metadata"]!.ToJsonString().Should().Be("""{"erp":"4711"}""");
        price["currencyOptions"]!.ToJsonString().Should().Be("""[{"currency":"usd","unitAmount":2199}]""");
    }

    [Fact]
    public void Tiers_are_written_without_keys()
    {
        var eur = A.Price();
        eur.Remove("unitAmount");
        (eur["type"], eur["interval"]) = ("recurring", "month");
        (eur["billingScheme"], eur["tiersMode"]) = ("tiered", "graduated");
        eur["tiers"] = JsonNode.Parse(
            """[{"_key":"a","upTo":10,"unitAmount":5},{"_key":"b","unitAmount":4}]"""
        );
        Single(Family(A.Product(), eur))["prices"]![0]!["tiers"]!
            .ToJsonString()
            .Should()
            .Be("""[{"upTo":10,"unitAmount":5},{"unitAmount":4}]""");
    }

    [Fact]
    public void Variants_go_with_their_keys_and_links_and_one_that_cannot_be_mirrored_is_told()
    {
        var mug = A.Product();
        mug["defaultVariant"] = "s";
        mug["variants"] = JsonNode.Parse(
            """
            [{"_key":"s","title":" Small ","currency":"eur","unitAmount":1900,"stripePriceId":"price_s"},
             {"_key":"l","title":"Large","currency":"eur"},
             {"title":"No key","currency":"eur","unitAmount":1},
             {"_key":"m","title":"Medium","currency":"eur","unitAmount":2100}]
            """
        );
        var export = new SeedExport(
            new Dictionary<string, string> { ["mug"] = "prod_1", ["mug#s"] = "price_s" },
            A.Settings.ImageUrl
        );
        var file = JsonNode.Parse(export.Write([Family(mug, A.Price())], Place))!;
        var product = file["products"]![0]!;
        product["variants"]!
            .ToJsonString()
            .Should()
            .Be(
                """[{"key":"s","title":"Small","currency":"eur","unitAmount":1900},{"key":"m","title":"Medium","currency":"eur","unitAmount":2100}]"""
            );
        product["defaultVariant"]!.ToString().Should().Be("s");
        file["links"]!["products"]![0]!["variants"]!
            .ToJsonString()
            .Should()
            .Be("""[{"key":"s","sanityId":"mug","stripeId":"price_s"}]""");
        export.LeftOut.Should().ContainSingle().Which.Should().StartWith("mug#l: ");
        export.Count.Should().Be((1, 3));
    }

    [Fact]
    public void A_product_that_only_Stripe_has_is_written_as_the_document_that_it_would_become()
    {
        var (product, once, monthly) = (
            A.StripeProduct(),
            A.StripePrice(),
            A.StripePrice("price_2", amount: 900)
        );
        product["default_price"] = "price_2";
        product["metadata"] = new JsonObject
        {
            ["erp"] = "4711",
            ["sanity_id"] = "mug",
            ["plan_type"] = "pro",
        };
        once["lookup_key"] = "mug_once";
        var written = Single(new("stripe-prod_1", null, [], Stripe(product), [Price(once), Price(monthly)]));
        (written["key"]!.ToString(), written["name"]!.ToString(), written["planType"]!.ToString())
            .Should()
            .Be(("stripe-prod_1", "Mug", "pro"));
        written["metadata"]!.ToJsonString().Should().Be("""{"erp":"4711"}""");
        written["slug"].Should().BeNull();
        written["variants"].Should().BeNull();
        Keys(written["prices"]).Should().Equal("stripe-price_1", "stripe-price_2");
        written["prices"]![0]!["lookupKey"]!.ToString().Should().Be("mug_once");
        written["prices"]![0]!["default"].Should().BeNull();
        written["prices"]![1]!["default"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public void A_price_that_only_Stripe_has_is_no_default_beside_a_document()
    {
        var product = A.StripeProduct();
        product["default_price"] = "price_1";
        var written = Single(
            Family(A.Product()) with
            {
                Product = Stripe(product),
                Prices = [Price(A.StripePrice())],
            }
        );
        written["prices"]![0]!["default"].Should().BeNull();
        written["prices"]![0]!["unitAmount"]!.GetValue<long>().Should().Be(1999);
    }

    [Theory]
    [InlineData("mug", true)]
    [InlineData("mug_2-b", true)]
    [InlineData("shop.mug", false)]
    [InlineData("tässchen", false)]
    public void An_id_that_may_not_be_a_key_is_replaced_by_one_that_stays_the_same(string id, bool kept)
    {
        var key = Single(Family(A.Product(id)))["key"]!.ToString();
        if (kept)
            key.Should().Be(id);
        else
            key.Should()
                .MatchRegex("^p-[0-9a-f]{12}$")
                .And.Be(Single(Family(A.Product(id)))["key"]!.ToString());
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void A_key_has_at_most_a_hundred_characters(int length, bool kept)
    {
        var id = new string('m', length);
        (Single(Family(A.Product(id)))["key"]!.ToString() == id).Should().Be(kept);
    }

    [Fact]
    public void A_price_is_named_by_what_follows_its_products_key_and_no_two_alike()
    {
        var names = Keys(
            Single(
                Family(A.Product(), A.Price(), A.Price("eur"), A.Price("a.b"), A.Price(new string('x', 125)))
            )["prices"]
        );
        names.Should().HaveCount(4).And.OnlyHaveUniqueItems().And.Contain("eur");
        names
            .Where(name => name != "eur")
            .Should()
            .OnlyContain(name => name.StartsWith("p-", StringComparison.Ordinal));
    }

    private static IEnumerable<KeyValuePair<string, FieldValue>> Values(SanityDocument document) =>
        document.Type == "price"
            ? SanityReader.Price(document).Fields
            : SanityReader.Product(document, _ => true, _ => null).Fields;

    private static Exported Family(JsonObject product, params JsonObject[] prices) =>
        new(
            (string)product["_id"]!,
            new(product),
            [.. prices.Select(price => new SanityDocument(price))],
            null,
            []
        );

    private static JsonNode Single(Exported family) => Written([family])["products"]!.AsArray().Single()!;

    private static JsonObject Written(Exported[] families, params (string Id, string StripeId)[] links) =>
        JsonNode
            .Parse(
                new SeedExport(
                    links.ToDictionary(link => link.Id, link => link.StripeId),
                    A.Settings.ImageUrl
                ).Write(families, Place)
            )!
            .AsObject();

    private static IEnumerable<string> Keys(JsonNode? list) =>
        list!.AsArray().Select(entry => entry!["key"]!.ToString());

    private static SeedFile Read(string text)
    {
        var (file, faults) = SeedFile.Read(text);
        faults.Should().BeEmpty();
        return file!;
    }

    private static StripeProduct Stripe(JsonObject product) =>
        product.Deserialize(StripeJson.Default.StripeProduct)!;

    private static StripePrice Price(JsonObject price) => price.Deserialize(StripeJson.Default.StripePrice)!;
}
