using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Mapping;

/// <summary>What Stripe would refuse is said before anything is sent, in the document's words.</summary>
public sealed class SanityRulesTests
{
    private static string Text(int length) => new('x', length);

    private static Mapped Product(Action<JsonObject> edit)
    {
        var mug = A.Product();
        edit(mug);
        return SanityReader.Product(new(mug), _ => true, A.Settings.ImageUrl);
    }

    private static Mapped Price(Action<JsonObject> edit)
    {
        var eur = A.Price();
        edit(eur);
        return SanityReader.Price(new(eur));
    }

    private static void ShouldRefuse(Mapped mapped, string path, string sentence)
    {
        var problem = mapped.Problems.Should().ContainSingle().Subject;
        problem.Path.Should().Be(path);
        problem.Sentence.Should().Contain(sentence);
    }

    [Theory]
    [InlineData("name", 5000, "name has 5001 characters; Stripe allows 5000")]
    [InlineData("description", 40000, "description has 40001 characters; Stripe allows 40000")]
    [InlineData("unitLabel", 12, "unitLabel has 13 characters; Stripe allows 12")]
    [InlineData("statementDescriptor", 22, "statementDescriptor has 23 characters; Stripe allows 22")]
    [InlineData("icon", 500, "icon has 501 characters; Stripe allows 500")]
    public void A_text_of_a_product_has_its_limit(string path, int most, string sentence)
    {
        Product(mug => mug[path] = Text(most)).Problems.Should().BeEmpty();
        ShouldRefuse(Product(mug => mug[path] = Text(most + 1)), path, sentence);
    }

    [Theory]
    [InlineData("nickname", 5000)]
    [InlineData("lookupKey", 200)]
    public void A_text_of_a_price_has_its_limit(string path, int most)
    {
        Price(eur => eur[path] = Text(most)).Problems.Should().BeEmpty();
        ShouldRefuse(Price(eur => eur[path] = Text(most + 1)), path, $"Stripe allows {most}");
    }

    [Fact]
    public void A_product_needs_a_name() =>
        ShouldRefuse(Product(mug => mug["name"] = " "), "name", "name is empty");

    [Theory]
    [InlineData("A<B", "must not contain")]
    [InlineData("it's", "must not contain")]
    [InlineData("4711", "Latin letter")]
    public void A_statement_descriptor_has_its_letters(string text, string sentence) =>
        ShouldRefuse(Product(mug => mug["statementDescriptor"] = text), "statementDescriptor", sentence);

    [Theory]
    [InlineData("/mug")]
    [InlineData("shop.example/mug")]
    [InlineData("ftp://shop.example/mug")]
    public void An_address_is_a_whole_web_address(string url) =>
        ShouldRefuse(Product(mug => mug["url"] = url), "url", "whole address");

    [Fact]
    public void A_feature_has_80_characters() =>
        ShouldRefuse(
            Product(mug => mug["features"] = new JsonArray(Text(81))),
            "features",
            "Stripe allows 80"
        );

    [Theory]
    [InlineData("", "without a key")]
    [InlineData("a[b]", "square bracket")]
    [InlineData("sanity_id", "written by the bridge")]
    [InlineData("plan_type", "written by the bridge")]
    [InlineData("x234567890123456789012345678901234567890x", "Stripe allows 40")]
    public void A_metadata_key_has_its_form(string key, string sentence) =>
        ShouldRefuse(Product(mug => mug["metadata"] = A.Metadata((key, "v"))), "metadata." + key, sentence);

    [Fact]
    public void A_metadata_key_stands_once() =>
        ShouldRefuse(
            Product(mug => mug["metadata"] = A.Metadata(("k", "1"), ("k", "2"))),
            "metadata.k",
            "twice"
        );

    [Fact]
    public void A_metadata_value_has_500_characters() =>
        ShouldRefuse(
            Price(eur => eur["metadata"] = A.Metadata(("k", Text(501)))),
            "metadata.k",
            "Stripe allows 500"
        );

    [Fact]
    public void Metadata_leaves_room_for_the_bridges_own_keys_and_for_the_fields_that_live_there()
    {
        JsonArray Entries(int count) =>
            A.Metadata([.. Enumerable.Range(0, count).Select(i => ($"k{i}", "v"))]);
        Product(mug => mug["metadata"] = Entries(44)).Problems.Should().BeEmpty();
        ShouldRefuse(Product(mug => mug["metadata"] = Entries(45)), "metadata", "45 entries; at most 44");
        ShouldRefuse(
            Product(mug =>
            {
                mug["metadata"] = Entries(44);
                mug["icon"] = "i";
            }),
            "metadata",
            "44 entries; at most 43"
        );
    }

    [Theory]
    [InlineData("day", 1095)]
    [InlineData("week", 156)]
    [InlineData("month", 36)]
    [InlineData("year", 3)]
    public void An_interval_has_its_most(string interval, int most)
    {
        Mapped Every(int count) =>
            Price(eur =>
            {
                eur["type"] = "recurring";
                eur["interval"] = interval;
                eur["intervalCount"] = count;
            });
        Every(most).Problems.Should().BeEmpty();
        ShouldRefuse(Every(most + 1), "intervalCount", $"between 1 and {most}");
        ShouldRefuse(Every(0), "intervalCount", $"between 1 and {most}");
    }

    [Theory]
    [InlineData("fortnight")]
    [InlineData(null)]
    public void A_recurring_price_needs_an_interval_that_Stripe_knows(string? interval) =>
        ShouldRefuse(
            Price(eur =>
            {
                eur["type"] = "recurring";
                eur["interval"] = interval;
            }),
            "interval",
            "day, week, month or year"
        );

    [Theory]
    [InlineData("-1", "between 0 and 99999999")]
    [InlineData("100000000", "between 0 and 99999999")]
    [InlineData("19.99", "minor units are whole numbers")]
    [InlineData("null", "has no amount")]
    public void An_amount_is_a_whole_number_of_minor_units_within_bounds(string json, string sentence) =>
        ShouldRefuse(Price(eur => eur["unitAmount"] = JsonNode.Parse(json)), "unitAmount", sentence);

    [Theory]
    [InlineData("-0.5", "between 0 and 99999999")]
    [InlineData("100000000.5", "between 0 and 99999999")]
    [InlineData("0.1234567890123", "at most 12 decimals")]
    [InlineData("12,5", "no decimal number")]
    public void A_decimal_amount_is_within_bounds_and_has_12_decimals(string text, string sentence) =>
        ShouldRefuse(
            Price(eur =>
            {
                eur.Remove("unitAmount");
                eur["unitAmountDecimal"] = text;
            }),
            "unitAmount",
            sentence
        );

    [Fact]
    public void Two_amounts_that_differ_are_refused() =>
        ShouldRefuse(Price(eur => eur["unitAmountDecimal"] = "20"), "unitAmount", "clear one of them");

    [Theory]
    [InlineData("euro")]
    [InlineData(null)]
    public void A_currency_has_three_letters(string? currency) =>
        ShouldRefuse(Price(eur => eur["currency"] = currency), "currency", "three-letter code");

    [Fact]
    public void A_value_of_the_wrong_shape_is_told_and_not_guessed() =>
        ShouldRefuse(Product(mug => mug["shippable"] = "yes"), "shippable", "must be true or false");
}
