using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Adoption;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Adoption;

/// <summary>What belongs together on two filled sides, and what only a person can say.</summary>
public sealed class MatchingTests
{
    private readonly List<SanityDocument> _products = [];
    private readonly List<SanityDocument> _prices = [];
    private readonly List<StripeProduct> _stripeProducts = [];
    private readonly List<StripePrice> _stripePrices = [];
    private MatchRules _rules = new();

    [Fact]
    public void A_stored_id_is_certain_although_names_and_prices_differ()
    {
        Document("mug", "Mug", ("stripeProductId", "prod_1"));
        Product("prod_1", "Beaker");
        Certain().Should().Equal(("mug", "prod_1"));
    }

    [Fact]
    public void A_stored_id_outweighs_a_lookup_key_and_metadata()
    {
        Document("mug", "Mug", ("stripeProductId", "prod_1"));
        Price("mug-eur", "mug", 1900, ("lookupKey", "mug"));
        Product("prod_1", "Mug");
        Product("prod_2", "Mug", ("sanity_id", "mug"));
        StripePrice("price_2", "prod_2", 1900, "mug");
        Certain().Should().Contain(("mug", "prod_1"));
    }

    [Fact]
    public void Metadata_outweighs_a_lookup_key()
    {
        Document("mug", "Mug");
        Price("mug-eur", "mug", 1900, ("lookupKey", "mug"));
        Product("prod_1", "Mug");
        StripePrice("price_1", "prod_1", 1900, "mug");
        Product("prod_2", "Cup", ("sanity_id", "mug"));
        Certain().Should().Contain(("mug", "prod_2"));
    }

    [Fact]
    public void A_lookup_key_finds_the_product_and_the_price_whatever_they_are_called_and_cost()
    {
        Document("mug", "Mug");
        Price("mug-eur", "mug", 1900, ("lookupKey", "mug"));
        Product("prod_1", "Beaker");
        StripePrice("price_1", "prod_1", 2500, "mug");
        Certain().Should().Equal(("mug", "prod_1"), ("mug-eur", "price_1"));
    }

    [Fact]
    public void Name_and_price_together_are_certain_and_the_prices_are_matched_by_their_terms()
    {
        Document("mug", "Mug ");
        Price("mug-eur", "mug", 1900);
        Price("mug-big", "mug", 2900);
        Product("prod_1", "Mug");
        StripePrice("price_2", "prod_1", 2900);
        StripePrice("price_1", "prod_1", 1900);
        Certain().Should().Equal(("mug", "prod_1"), ("mug-big", "price_2"), ("mug-eur", "price_1"));
    }

    [Fact]
    public void A_name_alone_is_never_certain()
    {
        Document("mug", "Mug");
        Price("mug-eur", "mug", 1900);
        Product("prod_1", "Mug");
        StripePrice("price_1", "prod_1", 2500);
        Certain().Should().BeEmpty();
        var open = Matches().Ambiguous.Should().ContainSingle().Subject;
        open.Candidates.Should().ContainSingle().Which.StripeId.Should().Be("prod_1");
        open.Why.Should().Contain("name");
    }

    [Fact]
    public void Twins_wait_for_a_person_and_so_do_their_prices()
    {
        Document("mug", "Mug");
        Price("mug-eur", "mug", 1900);
        foreach (var id in new[] { "prod_1", "prod_2" })
        {
            Product(id, "Mug");
            StripePrice("price_" + id, id, 1900);
        }
        Certain().Should().BeEmpty();
        var matches = Matches();
        matches.Ambiguous.Should().ContainSingle().Which.Candidates.Should().HaveCount(2);
        matches.Held.Should().BeEquivalentTo("mug", "prod_1", "prod_2");
        matches.LoneDocuments.Should().BeEmpty();
        matches.LoneObjects.Should().BeEmpty();
    }

    [Fact]
    public void An_archived_twin_does_not_confuse_anybody()
    {
        Document("mug", "Mug");
        Price("mug-eur", "mug", 1900);
        Product("prod_1", "Mug");
        StripePrice("price_1", "prod_1", 1900);
        Product("prod_0", "Mug", active: false);
        StripePrice("price_0", "prod_0", 1900);
        Certain().Should().Equal(("mug", "prod_1"), ("mug-eur", "price_1"));
        Matches().LoneObjects.Select(lone => lone.StripeId).Should().BeEquivalentTo("prod_0", "price_0");
    }

    [Fact]
    public void What_becomes_the_only_one_left_is_certain()
    {
        Document("one", "Mug");
        Price("one-eur", "one", 1900, ("lookupKey", "first"));
        Document("two", "Mug");
        Price("two-eur", "two", 1900);
        Product("prod_1", "Mug");
        StripePrice("price_1", "prod_1", 1900, "first");
        Product("prod_2", "Mug");
        StripePrice("price_2", "prod_2", 1900);
        Certain().Should().Contain([("one", "prod_1"), ("two", "prod_2")]);
    }

    [Fact]
    public void A_document_copied_in_the_Studio_does_not_take_its_originals_product()
    {
        Document("mug", "Mug");
        Document("copy", "Mug copy", ("stripeProductId", "prod_1"));
        Product("prod_1", "Mug", ("sanity_id", "mug"));
        Certain().Should().Equal(("mug", "prod_1"));
        Matches().LoneDocuments.Should().ContainSingle().Which.SanityId.Should().Be("copy");
    }

    [Fact]
    public void Two_documents_that_name_one_product_wait_for_a_person()
    {
        Document("one", "Mug", ("stripeProductId", "prod_1"));
        Document("two", "Mug", ("stripeProductId", "prod_1"));
        Product("prod_1", "Mug");
        Certain().Should().BeEmpty();
        Matches().Ambiguous.Should().HaveCount(2);
    }

    [Fact]
    public void An_id_that_the_account_does_not_know_waits_for_a_person_until_it_is_forgotten()
    {
        Document("mug", "Mug", ("stripeProductId", "prod_live"));
        Price("mug-eur", "mug", 1900, ("stripePriceId", "price_live"));
        Product("prod_1", "Mug");
        StripePrice("price_1", "prod_1", 1900);
        Certain().Should().BeEmpty();
        Matches()
            .Ambiguous.Should()
            .ContainSingle()
            .Which.Why.Should()
            .Contain("prod_live")
            .And.Contain("--forget-ids");

        _rules = new() { ForgetIds = true };
        Certain().Should().Equal(("mug", "prod_1"), ("mug-eur", "price_1"));
    }

    [Fact]
    public void Equal_prices_of_one_product_are_told_apart_by_their_nickname_or_by_a_person()
    {
        Document("mug", "Mug", ("stripeProductId", "prod_1"));
        Price("mug-a", "mug", 1900, ("nickname", "Retail"));
        Price("mug-b", "mug", 1900, ("nickname", "Staff"));
        Price("mug-c", "mug", 500);
        Product("prod_1", "Mug");
        StripePrice("price_1", "prod_1", 1900, nickname: "Staff");
        StripePrice("price_2", "prod_1", 1900, nickname: "Retail");
        StripePrice("price_3", "prod_1", 500);
        StripePrice("price_4", "prod_1", 500);
        Certain().Should().Equal(("mug", "prod_1"), ("mug-a", "price_2"), ("mug-b", "price_1"));
        Matches().Ambiguous.Should().ContainSingle().Which.SanityId.Should().Be("mug-c");
    }

    [Fact]
    public void A_persons_word_outweighs_everything_and_none_means_a_thing_of_its_own()
    {
        Document("one", "Mug", ("stripeProductId", "prod_1"));
        Document("two", "Mug", ("stripeProductId", "prod_1"));
        Product("prod_1", "Mug");
        _rules = new()
        {
            Choices = new Dictionary<string, string> { ["one"] = MatchRules.Nothing, ["two"] = "prod_1" },
        };
        Certain().Should().Equal(("two", "prod_1"));
        Matches().Ambiguous.Should().BeEmpty();
        Matches().LoneDocuments.Should().ContainSingle().Which.SanityId.Should().Be("one");
    }

    [Fact]
    public void Another_datasets_marks_prove_nothing()
    {
        Document("mug", "Mug");
        Product("prod_1", "Beaker", ("sanity_id", "mug"), ("sanity_dataset", "staging"));
        Certain().Should().BeEmpty();
    }

    [Fact]
    public void A_variant_is_matched_like_a_price_document()
    {
        var document = A.Product("mug", "Mug");
        document["variants"] = new JsonArray(
            new JsonObject
            {
                ["_key"] = "k1",
                ["unitAmount"] = 1900,
                ["currency"] = "eur",
                ["lookupKey"] = "mug_red",
            }
        );
        _products.Add(new(document));
        _prices.AddRange(Core.Mapping.Parts.Of(_products[0]));
        Product("prod_1", "Mug");
        StripePrice("price_1", "prod_1", 1900, "mug_red");
        Certain().Should().Equal(("mug", "prod_1"), ("mug#k1", "price_1"));
    }

    private List<(string, string)> Certain() =>
        [.. Matches().Certain.Select(match => (match.SanityId, match.StripeId))];

    private Matches Matches() =>
        Matching.Of(
            new()
            {
                Products = _products,
                Prices = _prices,
                StripeProducts = _stripeProducts,
                StripePrices = _stripePrices,
                KnownIds = _stripeProducts
                    .Select(product => product.Id)
                    .Concat(_stripePrices.Select(price => price.Id))
                    .ToHashSet(StringComparer.Ordinal),
            },
            A.Settings,
            _rules
        );

    private void Document(string id, string name, params (string Name, JsonNode? Value)[] more) =>
        _products.Add(new(With(A.Product(id, name), more)));

    private void Price(
        string id,
        string product,
        long amount,
        params (string Name, JsonNode? Value)[] more
    ) => _prices.Add(new(With(A.Price(id, product, amount), more)));

    private void Product(string id, string name, params (string Key, string Value)[] metadata) =>
        Product(id, name, true, metadata);

    private void Product(string id, string name, bool active, params (string Key, string Value)[] metadata)
    {
        var product = A.StripeProduct(id, name);
        product["active"] = active;
        foreach (var (key, value) in metadata)
            product["metadata"]![key] = value;
        _stripeProducts.Add(product.Deserialize(StripeJson.Default.StripeProduct)!);
    }

    private void StripePrice(
        string id,
        string product,
        long amount,
        string? lookupKey = null,
        string? nickname = null
    ) =>
        _stripePrices.Add(
            new()
            {
                Id = id,
                Active = true,
                Currency = "eur",
                UnitAmount = amount,
                LookupKey = lookupKey,
                Nickname = nickname,
                Product = new(product, null),
            }
        );

    private static JsonObject With(JsonObject body, (string Name, JsonNode? Value)[] more)
    {
        foreach (var (name, value) in more)
            body[name] = value;
        return body;
    }
}
