using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>What the work on a product looks at first, and what it says besides what it writes.</summary>
public sealed class ProductWorkTests
{
    private const string Missing = "https://gone.example/x.png";

    private static Wants First(World world, Concern concern, Look? seen = null) =>
        FamilyPlanner.Plan(world.Memory, seen ?? new(), concern, [], world.Settings, world.Now).Wants;

    private static World TwoPrices()
    {
        var world = ReplacementTests.Linked().Put(A.Price("mug-usd", amount: 5));
        world.Settle();
        return world;
    }

    [Fact]
    public void A_price_brings_its_document_and_its_product_along_in_one_look()
    {
        foreach (
            var concern in new Concern[]
            {
                new() { StripePrices = ["price_0002"] },
                new() { PriceDocuments = ["mug-usd"] },
            }
        )
        {
            var wants = First(TwoPrices(), concern);
            wants.Products.Should().Equal("sanity_mug");
            wants.Prices.Should().Equal("price_0002");
            wants.Documents.Should().Equal("mug", "mug-usd");
            wants.PricesOf.Should().BeNull();
        }
    }

    [Fact]
    public void Where_everything_is_looked_at_the_list_of_prices_comes_first()
    {
        var wants = First(TwoPrices(), new() { Everything = true, StripePrices = ["price_0002"] });
        wants.PricesOf.Should().Be("sanity_mug");
        wants.Prices.Should().BeEmpty();
        wants.Documents.Should().Contain("mug-usd");
        First(
            TwoPrices(),
            new() { Everything = true, StripePrices = ["price_0002"] },
            new() { AllStripePrices = true }
        )
            .Prices.Should()
            .Equal(["price_0002"], "the list left it out, so it is read by itself");
    }

    [Fact]
    public void A_product_alone_asks_for_no_list_of_prices_unless_its_document_is_back()
    {
        var world = ReplacementTests.Linked();
        var kept = (JsonObject)world.Documents["mug"].DeepClone();
        var product = new Concern();
        First(world, product, Seen(world)).PricesOf.Should().BeNull();
        world.Documents.Remove("mug");
        world.Settle();
        First(world, product, Seen(world)).PricesOf.Should().BeNull();
        world.Put(kept);
        First(world, product, Seen(world)).PricesOf.Should().Be("sanity_mug");

        static Look Seen(World world) => world.Seen() with { AllStripePrices = false };
    }

    [Fact]
    public void What_became_of_the_two_objects_stands_in_the_history()
    {
        var world = ReplacementTests.Linked();
        var (document, product) = (
            (JsonObject)world.Documents["mug"].DeepClone(),
            (JsonObject)world.Stripe.Products["sanity_mug"].DeepClone()
        );
        world.Stripe.Products.Remove("sanity_mug");
        Told(world).Should().Equal("it was deleted in Stripe");
        world.Documents.Remove("mug");
        Told(world).Should().Equal("it is gone on both sides");
        world.Put(document).PutInStripe(product);
        Told(world).Should().Equal("both objects are there again");
        Told(world).Should().BeEmpty();

        static IEnumerable<string> Told(World world)
        {
            var notes = world.Plan(new Concern()).Notes;
            world.Settle(new Concern());
            return notes.Where(note => note.SanityId == "mug").Select(note => note.Sentence);
        }
    }

    [Fact]
    public void An_image_that_could_not_be_fetched_is_told_at_every_look()
    {
        var world = ReplacementTests.Linked();
        world.Stripe.Products["sanity_mug"]["images"] = new JsonArray(Missing);
        world.Memory = world.Memory with
        {
            Images = [new("mug", Missing, null, "the server said 404", A.Monday.AddDays(1))],
        };
        world
            .Plan()
            .Findings.Should()
            .Equal(
                new Finding(
                    "mug",
                    CompanionStatus.Synced,
                    $"The image {Missing} of Stripe is left out here: the server said 404. It is tried again daily"
                )
            );
        world.Plan().Changes.Should().BeEmpty();
    }

    [Fact]
    public void A_list_of_which_Stripe_takes_only_the_beginning_says_so()
    {
        var world = ReplacementTests.Linked();
        world.Documents["mug"]["features"] = new JsonArray([
            .. Enumerable.Range(0, 16).Select(i => (JsonNode)$"feature {i}"),
        ]);
        var finding = world.Plan().Findings.Should().ContainSingle().Subject;
        (finding.SanityId, finding.Status).Should().Be(("mug", CompanionStatus.Synced));
        finding.Message.Should().Contain("15");
        world.Settle();
        world.Stripe.Product("sanity_mug")!.MarketingFeatures.Should().HaveCount(15);
    }

    [Fact]
    public void A_product_that_is_made_or_brought_over_is_not_compared_in_the_same_plan()
    {
        var plan = new World().Put(A.Product()).Plan();
        plan.Changes.Should().ContainSingle().Which.Action.Should().Be(ChangeAction.Create);
        plan.Findings.Should().BeEmpty();
        plan.Conflicts.Should().BeEmpty();
    }
}
