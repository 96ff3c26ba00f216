using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Adoption;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Adoption;

/// <summary>The file in which a person says what belongs together.</summary>
public sealed class ReviewTests
{
    private static readonly ReviewPlace Place = new("acct_1SandboxMain", "demoproj", "production");

    [Fact]
    public void The_published_example_is_read()
    {
        var path = Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/examples/review/open.json");
        var (choices, faults) = Review.Read(PlacedJson.Read(File.ReadAllText(path)), Place, Sides());
        faults.Should().BeEmpty();
        choices.Should().Equal(new Dictionary<string, string> { ["mug"] = "prod_1", ["mug#red"] = "none" });
    }

    [Fact]
    public void A_new_review_is_read_back_with_no_choice_made()
    {
        Undecided[] open = [new(ObjectType.Product, "mug", "mug", [new("prod_1", "name")], "twins")];
        var text = Review.Write(Place, open, id => id).ToJsonString();
        var (choices, faults) = Review.Read(PlacedJson.Read(text), Place, Sides());
        faults.Should().BeEmpty();
        choices.Should().BeEmpty();
    }

    [Fact]
    public void One_Stripe_object_may_be_chosen_once()
    {
        const string text = """
            { "version": 1, "undecided": [
              { "sanityId": "mug", "choice": "prod_1" },
              { "sanityId": "cup", "choice": "prod_1" },
              { "sanityId": "mug", "choice": "none" } ] }
            """;
        var (_, faults) = Review.Read(PlacedJson.Read(text), Place, Sides());
        faults
            .Select(fault => (fault.Path, fault.Line))
            .Should()
            .Equal(("$.undecided[1].choice", 3), ("$.undecided[2].sanityId", 4));
    }

    [Theory]
    [InlineData("5")]
    [InlineData("{")]
    [InlineData("""{ "version": 1, "undecided": {} }""")]
    [InlineData("""{ "version": 3, "undecided": [] }""")]
    [InlineData("""{ "version": 1, "dataset": "staging", "undecided": [] }""")]
    [InlineData("""{ "version": 1, "undecided": ["mug"] }""")]
    [InlineData("""{ "version": 1, "undecided": [{ "sanityId": "mug", "choice": {} }] }""")]
    public void What_is_no_review_of_this_place_is_refused(string text) =>
        Review.Read(PlacedJson.Read(text), Place, Sides()).Faults.Should().NotBeEmpty();

    private static Unlinked Sides()
    {
        var mug = A.Product();
        mug["variants"] = new JsonArray(
            new JsonObject
            {
                ["_key"] = "red",
                ["unitAmount"] = 1900,
                ["currency"] = "eur",
            }
        );
        var document = new SanityDocument(mug);
        return new()
        {
            Products = [document, new(A.Product("cup", "Cup"))],
            Prices = [.. Parts.Of(document)],
            StripeProducts = [new() { Id = "prod_1", Name = "Mug" }, new() { Id = "prod_2", Name = "Mug" }],
        };
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
