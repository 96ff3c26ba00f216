using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Core.Tests.Planning;

public sealed class CatalogueFilterTests
{
    private static readonly ObjectFacts Product = new()
    {
        Type = ObjectType.Product,
        PlanType = "pro",
        Active = true,
        States = new HashSet<string> { "linked", "drift" },
        Created = new DateTimeOffset(2026, 2, 1, 12, 0, 0, TimeSpan.Zero),
    };

    [Theory]
    [InlineData("type=product", true)]
    [InlineData("type=price", false)]
    [InlineData("type!=price", true)]
    [InlineData("planType=pro", true)]
    [InlineData("planType!=pro", false)]
    [InlineData("project=", true)]
    [InlineData("active=true", true)]
    [InlineData("state=drift", true)]
    [InlineData("state=conflict", false)]
    [InlineData("created>2026-01-31", true)]
    [InlineData("created<2026-01-31", false)]
    [InlineData("created=2026-02-01", true)]
    [InlineData("type=product, active=true ,state=linked", true)]
    [InlineData("type=product,active=false", false)]
    public void All_terms_must_pass(string filter, bool passes) =>
        CatalogueFilter.Parse(filter).Passes(Product).Should().Be(passes);

    [Theory]
    [InlineData("created=2026-02-01", "2026-02-01T00:00:00Z", true)]
    [InlineData("created=2026-02-01", "2026-02-01T23:59:59Z", true)]
    [InlineData("created=2026-02-01", "2026-02-02T00:00:00Z", false)]
    [InlineData("created=2026-02-01", "2026-01-31T23:59:59Z", false)]
    [InlineData("created>2026-02-01", "2026-02-01T00:00:00Z", false)]
    [InlineData("created>2026-02-01", "2026-02-01T00:00:01Z", true)]
    [InlineData("created<2026-02-01", "2026-02-01T00:00:00Z", false)]
    [InlineData("created<2026-02-01", "2026-01-31T23:59:59Z", true)]
    [InlineData("created!=2026-02-01", "2026-02-02T00:00:00Z", true)]
    [InlineData("created<2026-02-01", null, false)]
    [InlineData("created=2026-02-01", null, false)]
    public void A_day_is_from_midnight_to_midnight_in_UTC_and_what_has_no_date_has_none(
        string filter,
        string? created,
        bool passes
    )
    {
        var facts = Product with
        {
            Created = created is null
                ? null
                : DateTimeOffset.Parse(created, System.Globalization.CultureInfo.InvariantCulture),
        };
        CatalogueFilter.Parse(filter).Passes(facts).Should().Be(passes);
    }

    [Theory]
    [InlineData("type=price", true)]
    [InlineData("type=product", false)]
    [InlineData("active=false", true)]
    [InlineData("active=true", false)]
    [InlineData("planType=", true)]
    [InlineData("planType!=pro", true)]
    [InlineData("project=shop", true)]
    [InlineData("project=", false)]
    [InlineData("state=unlinked", true)]
    public void A_price_that_is_off_sale_and_has_no_plan_type_is_found_by_just_that(
        string filter,
        bool passes
    )
    {
        var facts = new ObjectFacts
        {
            Type = ObjectType.Price,
            Project = "shop",
            States = new HashSet<string> { "unlinked" },
        };
        CatalogueFilter.Parse(filter).Passes(facts).Should().Be(passes);
    }

    [Theory]
    [InlineData(
        "=product",
        "'=product' is no term; expected key=value, key!=value, created>date or created<date"
    )]
    [InlineData("type!", "'type!' is no term; expected key!=value")]
    [InlineData("type!product", "'type!product' is no term; expected key!=value")]
    [InlineData("state=lost", "'lost' is not one of linked, unlinked, drift, conflict, error")]
    [InlineData("planType>a", "'planType' has no order; only created can be compared with < and >")]
    [InlineData("created>soon", "'soon' is no date; expected one like 2026-01-31")]
    public void The_sentence_says_what_was_found_and_what_is_expected(string filter, string sentence) =>
        FluentActions
            .Invoking(() => CatalogueFilter.Parse(filter))
            .Should()
            .Throw<FormatException>()
            .WithMessage(sentence);

    [Theory]
    [InlineData("colour=red")]
    [InlineData("type")]
    [InlineData("type=shoe")]
    [InlineData("active=yes")]
    [InlineData("state=lost")]
    [InlineData("planType>a")]
    [InlineData("created>soon")]
    [InlineData("type!product")]
    [InlineData("")]
    public void What_is_no_filter_is_refused_with_a_sentence(string filter) =>
        FluentActions.Invoking(() => CatalogueFilter.Parse(filter)).Should().Throw<FormatException>();
}
