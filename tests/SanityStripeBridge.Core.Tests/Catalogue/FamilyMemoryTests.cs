using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Catalogue;

/// <summary>What is remembered of a family, and when something of it falls due by itself.</summary>
public sealed class FamilyMemoryTests
{
    private static readonly Link Product = A.Link(ObjectType.Product, Fields.None);
    private static readonly Link Price = A.Link(ObjectType.Price, Fields.None, "mug-eur", "price_2");
    private static readonly FamilyMemory Memory = new()
    {
        Family = "mug",
        Links = [Product, Price],
        Retirements = [new("price_1", "mug-eur", "mug", A.Monday)],
    };

    [Fact]
    public void A_price_now_or_formerly_belongs_to_its_document()
    {
        Memory.DocumentOf("price_2").Should().Be("mug-eur");
        Memory.DocumentOf("price_1").Should().Be("mug-eur");
        Memory.DocumentOf("price_9").Should().BeNull();
        Memory.DocumentOf("prod_1").Should().BeNull("a product is no price");
        Memory.PriceOf("mug").Should().BeNull("a product is no price");
        Memory.PriceOf("mug-eur").Should().Be(Price);
        Memory.Product.Should().Be(Product);
    }

    [Fact]
    public void A_link_takes_the_place_of_its_former_self_and_its_price_is_retired_no_more()
    {
        var memory = Memory.With(Price with { StripeId = "price_1" });
        memory.Links.Should().HaveCount(2);
        memory.PriceOf("mug-eur")!.StripeId.Should().Be("price_1");
        memory.Retirements.Should().BeEmpty();
    }

    [Fact]
    public void A_product_and_a_price_of_one_name_are_two()
    {
        var memory = Memory.With(Price with { SanityId = "mug" });
        memory.Links.Should().HaveCount(3);
        memory.Product.Should().Be(Product);
    }

    [Fact]
    public void A_retired_price_keeps_its_place_in_the_chain()
    {
        var memory = Memory
            .With(new Retirement("price_3", "mug-eur", "mug", null))
            .With(new Retirement("price_1", "mug-eur", "mug", null));
        memory
            .Retirements.Select(old => (old.StripeId, old.ArchiveAt))
            .Should()
            .Equal(("price_1", null), ("price_3", null));
    }

    [Fact]
    public void The_next_thing_that_falls_due_is_the_earliest_that_is_not_done_with()
    {
        var stale = new StaleCopy
        {
            CopyId = "drafts.mug",
            SanityId = "mug",
            Type = ObjectType.Product,
            Family = "mug",
            Path = "name",
            LookAt = A.Monday.AddMinutes(1),
        };
        var memory = Memory with
        {
            Images =
            [
                new("mug", "https://shop.example/a.png", null, "404", A.Monday.AddMinutes(2)),
                new("mug", "u", "a", null, null),
            ],
            StaleCopies = [stale, stale with { CopyId = "mug", LookAt = A.Monday.AddSeconds(1) }],
        };
        memory.NextAt(DateTimeOffset.MinValue).Should().Be(A.Monday);
        memory.NextAt(A.Monday).Should().Be(A.Monday.AddMinutes(1), "what was due by then is done with");
        memory.NextAt(A.Monday.AddMinutes(1)).Should().Be(A.Monday.AddMinutes(2));
        memory.NextAt(A.Monday.AddMinutes(2)).Should().BeNull();
    }

    [Fact]
    public void An_archive_that_another_family_waits_for_is_not_this_ones() =>
        (Memory with { Family = "tee" }).NextAt(DateTimeOffset.MinValue).Should().BeNull();

    [Theory]
    [InlineData("mug#k1", "mug", "k1")]
    [InlineData("mug#a#b", "mug", "a#b")]
    [InlineData("#k1", "", "k1")]
    [InlineData("mug#", "mug", "")]
    [InlineData("mug", "mug", null)]
    public void A_part_is_named_by_its_document_and_its_key(string id, string document, string? key)
    {
        PartId.DocumentOf(id).Should().Be(document);
        PartId.KeyOf(id).Should().Be(key);
        if (key is not null)
            PartId.Of(document, key).Should().Be(id);
    }

    [Theory]
    [InlineData("sanity_mug", true)]
    [InlineData("sanity_mug_2", true)]
    [InlineData("sanity_mugs", false)]
    [InlineData("prod_mug", false)]
    public void A_product_id_that_we_would_give_is_known_as_ours(string id, bool ours) =>
        DerivedId.IsOf(id, "mug").Should().Be(ours);

    [Theory]
    [InlineData(100, false)]
    [InlineData(101, true)]
    public void A_derived_id_is_cut_at_a_hundred_characters_and_told_apart_by_a_digest(int length, bool cut)
    {
        var derived = DerivedId.Document(new('a', length));
        derived.Length.Should().Be("stripe-".Length + 100 + (cut ? 9 : 0));
        if (cut)
            derived.Should().NotBe(DerivedId.Document(new string('a', length - 1) + "b"));
    }

    [Theory]
    [InlineData(1, "sanity_mug")]
    [InlineData(2, "sanity_mug_2")]
    public void A_second_attempt_is_counted(int attempt, string id) =>
        DerivedId.StripeProduct("mug", attempt).Should().Be(id);

    [Fact]
    public void Metadata_or_a_currency_that_both_dropped_is_nobodys_again_and_a_field_is_agreed_to_be_empty()
    {
        var link = Product.Agree(
            A.Fields(
                ("metadata.color", "\"red\""),
                ("currencyOptions.usd.unitAmount", "1"),
                ("icon", "\"i\"")
            )
        );
        foreach (var path in new[] { "metadata.color", "currencyOptions.usd.unitAmount" })
            link.Agree(path, FieldValue.Absent).BaselineOf(path).Should().BeNull();
        link.Agree("icon", FieldValue.Absent).BaselineOf("icon").Should().Be(FieldValue.Absent);
        link.Agree("icon", FieldValue.Text("i")).Should().BeSameAs(link, "nothing moved");
    }
}
