using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>Documents that a seed file brings are made first; from then on they are documents like any others.</summary>
public sealed class SeededFamilyTests
{
    [Fact]
    public void The_documents_are_made_in_one_transaction_and_then_mirrored()
    {
        var world = Seeded();
        var plan = world.Plan();
        plan.Changes.Select(change =>
                (change.Side, change.Type, change.Action, change.SanityId, change.Because)
            )
            .Should()
            .Equal(
                (Side.Sanity, ObjectType.Product, ChangeAction.Create, "mug", "the seed file has it"),
                (Side.Sanity, ObjectType.Price, ChangeAction.Create, "mug-eur", "the seed file has it")
            );
        plan.Changes[1]
            .Fields.Should()
            .Contain(field => field.Path == "unitAmount" && field.To.AsInteger() == 1999);
        world.Settle();
        world.Documents.Keys.Should().Equal("mug", "mug-eur");
        world.Stripe.Product("sanity_mug")!.Name.Should().Be("Mug");
        world.Stripe.Prices.Should().ContainSingle();
        world.Settle().Changes.Should().BeEmpty();
    }

    [Fact]
    public void Each_document_is_told_with_its_own_fields()
    {
        var (mug, eur) = (Seeded().Plan().Changes[0], Seeded().Plan().Changes[1]);
        mug.Whole["name"].Should().Be(FieldValue.Text("Mug"));
        mug.Whole["currency"].IsAbsent.Should().BeTrue();
        eur.Whole["currency"].Should().Be(FieldValue.Text("eur"));
        (mug.Seed!["_id"]!.ToString(), eur.Seed!["_id"]!.ToString()).Should().Be(("mug", "mug-eur"));
    }

    [Fact]
    public void A_document_that_is_there_already_is_left_as_it_is_and_only_the_others_are_made()
    {
        var world = Seeded().Put(A.Product(name: "Own mug"));
        world.Plan().Changes.Select(change => change.SanityId).Should().Equal("mug-eur");
        world.Settle();
        world.Documents["mug"]["name"]!.ToString().Should().Be("Own mug");
    }

    [Fact]
    public void What_is_missing_beside_linked_documents_is_made()
    {
        var world = Seeded();
        var seeding = world.Settings;
        world.Settings = A.Settings;
        world.Put(A.Product()).Settle();
        world.Settings = seeding;
        world.Plan().Changes.Select(change => change.SanityId).Should().Equal("mug-eur");
    }

    [Fact]
    public void What_was_linked_once_and_is_gone_was_taken_away_by_somebody_and_is_not_made_again()
    {
        var world = Seeded();
        world.Settle();
        world.Documents.Remove("mug-eur");
        world.Settle();
        world.Documents.Keys.Should().Equal("mug");
        world.Stripe.Price("price_0001")!.Active.Should().BeFalse();
    }

    [Fact]
    public void Its_images_become_assets_first_and_stand_in_the_document()
    {
        var world = Seeded("https://shop.example/a.png", "https://shop.example/b.png");
        world.Settle();
        world.Documents["mug"]["images"]!
            .AsArray()
            .Select(image => image!["asset"]!["_ref"]!.ToString())
            .Should()
            .Equal("image-a-1x1-png", "image-b-1x1-png");
    }

    [Fact]
    public void An_image_that_cannot_be_fetched_is_left_out_with_a_sentence()
    {
        var world = Seeded("https://shop.example/a.png", "https://shop.example/b.png");
        world.Memory = world.Memory with
        {
            Images = [new("mug", "https://shop.example/a.png", null, "it answers 404", world.Now.AddDays(1))],
        };
        var plan = world.Plan();
        plan.Findings.Select(finding => (finding.SanityId, finding.Status, finding.Message))
            .Should()
            .Equal(
                (
                    "mug",
                    CompanionStatus.Synced,
                    "The image https://shop.example/a.png is left out here: it answers 404. It is tried again daily"
                )
            );
        plan.Changes[0].Seed!["images"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public void A_seed_without_images_makes_a_document_without_a_list_of_them() =>
        Seeded().Plan().Changes[0].Seed!["images"].Should().BeNull();

    [Fact]
    public void The_seed_of_another_family_is_none_of_this_ones()
    {
        var world = Seeded();
        world.Memory = new() { Family = "tee" };
        world.Put(A.Product("tee", "Tee")).Settle();
        world.Documents.Keys.Should().Equal("tee");
    }

    private static World Seeded(params string[] images)
    {
        var seed = new SeedFamily(new(A.Product()), [new(A.Price())], images);
        return new()
        {
            Settings = A.Settings with { Seeds = new Dictionary<string, SeedFamily> { ["mug"] = seed } },
        };
    }
}
