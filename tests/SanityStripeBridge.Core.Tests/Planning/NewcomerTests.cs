using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>Prices that appear on one side of a family that is linked already.</summary>
public sealed class NewcomerTests
{
    private static World With(Action<JsonObject> newcomer)
    {
        var price = A.StripePrice("price_x", "sanity_mug", 700);
        newcomer(price);
        return ReplacementTests.Linked().PutInStripe(price);
    }

    private static bool IsImported(FamilyPlan plan) =>
        plan.Changes.Any(change =>
            change is { Side: Side.Sanity, Action: ChangeAction.Create, SanityId: "stripe-price_x" }
        );

    [Fact]
    public void A_copy_with_the_metadata_of_another_price_gets_a_document_of_its_own_and_says_so()
    {
        var plan = With(price => price["metadata"] = A.Marks("mug-eur")).Plan();
        IsImported(plan).Should().BeTrue();
        plan.Notes.Should()
            .Equal(
                (
                    "stripe-price_x",
                    "price_x was copied in Stripe with metadata that names mug-eur; it is a thing of its own, and its metadata is corrected"
                )
            );
    }

    [Fact]
    public void One_that_we_made_for_a_document_that_does_not_name_it_gets_no_other()
    {
        var world = With(price =>
        {
            price["metadata"] = A.Marks("mug-eur");
            price["metadata"]!["bridge_op"] = "op9";
        });
        IsImported(world.Plan()).Should().BeFalse();
    }

    [Fact]
    public void One_that_the_document_names_among_its_former_ones_gets_no_other()
    {
        var world = With(price => price["metadata"] = A.Marks("mug-eur"));
        world.Documents["mug-eur"]["previousStripePriceIds"] = new JsonArray("price_a", "price_x");
        IsImported(world.Plan()).Should().BeFalse();
    }

    [Theory]
    [InlineData("price_other", true)]
    [InlineData("price_x", false)]
    public void One_that_names_a_document_of_another_product_is_copied_unless_that_one_names_it(
        string named,
        bool imported
    )
    {
        var tee = A.Price("tee-eur", "tee");
        tee["stripePriceId"] = named;
        var world = With(price => price["metadata"] = A.Marks("tee-eur")).Put(tee);
        IsImported(world.Plan()).Should().Be(imported);
    }

    [Fact]
    public void A_new_document_is_written_only_after_it_was_looked_for()
    {
        var world = With(_ => { });
        world
            .Plan(look => look with { Documents = look.Documents.Remove("stripe-price_x") })
            .Wants.Documents.Should()
            .Equal("stripe-price_x");
    }

    [Fact]
    public void A_document_that_cannot_be_a_price_says_why()
    {
        var world = ReplacementTests.Linked();
        var broken = A.Price("mug-usd");
        broken.Remove("unitAmount");
        var plan = world.Put(broken).Plan();
        plan.Changes.Should().BeEmpty();
        var finding = plan.Findings.Should().ContainSingle().Subject;
        (finding.SanityId, finding.Status).Should().Be(("mug-usd", CompanionStatus.Error));
        finding.Message.Should().StartWith("the price has no amount");
    }

    [Fact]
    public void Prices_of_finances_become_documents_in_the_order_in_which_they_were_made()
    {
        var (first, second, third) = (
            A.StripePrice("price_c", "sanity_mug", 1),
            A.StripePrice("price_a", "sanity_mug", 2),
            A.StripePrice("price_b", "sanity_mug", 3)
        );
        (first["created"], second["created"], third["created"]) = (10, 20, 20);
        ReplacementTests
            .Linked()
            .PutInStripe(first, second, third)
            .Plan()
            .Changes.Select(change => change.StripeId)
            .Should()
            .Equal("price_c", "price_a", "price_b");
    }

    [Fact]
    public void Until_the_new_id_stands_in_the_document_the_old_price_is_not_archived()
    {
        var world = ReplacementTests.Linked();
        world.Documents["mug-eur"]["unitAmount"] = 2499;
        world.Step()!.Action.Should().Be(ChangeAction.Replace);
        world.Plan().Changes.Should().NotContain(change => change.Action == ChangeAction.Archive);
        world.Settle();
        world.Applied[^1].Because.Should().Be("price_0002 took its place");
        world.Applied[^1].Retires.Should().BeTrue();
    }

    [Fact]
    public void Images_that_no_run_may_bring_are_not_asked_for()
    {
        var world = ReplacementTests.Linked();
        world.Stripe.Products["sanity_mug"]["images"] = new JsonArray("https://shop.example/a.png");
        var (preview, oneSided) = (
            world.Settings with
            {
                MayImportImages = false,
            },
            world.Settings with
            {
                OnlyTo = Side.Stripe,
            }
        );
        foreach (var settings in new[] { preview, oneSided })
        {
            world.Settings = settings;
            world.Plan();
            world.Memory.Images.Should().BeEmpty();
        }
    }
}
