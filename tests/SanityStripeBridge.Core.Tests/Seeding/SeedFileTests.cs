using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Seeding;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Tests.Seeding;

/// <summary>A file that a person wrote: every fault at once, in the person's own words and lines.</summary>
public sealed class SeedFileTests
{
    private const string Good =
        """{ "key": "eur", "currency": "eur", "unitAmount": 1900, "type": "one_time" }""";

    [Fact]
    public void Slug_and_lookup_key_are_made_of_the_keys_when_they_are_absent_and_empty_text_means_none()
    {
        var family = Read(Product($"{Good}, {Price("b", "\"lookupKey\": \"\"")}")).Families[0];
        family.Product.Body["slug"]!["current"]!.GetValue<string>().Should().Be("mug");
        family
            .Prices.Select(price => (price.Id, price.Text("lookupKey")))
            .Should()
            .Equal(("mug-eur", "mug-eur"), ("mug-b", null));
        Read(Product(Good, "\"slug\": \"\"")).Families[0].Product.Body["slug"].Should().BeNull();
    }

    [Fact]
    public void The_demos_catalogue_is_a_seed_file() =>
        Read(File.ReadAllText(DemoCatalogue)).Families.Should().HaveCountGreaterThan(40);

    [Theory]
    [InlineData("\"unitAmount\": 19.99", "unitAmount")]
    [InlineData("\"unitAmount\": \"1900\"", "unitAmount")]
    [InlineData("\"unitAmount\": -1", "unitAmount")]
    [InlineData("\"unitAmount\": null", "unitAmount")]
    [InlineData("\"unitAmountDecimal\": \"12.5\"", "unitAmountDecimal")]
    [InlineData("\"currency\": \"EUR\"", "currency")]
    [InlineData("\"currency\": 5", "currency")]
    [InlineData("\"type\": \"monthly\"", "type")]
    [InlineData("\"type\": null", "type")]
    [InlineData("\"interval\": \"month\"", "interval")]
    [InlineData("\"trialPeriodDays\": 7", "trialPeriodDays")]
    [InlineData("\"type\": \"recurring\"", "interval")]
    [InlineData("\"type\": \"recurring\", \"interval\": \"month\", \"intervalCount\": 40", "intervalCount")]
    [InlineData("\"active\": \"yes\"", "active")]
    [InlineData("\"default\": 1", "default")]
    [InlineData("\"lookupKey\": 7", "lookupKey")]
    [InlineData("\"metadata\": { \"a\": 1 }", "metadata.a")]
    [InlineData("\"metadata\": { \"sanity_id\": \"x\" }", "metadata.sanity_id")]
    [InlineData("\"taxBehavior\": \"some\"", "taxBehavior")]
    [InlineData("\"tiers\": 5", "tiers")]
    [InlineData("\"key\": \"a b\"", "key")]
    public void A_price_that_cannot_be_is_refused_with_its_path(string change, string path) =>
        Faults(Product(Price("eur", change)))
            .Select(fault => fault.Path)
            .Should()
            .Contain($"$.products[0].prices[0].{path}");

    [Theory]
    [InlineData("\"name\": \"\"", "name")]
    [InlineData("\"name\": 5", "name")]
    [InlineData("\"active\": \"no\"", "active")]
    [InlineData("\"displayOrder\": \"first\"", "displayOrder")]
    [InlineData("\"features\": [\"a\", 5]", "features[1]")]
    [InlineData("\"features\": \"a\"", "features")]
    [InlineData("\"images\": [\"mug.png\"]", "images[0]")]
    [InlineData("\"images\": [\"ftp://shop.example/a.png\"]", "images[0]")]
    [InlineData("\"images\": \"https://shop.example/a.png\"", "images")]
    [InlineData("\"metadata\": { \"a\": [] }", "metadata.a")]
    [InlineData("\"variants\": [5]", "variants[0]")]
    [InlineData("\"variants\": [{ \"currency\": \"eur\", \"unitAmount\": 1 }]", "variants[0].key")]
    [InlineData("\"url\": \"/mug\"", "url")]
    [InlineData("\"sellStatus\": \"gone\"", "sellStatus")]
    [InlineData("\"metadata\": []", "metadata")]
    [InlineData("\"slug\": {}", "slug")]
    [InlineData("\"variants\": {}", "variants")]
    [InlineData("\"variants\": [{ \"key\": \"a\", \"currency\": \"eur\" }]", "variants[0].unitAmount")]
    [InlineData("\"prices\": {}", "prices")]
    public void A_product_that_cannot_be_is_refused_with_its_path(string change, string path) =>
        Faults(Product(Good, change)).Select(fault => fault.Path).Should().Contain($"$.products[0].{path}");

    [Theory]
    [InlineData("[]", "$")]
    [InlineData("5", "$")]
    [InlineData("{ \"version\": 1 }", "$.products")]
    [InlineData("{ \"version\": 1, \"products\": [5] }", "$.products[0]")]
    [InlineData("{ \"version\": 1, \"products\": [], \"links\": 5 }", "$.links")]
    [InlineData("{ \"version\": 1, \"products\": [] } x", "$")]
    [InlineData("", "$")]
    public void What_is_no_seed_file_is_refused(string text, string path) =>
        SeedFile.Read(text).Faults.Select(fault => fault.Path).Should().Contain(path);

    [Fact]
    public void Names_that_would_meet_are_refused_where_the_second_stands()
    {
        var text = $$"""
            { "version": 1, "products": [
              { "key": "mug", "name": "Mug", "prices": [{{Good}}] },
              { "key": "mug-eur", "name": "Mug in euro", "prices": [] },
              { "key": "cup", "name": "Cup", "prices": [{{Price("a", "\"lookupKey\": \"mug-eur\"")}}] } ] }
            """;
        SeedFile
            .Read(text)
            .Faults.Select(fault => (fault.Path, fault.Line))
            .Should()
            .Equal(("$.products[1].key", 3), ("$.products[2].prices[0].lookupKey", 4));
    }

    [Fact]
    public void A_key_that_is_given_twice_is_told()
    {
        var fault = SeedFile.Read("{ \"version\": 1,\n\"version\": 1, \"products\": [] }").Faults.Single();
        (fault.Path, fault.Line).Should().Be(("$.version", 2));
    }

    [Theory]
    [InlineData("images", 8, "https://shop.example/{0}.png")]
    [InlineData("features", 15, "feature {0}")]
    public void A_list_has_no_more_entries_than_Stripe_allows(string field, int most, string form)
    {
        Read(Product(Good, List(most))).Families.Should().ContainSingle();
        Faults(Product(Good, List(most + 1)))
            .Should()
            .ContainSingle()
            .Which.Path.Should()
            .Be($"$.products[0].{field}");

        string List(int count) =>
            $"\"{field}\": [{string.Join(", ", Enumerable.Range(1, count).Select(i => $"\"{string.Format(System.Globalization.CultureInfo.InvariantCulture, form, i)}\""))}]";
    }

    [Fact]
    public void The_links_of_an_export_name_each_pair_by_the_id_that_the_file_gives_it()
    {
        var origin = Read(
            """
            {"version":1,"products":[],"links":{"account":"acct_1","mode":"test","products":[
               {"key":"mug","sanityId":"old-mug","stripeId":"prod_1","prices":[{"key":"eur","stripeId":"price_1"},{"key":"usd","stripeId":null},{"stripeId":"price_9"}],
                "variants":[{"key":"k1","sanityId":"old-mug","stripeId":"price_k"}]},
               {"sanityId":"x","stripeId":"y"},7]}}
            """
        ).Origin!;
        (origin.Account, origin.Mode).Should().Be(("acct_1", "test"));
        origin
            .Links.Should()
            .BeEquivalentTo(
                new Dictionary<string, (string, string)>
                {
                    ["mug"] = ("old-mug", "prod_1"),
                    ["mug-eur"] = ("mug-eur", "price_1"),
                    ["mug#k1"] = ("old-mug", "price_k"),
                }
            );
        Read("""{"version":1,"products":[]}""").Origin.Should().BeNull();
    }

    [Fact]
    public void Further_currencies_tiers_and_variants_get_the_same_keys_each_time()
    {
        var text = Product(
            Price("eur", "\"currencyOptions\": [{ \"currency\": \"usd\", \"unitAmount\": 2199 }]"),
            "\"variants\": [{ \"key\": \"s\", \"currency\": \"eur\", \"unitAmount\": 1 }], \"metadata\": { \"color\": \"red\" }"
        );
        var (one, two) = (Read(text).Families[0], Read(text).Families[0]);
        one.Prices[0].Body.ToJsonString().Should().Be(two.Prices[0].Body.ToJsonString());
        one.Prices[0].Body["currencyOptions"]![0]!["_key"]!.ToString().Should().NotBeEmpty();
        one.Product.Body["metadata"]![0]!["_key"]!.ToString().Should().NotBeEmpty();
        one.Product.Body["variants"]![0]!["_key"]!.ToString().Should().Be("s");
        Read(text).PriceCount.Should().Be(2);
    }

    [Fact]
    public void Two_defaults_are_one_too_many() =>
        Faults(Product($"{Price("a", "\"default\": true")}, {Price("b", "\"default\": true")}"))
            .Should()
            .ContainSingle()
            .Which.Path.Should()
            .Be("$.products[0].prices[1].default");

    [Fact]
    public void Unknown_keys_may_stand_anywhere() =>
        Read(Product(Price("eur", "\"note\": 5"), "\"bornIn\": \"stripe\"")).PriceCount.Should().Be(1);

    internal static string DemoCatalogue =>
        Path.Combine(
            Path.GetDirectoryName(Here())!,
            "../../../src/SanityStripeBridge/Cli/Demo/catalogue.json"
        );

    private static string Here([CallerFilePath] string path = "") => path;

    private static SeedFile Read(string text)
    {
        var (file, faults) = SeedFile.Read(text);
        faults.Should().BeEmpty();
        return file!;
    }

    private static IReadOnlyList<FileFault> Faults(string text) => SeedFile.Read(text).Faults;

    // Of two keys with one name the later counts here; a file may not have them.
    private static string Product(string prices, string more = "\"note\": 1") =>
        Merged(
            $$"""{ "key": "mug", "name": "Mug", "prices": [{{prices}}] }""",
            more,
            text => $$"""{ "version": 1, "products": [{{text}}] }"""
        );

    private static string Price(string key, string more) =>
        Merged(
            Good.Replace("\"eur\", \"currency\"", $"\"{key}\", \"currency\"", StringComparison.Ordinal),
            more,
            text => text
        );

    private static string Merged(string json, string more, Func<string, string> around)
    {
        var node = JsonNode.Parse(json)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse($"{{{more}}}")!.AsObject())
            node[name] = value?.DeepClone();
        return around(node.ToJsonString());
    }
}
