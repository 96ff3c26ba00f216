using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Mapping;

/// <summary>The ways to charge exclude each other, and every amount must be one that its currency knows.</summary>
public sealed class AmountRulesTests
{
    private const string Open = """[{"upTo":10,"unitAmount":5},{"unitAmount":4}]""";

    private static Mapped Price(string changes)
    {
        var price = A.Price();
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject())
            price[name] = value?.DeepClone();
        return SanityReader.Price(new(price));
    }

    private static Mapped Tiered(string tiers, string more = "{}")
    {
        var changes = JsonNode.Parse(more)!.AsObject();
        changes["unitAmount"] ??= null;
        changes["type"] ??= "recurring";
        changes["interval"] = "month";
        changes["tiersMode"] ??= "graduated";
        changes["tiers"] = JsonNode.Parse(tiers);
        return Price(changes.ToJsonString());
    }

    private static void ShouldSay(Mapped mapped, string path, string sentence)
    {
        var problem = mapped.Problems.Should().ContainSingle().Subject;
        problem.Path.Should().Be(path);
        problem.Sentence.Should().Contain(sentence);
    }

    [Theory]
    [InlineData("""[{"upTo":10,"unitAmount":5}]""", "the last tier ends at 10, but must be open")]
    [InlineData("""[{"unitAmount":5},{"unitAmount":4}]""", "tier 1 is open, but only the last one may be")]
    [InlineData(
        """[{"upTo":10,"unitAmount":5},{"upTo":10,"unitAmount":4},{"unitAmount":3}]""",
        "tier 2 ends at 10, but must end after 10"
    )]
    [InlineData("""[{"upTo":0,"unitAmount":5},{"unitAmount":4}]""", "tier 1 ends at 0, but must end after 0")]
    [InlineData("""[{"upTo":10},{"unitAmount":4}]""", "tier 1 has neither unitAmount nor flatAmount")]
    [InlineData(
        """[{"upTo":2.5,"unitAmount":5},{"unitAmount":4}]""",
        "upTo is 2.5, but must be a whole number"
    )]
    [InlineData("""[{"unitAmount":-1}]""", "unitAmount of tier 1 is -1, but must lie between 0")]
    [InlineData(
        """[{"flatAmountDecimal":"1,5"}]""",
        "flatAmountDecimal is \"1,5\", which is no decimal number"
    )]
    [InlineData("""[{"unitAmount":5,"unitAmountDecimal":"6"}]""", "clear one of them")]
    public void Tiers_ascend_end_open_and_have_amounts(string tiers, string sentence)
    {
        var problem = Tiered(tiers).Problems[0];
        problem.Path.Should().Be("tiers");
        problem.Sentence.Should().Contain(sentence);
    }

    [Theory]
    [InlineData("""{"unitAmount":5}""", "billingScheme", "so unitAmount must be empty")]
    [InlineData(
        """{"transformQuantity":{"divideBy":2,"round":"up"}}""",
        "billingScheme",
        "so transformQuantity must be empty"
    )]
    [InlineData(
        """{"customUnitAmount":{"minimum":1}}""",
        "billingScheme",
        "so customUnitAmount must be empty"
    )]
    [InlineData("""{"type":"one_time"}""", "billingScheme", "only a recurring price can have tiers")]
    [InlineData("""{"tiersMode":"stairs"}""", "tiersMode", "must be graduated or volume")]
    [InlineData(
        """{"currencyOptions":[{"currency":"usd","unitAmount":5}]}""",
        "currencyOptions",
        "beside a plain unitAmount"
    )]
    public void Tiers_exclude_the_other_ways_to_charge(string more, string path, string sentence) =>
        ShouldSay(Tiered(Open, more), path, sentence);

    [Theory]
    [InlineData("9223372036854775807", true)]
    [InlineData("-9223372036854775808", true)]
    [InlineData("9223372036854775808", false)]
    [InlineData("-9223372036854775809", false)]
    public void A_whole_amount_is_a_number_as_far_as_a_number_goes(string text, bool isNumber)
    {
        var amount = Normal.Amount(text)!.Value;
        (amount.AsInteger() is not null).Should().Be(isNumber);
        amount.Json!.Trim('"').Should().Be(text);
    }

    [Fact]
    public void A_tiered_price_needs_tiers() =>
        ShouldSay(Tiered("[]", """{"billingScheme":"tiered"}"""), "tiers", "there are no tiers");

    [Fact]
    public void Tiers_that_the_Studio_hides_say_nothing()
    {
        var mapped = Price($$"""{"billingScheme":"per_unit","tiersMode":"volume","tiers":{{Open}}}""");
        mapped.Problems.Should().BeEmpty();
        mapped.Fields["tiers"].IsAbsent.Should().BeTrue();
    }

    [Theory]
    [InlineData("""{"customUnitAmount":{"minimum":100}}""", "so unitAmount must be empty")]
    [InlineData(
        """{"unitAmount":null,"customUnitAmount":{"minimum":100,"preset":50}}""",
        "in ascending order"
    )]
    [InlineData(
        """{"unitAmount":null,"customUnitAmount":{"maximum":1.5}}""",
        "needs maximum as a whole number"
    )]
    [InlineData(
        """{"unitAmount":null,"currency":"isk","customUnitAmount":{"minimum":150}}""",
        "must end in 00"
    )]
    public void A_chosen_amount_has_bounds_and_no_amount_beside_it(string changes, string sentence) =>
        ShouldSay(Price(changes), "customUnitAmount", sentence);

    [Fact]
    public void An_empty_object_is_a_chosen_amount_only_where_no_other_stands()
    {
        Price("""{"unitAmount":null,"customUnitAmount":{"_type":"object"}}""")
            .Fields["customUnitAmount"]
            .Json.Should()
            .Be("{}");
        Price("""{"customUnitAmount":{"_type":"object"}}""")
            .Fields["customUnitAmount"]
            .IsAbsent.Should()
            .BeTrue();
    }

    [Theory]
    [InlineData(
        """[{"currency":"eur","unitAmount":5}]""",
        "currencyOptions.eur.unitAmount",
        "the price's own currency"
    )]
    [InlineData("""[{"currency":"usd"}]""", "currencyOptions.usd.unitAmount", "without an amount")]
    [InlineData(
        """[{"currency":"usd","unitAmount":1},{"currency":"USD","unitAmount":2}]""",
        "currencyOptions.usd.unitAmount",
        "names usd twice"
    )]
    [InlineData("""[{"currency":"dollar","unitAmount":1}]""", "currencyOptions", "three-letter code")]
    [InlineData("""[{"currency":"kwd","unitAmount":5}]""", "currencyOptions.kwd.unitAmount", "must end in 0")]
    [InlineData(
        """[{"currency":"usd","unitAmount":5,"taxBehavior":"maybe"}]""",
        "currencyOptions.usd.taxBehavior",
        "inclusive, exclusive or unspecified"
    )]
    public void A_further_currency_is_another_one_once_with_an_amount(
        string options,
        string path,
        string sentence
    ) => ShouldSay(Price($$"""{"currencyOptions":{{options}}}"""), path, sentence);

    [Theory]
    [InlineData("""{"usageType":"metered"}""", "meter", "needs a meter")]
    [InlineData("""{"meter":"mtr_1"}""", "meter", "only for a metered price")]
    [InlineData("""{"usageType":"sometimes"}""", "usageType", "licensed or metered")]
    public void Metered_use_needs_its_meter(string changes, string path, string sentence)
    {
        var all = JsonNode.Parse(changes)!.AsObject();
        (all["type"], all["interval"]) = ("recurring", "month");
        ShouldSay(Price(all.ToJsonString()), path, sentence);
    }

    [Theory]
    [InlineData("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf", 0, 1)]
    [InlineData("bhd jod kwd omr tnd", 3, 10)]
    [InlineData("isk ugx", 2, 100)]
    [InlineData("huf twd eur usd", 2, 1)]
    public void Each_currency_has_its_decimals_and_its_step(string currencies, int decimals, long step)
    {
        foreach (var currency in currencies.Split(' '))
        {
            CurrencyRules.Decimals(currency).Should().Be(decimals, currency);
            CurrencyRules.StepProblem(currency, 7 * step).Should().BeNull(currency);
            if (step > 1)
                CurrencyRules
                    .StepProblem(currency, 7 * step + 1)
                    .Should()
                    .Contain(
                        $"must end in {step.ToString(System.Globalization.CultureInfo.InvariantCulture)[1..]}"
                    );
            else
                CurrencyRules.StepProblem(currency, 7 * step + 1).Should().BeNull(currency);
        }
    }

    [Theory]
    [InlineData("jpy", "1900 is 1900")]
    [InlineData("kwd", "19990 is 19.990")]
    [InlineData("isk", "1900 is 19")]
    [InlineData("eur", "1999 is 19.99")]
    public void The_sentence_about_a_missing_amount_counts_as_the_currency_does(
        string currency,
        string example
    ) => ShouldSay(Price($$"""{"unitAmount":null,"currency":"{{currency}}"}"""), "unitAmount", example);

    [Fact]
    public void Zero_beside_another_amount_of_a_tier_says_nothing() =>
        Tiered("""[{"unitAmount":0,"flatAmount":5}]""")
            .Fields["tiers"]
            .Should()
            .Be(Tiered("""[{"flatAmount":5}]""").Fields["tiers"]);

    [Fact]
    public void A_tier_that_survives_keeps_its_key_and_what_else_stands_in_it()
    {
        var patch = new SanityPatch(
            JsonNode
                .Parse(
                    """{"tiers":[{"_key":"a","upTo":10,"unitAmount":5,"note":"x"},{"_key":"b","unitAmount":4}]}"""
                )!
                .AsObject()
        );
        patch.Write(
            DefaultMapping.Spec(ObjectType.Price, "tiers"),
            FieldValue.From(
                JsonNode.Parse(
                    """[{"upTo":10,"unitAmount":"5.5"},{"upTo":20,"unitAmount":4},{"flatAmount":3}]"""
                )
            )
        );
        JsonNode
            .DeepEquals(
                patch.Set["tiers"],
                JsonNode.Parse(
                    """[{"_key":"a","upTo":10,"note":"x","unitAmountDecimal":"5.5"},{"_key":"upto-20","upTo":20,"unitAmount":4},{"_key":"b","flatAmount":3}]"""
                )
            )
            .Should()
            .BeTrue(patch.Set.ToJsonString());
    }
}
