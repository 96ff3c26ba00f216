using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>What editors and finance read of a conflict that waits for a person.</summary>
public sealed class OpenConflictTests
{
    private const string Way =
        ". Nothing was overwritten. Decide with: bridge conflicts resolve, or make both sides equal";

    private static World Named(string sanity, string stripe)
    {
        var world = ReplacementTests.Linked();
        world.Settings = world.Settings with { Conflict = ConflictPolicy.Hold };
        (world.Documents["mug"]["name"], world.Stripe.Products["sanity_mug"]["name"]) = (sanity, stripe);
        return world;
    }

    private static string? NoteOf(World world) =>
        world.Stripe.Product("sanity_mug")!.Metadata.GetValueOrDefault("bridge_note");

    [Fact]
    public void The_object_in_Stripe_bears_a_note_as_long_as_it_is_true()
    {
        var world = Named("Cup", "Pot");
        world.Settle();
        NoteOf(world).Should().Be("name: \"Pot\" here, \"Cup\" in Sanity" + Way);
        world.Applied.Should().ContainSingle().Which.Action.Should().Be(ChangeAction.Link);
        world.Applied[0].Because.Should().Be("its note about open conflicts is out of date");
        world.Plan().Changes.Should().BeEmpty();
        world.Documents["mug"]["name"] = "Pot";
        world.Settle();
        NoteOf(world).Should().BeNull();
    }

    [Fact]
    public void A_second_conflict_joins_the_first_and_a_later_value_takes_the_place_of_the_earlier()
    {
        var world = Named("Cup", "Pot");
        world.Settle();
        world.Documents["mug"]["unitLabel"] = "cup";
        world.Stripe.Products["sanity_mug"]["unit_label"] = "pot";
        world.Settle();
        NoteOf(world)
            .Should()
            .Be("name: \"Pot\" here, \"Cup\" in Sanity; unitLabel: \"pot\" here, \"cup\" in Sanity" + Way);
        world.Documents["mug"]["name"] = "Jar";
        world.Settle();
        NoteOf(world).Should().StartWith("name: \"Pot\" here, \"Jar\" in Sanity; unitLabel");
    }

    [Fact]
    public void Each_object_bears_the_note_of_its_own_conflicts()
    {
        var world = Named("Cup", "Pot");
        world.Documents["mug-eur"]["nickname"] = "a";
        world.Stripe.Prices["price_0001"]["nickname"] = "b";
        world.Settle();
        NoteOf(world).Should().NotContain("nickname");
        world.Stripe.Price("price_0001")!.Metadata["bridge_note"].Should().StartWith("nickname: \"b\" here");
    }

    [Fact]
    public void What_a_person_wrote_under_its_name_is_left()
    {
        var world = ReplacementTests.Linked();
        world.Stripe.Products["sanity_mug"]["metadata"]!["bridge_note"] = "ask Ann";
        world.Plan().Changes.Should().BeEmpty();
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void An_unadopted_bridge_writes_none_unless_it_only_links(bool linksOnly, int written)
    {
        var world = Named("Cup", "Pot");
        world.Settings = world.Settings with { MayCreate = false, LinksOnly = linksOnly };
        world.Plan().Changes.Should().HaveCount(written);
    }

    [Fact]
    public void The_editor_of_that_document_reads_both_values_the_first_time_and_every_time()
    {
        const string sentence =
            "name differs: \"Cup\" here, \"Pot\" in Stripe. Somebody must decide which one stays";
        var world = Named("Cup", "Pot");
        world.Put(A.Price("mug-usd", amount: 5));
        for (var look = 0; look < 2; look++)
        {
            world.Plan().Findings.Should().Equal(new Finding("mug", CompanionStatus.Conflict, sentence));
            world.Settle();
        }
    }

    [Fact]
    public void What_the_policy_decided_waits_for_nobody()
    {
        var world = Named("Cup", "Pot");
        world.Settings = world.Settings with { Conflict = ConflictPolicy.Owner };
        var plan = world.Plan();
        plan.Conflicts.Should().ContainSingle().Which.Winner.Should().Be(Side.Sanity);
        plan.Findings.Should().BeEmpty();
        world.Settle();
        NoteOf(world).Should().BeNull();
    }
}
