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
