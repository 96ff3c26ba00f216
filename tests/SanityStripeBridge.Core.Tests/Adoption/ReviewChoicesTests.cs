using SanityStripeBridge.Core.Adoption;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Adoption;

/// <summary>What a person may choose in a review, and what is told of a choice that cannot be.</summary>
public sealed class ReviewChoicesTests
{
    private static readonly ReviewPlace Place = new("acct_1", "demoproj", "production");

    private static readonly Unlinked Sides = new()
    {
        Products = [new(A.Product())],
        Prices = [new(A.Price())],
        StripeProducts = [new() { Id = "prod_1", Name = "Mug" }],
        StripePrices = [Price("price_1")],
        Linked = new Dictionary<string, string> { ["tee"] = "prod_tee" },
    };

    [Theory]
    [InlineData(
        """{"sanityId":"tee","choice":"prod_1"}""",
        "is for tee, which is not there or is linked already"
    )]
    [InlineData(
        """{"sanityId":"mug","choice":"prod_9"}""",
        "is prod_9, which is not in this account or is linked already"
    )]
    [InlineData(
        """{"sanityId":"mug-eur","type":"price","choice":"prod_1"}""",
        "is prod_1, which is no price"
    )]
    [InlineData(
        """{"sanityId":"mug","type":"product","choice":"price_1"}""",
        "is price_1, which is no product"
    )]
    [InlineData("""{"sanityId":"mug","choice":7}""", "must be a Stripe id, \"none\" or null")]
    [InlineData("""{"sanityId":"","choice":"prod_1"}""", "must be the id of a document")]
    [InlineData("""{"choice":"prod_1"}""", "must be the id of a document")]
    [InlineData("7", "must be an object")]
    public void A_choice_that_cannot_be_is_told_in_a_sentence(string entry, string sentence)
    {
        var (choices, faults) = Read(entry);
        faults.Select(fault => fault.Sentence).Should().Equal(sentence);
        choices.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"sanityId":"mug","type":"product","choice":"prod_1"}""", "mug", "prod_1")]
    [InlineData("""{"sanityId":"mug-eur","type":"price","choice":"price_1"}""", "mug-eur", "price_1")]
    [InlineData("""{"sanityId":"mug-eur","choice":"price_1"}""", "mug-eur", "price_1")]
    [InlineData("""{"sanityId":"gone","choice":"none"}""", "gone", "none")]
    [InlineData("""{"sanityId":"tee","choice":"prod_tee"}""", "tee", "prod_tee")]
    public void A_choice_may_be_a_counterpart_none_or_what_was_linked_by_it_before(
        string entry,
        string id,
        string choice
    )
    {
        var (choices, faults) = Read(entry);
        faults.Should().BeEmpty();
        choices.Should().Equal(new Dictionary<string, string> { [id] = choice });
    }

    [Fact]
    public void A_second_word_about_a_document_is_told() =>
        Read("""{"sanityId":"mug","choice":"none"},{"sanityId":"mug","choice":"prod_1"}""")
            .Faults.Select(fault => (fault.Path, fault.Sentence))
            .Should()
            .Equal(("$.undecided[1].sanityId", "is mug a second time; remove one of the two entries"));

    [Theory]
    [InlineData("account", "acct_2", "is acct_2, but the settings lead to acct_1")]
    [InlineData("project", "other", "is other, but the settings lead to demoproj")]
    [InlineData("dataset", "staging", "is staging, but the settings lead to production")]
    public void A_review_of_another_place_is_refused(string name, string value, string sentence)
    {
        var text = $$"""{"version":1,"{{name}}":"{{value}}","undecided":[]}""";
        var fault = Review.Read(PlacedJson.Read(text), Place, Sides).Faults.Should().ContainSingle().Subject;
        (fault.Path, fault.Sentence).Should().Be(("$." + name, sentence));
    }

    [Fact]
    public void A_review_is_good_for_any_account_where_the_settings_know_none() =>
        Review
            .Read(
                PlacedJson.Read("""{"version":1,"account":"acct_2","undecided":[]}"""),
                Place with
                {
                    Account = null,
                },
                Sides
            )
            .Faults.Should()
            .BeEmpty();

    [Fact]
    public void What_is_open_is_written_with_what_both_sides_show_and_an_empty_choice()
    {
        Undecided[] open =
        [
            new(
                ObjectType.Price,
                "mug",
                "mug#k1",
                [new("price_1", "the lookup key")],
                "several fit equally well"
            ),
        ];
        var entry = Review.Write(Place, open, id => "shows " + id)["undecided"]![0]!;
        entry
            .ToJsonString()
            .Should()
            .Be(
                """{"type":"price","sanityId":"mug","variant":"k1","shows":"shows mug#k1","why":"several fit equally well","candidates":[{"stripeId":"price_1","shows":"shows price_1","because":"the lookup key"}],"choice":null}"""
            );
    }

    private static (IReadOnlyDictionary<string, string> Choices, IReadOnlyList<FileFault> Faults) Read(
        string entries
    ) => Review.Read(PlacedJson.Read($$"""{"version":1,"undecided":[{{entries}}]}"""), Place, Sides);

    private static StripePrice Price(string id) =>
        System.Text.Json.JsonSerializer.Deserialize(A.StripePrice(id), StripeJson.Default.StripePrice)!;
}
