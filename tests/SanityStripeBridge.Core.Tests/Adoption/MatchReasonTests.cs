using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Adoption;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Adoption;

/// <summary>What speaks for a pair, how much it weighs, and in which order people read of it.</summary>
public sealed class MatchReasonTests
{
    private static SanityDocument Mug(string id = "mug", string? named = null)
    {
        var mug = A.Product(id);
        mug["stripeProductId"] = named;
        return new(mug);
    }

    private static SanityDocument Eur(
        string id = "mug-eur",
        string product = "mug",
        Action<JsonObject>? change = null
    )
    {
        var price = A.Price(id, product);
        change?.Invoke(price);
        return new(price);
    }

    private static StripeProduct Product(string id = "prod_1", Action<JsonObject>? change = null)
    {
        var product = A.StripeProduct(id);
        change?.Invoke(product);
        return product.Deserialize(StripeJson.Default.StripeProduct)!;
    }

    private static StripePrice Price(
        string id = "price_1",
        string product = "prod_1",
        long amount = 1999,
        Action<JsonObject>? change = null
    )
    {
        var price = A.StripePrice(id, product, amount);
        change?.Invoke(price);
        return price.Deserialize(StripeJson.Default.StripePrice)!;
    }

    private static Unlinked Sides(
        IReadOnlyList<SanityDocument> products,
        IReadOnlyList<SanityDocument> prices,
        IReadOnlyList<StripeProduct> stripeProducts,
        params StripePrice[] stripePrices
    ) =>
        new()
        {
            Products = products,
            Prices = prices,
            StripeProducts = stripeProducts,
            StripePrices = stripePrices,
            KnownIds = stripeProducts
                .Select(product => product.Id)
                .Concat(stripePrices.Select(price => price.Id))
                .ToHashSet(StringComparer.Ordinal),
        };

    private static Matches Of(Unlinked sides, MatchRules? rules = null) =>
        Matching.Of(sides, A.Settings, rules ?? new());

    private static string Why(Unlinked sides, string id) =>
        Of(sides).Certain.Single(match => match.SanityId == id).Because;

    [Fact]
    public void Everything_that_speaks_for_a_product_is_said_strongest_first()
    {
        var sides = Sides(
            [Mug(named: "prod_1")],
            [Eur(change: price => (price["stripePriceId"], price["lookupKey"]) = ("price_1", "mug_eur"))],
            [Product(change: product => product["metadata"] = A.Marks("mug"))],
            Price(change: price => (price["lookup_key"], price["metadata"]) = ("mug_eur", A.Marks("mug-eur")))
        );
        Why(sides, "mug")
            .Should()
            .Be(
                "the document names it, a price document names a price of it, its metadata names the document, metadata of a price of it names a price document, lookup key, name and price"
            );
        Why(sides, "mug-eur")
            .Should()
            .Be("the document names it, its metadata names the document, lookup key, price");
    }

    [Fact]
    public void A_price_is_matched_by_what_it_costs_and_its_nickname()
    {
        var sides = Sides(
            [Mug()],
            [Eur(change: price => price["nickname"] = " Retail ")],
            [Product()],
            Price(change: price => price["nickname"] = "Retail")
        );
        Why(sides, "mug").Should().Be("name and price");
        Why(sides, "mug-eur").Should().Be("name and price");
    }

    [Fact]
    public void A_name_alone_is_said_to_be_no_more()
    {
        var open = Of(Sides([Mug()], [], [Product()])).Ambiguous.Should().ContainSingle().Subject;
        open.Candidates.Should().Equal(new Candidate("prod_1", "name"));
        open.Why.Should().Be("nothing but the name is alike");
    }

    [Fact]
    public void Of_two_that_fit_equally_well_both_are_named_in_the_order_of_their_ids()
    {
        var open = Of(
            Sides(
                [Mug()],
                [Eur()],
                [Product("prod_2"), Product("prod_1")],
                Price("price_2", "prod_2"),
                Price("price_1", "prod_1")
            )
        )
            .Ambiguous.Should()
            .ContainSingle()
            .Subject;
        open.Why.Should().Be("several fit equally well");
        open.Candidates.Select(candidate => candidate.StripeId).Should().Equal("prod_1", "prod_2");
    }

    [Fact]
    public void The_stronger_candidate_is_named_first_even_where_it_is_wanted_twice()
    {
        var matches = Of(
            Sides([Mug("one", "prod_2"), Mug("two", "prod_2")], [], [Product("prod_1"), Product("prod_2")])
        );
        matches
            .Ambiguous.Single(open => open.SanityId == "one")
            .Candidates.Select(candidate => candidate.StripeId)
            .Should()
            .Equal("prod_2", "prod_1");
        matches.Ambiguous.Should().OnlyContain(open => open.Why == "several fit equally well");
    }

    [Fact]
    public void Pairs_and_doubts_stand_in_the_order_of_the_documents()
    {
        var matches = Of(
            Sides(
                [Mug("b", "prod_b"), Mug("d", "prod_x"), Mug("a", "prod_a"), Mug("c", "prod_x")],
                [],
                [Product("prod_b"), Product("prod_a")]
            )
        );
        matches.Certain.Select(match => match.SanityId).Should().Equal("a", "b");
        matches.Ambiguous.Select(open => open.SanityId).Should().Equal("c", "d");
        matches.Held.Should().BeEquivalentTo("c", "d");
    }

    [Theory]
    [InlineData(true, "price_1")]
    [InlineData(false, "price_2")]
    public void Of_two_prices_with_equal_terms_the_one_that_is_sold_like_the_document_counts(
        bool active,
        string expected
    )
    {
        var sides = Sides(
            [Mug(named: "prod_1")],
            [Eur(change: price => price["active"] = active)],
            [Product()],
            Price("price_1"),
            Price("price_2", change: price => price["active"] = false)
        );
        Of(sides).Certain.Single(match => match.SanityId == "mug-eur").StripeId.Should().Be(expected);
    }

    [Fact]
    public void An_id_outweighs_the_metadata_of_another_price_and_metadata_what_a_third_costs()
    {
        var prices = new[]
        {
            Price("price_1", amount: 1),
            Price("price_2", amount: 2, change: price => price["metadata"] = A.Marks("mug-eur")),
            Price("price_3"),
        };
        Found(Eur(change: price => price["stripePriceId"] = "price_1")).Should().Be("price_1");
        Found(Eur()).Should().Be("price_2");

        string Found(SanityDocument document) =>
            Of(Sides([Mug(named: "prod_1")], [document], [Product()], prices))
                .Certain.Single(match => match.SanityId == "mug-eur")
                .StripeId;
    }

    [Fact]
    public void A_catalogue_that_came_as_a_file_is_matched_by_ids_and_keys_alone()
    {
        var keysOnly = new MatchRules { KeysOnly = true };
        var marked = Sides(
            [Mug()],
            [Eur()],
            [Product(change: product => product["metadata"] = A.Marks("mug"))],
            Price(change: price => price["metadata"] = A.Marks("mug-eur"))
        );
        Of(marked).Certain.Should().HaveCount(2);
        Of(marked, keysOnly).Certain.Should().BeEmpty();
        var named = Sides(
            [Mug(named: "prod_1")],
            [Eur(), Eur("mug-key", change: price => price["lookupKey"] = "k")],
            [Product()],
            Price("price_1"),
            Price("price_2", amount: 7, change: price => price["lookup_key"] = "k")
        );
        Of(named, keysOnly)
            .Certain.Select(match => (match.SanityId, match.StripeId))
            .Should()
            .Equal(("mug", "prod_1"), ("mug-key", "price_2"));
    }

    [Fact]
    public void A_persons_word_about_a_price_counts_and_is_named_as_the_reason()
    {
        var sides = Sides(
            [Mug(named: "prod_1")],
            [Eur(), Eur("mug-b"), Eur("mug-c")],
            [Product()],
            Price("price_1"),
            Price("price_2", amount: 5)
        );
        var rules = new MatchRules
        {
            Choices = new Dictionary<string, string>
            {
                ["mug-eur"] = "price_2",
                ["mug-b"] = MatchRules.Nothing,
            },
        };
        var matches = Of(sides, rules);
        matches
            .Certain.Where(match => match.Type == ObjectType.Price)
            .Select(match => (match.SanityId, match.StripeId, match.Because))
            .Should()
            .BeEquivalentTo([("mug-eur", "price_2", "a person's choice"), ("mug-c", "price_1", "price")]);
        matches.LoneDocuments.Select(lone => lone.SanityId).Should().Equal("mug-b");
        Of(sides, new() { Choices = new Dictionary<string, string> { ["mug"] = MatchRules.Nothing } })
            .Certain.Should()
            .BeEmpty("its prices have no product there");
    }

    [Fact]
    public void A_price_whose_id_nobody_knows_here_waits_for_a_person()
    {
        var unknown = Eur(change: price => price["stripePriceId"] = "price_live");
        var open = Of(Sides([Mug(named: "prod_1")], [unknown], [Product()], Price()))
            .Ambiguous.Should()
            .ContainSingle()
            .Subject;
        (open.Type, open.SanityId, open.Candidates.Count).Should().Be((ObjectType.Price, "mug-eur", 0));
        open.Why.Should()
            .Be(
                "the document names price_live, which is not in this account; --forget-ids treats it as absent"
            );
    }
}
