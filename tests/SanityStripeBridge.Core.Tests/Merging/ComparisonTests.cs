using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Merging;

/// <summary>What is compared with what: copies that came back, further currencies, groups, and types that map only some fields.</summary>
public sealed class ComparisonTests
{
    private static readonly Fields Recurring = A.Fields(
        ("type", "\"recurring\""),
        ("interval", "\"month\""),
        ("intervalCount", "1")
    );

    [Fact]
    public void An_old_value_that_a_forgotten_copy_brought_back_is_replaced_by_what_Stripe_has()
    {
        var merged = BroughtBack(agreed: "new", sanity: "old", stripe: "new");
        merged.ToSanity.Should().ContainSingle().Which.To.AsText().Should().Be("new");
        merged.ToStripe.Should().BeEmpty();
        merged
            .Notes.Should()
            .ContainSingle()
            .Which.Should()
            .Be(
                "A copy of the document from before name became \"new\" was published; \"new\" was put back. To have \"old\", set it once more"
            );
    }

    [Fact]
    public void Another_value_than_the_copys_is_somebodys_edit()
    {
        var merged = BroughtBack(agreed: "new", sanity: "other", stripe: "new");
        merged.ToStripe.Should().ContainSingle().Which.To.AsText().Should().Be("other");
        merged.Notes.Should().BeEmpty();
    }

    [Fact]
    public void A_value_that_is_agreed_was_not_brought_back()
    {
        var merged = BroughtBack(agreed: "old", sanity: "old", stripe: "newer");
        merged.ToSanity.Should().ContainSingle().Which.To.AsText().Should().Be("newer");
        merged.Notes.Should().BeEmpty();
    }

    [Theory]
    [InlineData(Side.Sanity, "b", "a", false)]
    [InlineData(Side.Sanity, "a", "c", true)]
    [InlineData(Side.Stripe, "b", "a", true)]
    [InlineData(Side.Stripe, "a", "c", false)]
    public void A_force_is_recorded_only_where_the_side_that_wins_differs_from_an_edit_of_the_other(
        Side winner,
        string sanity,
        string stripe,
        bool recorded
    )
    {
        var written = winner == Side.Sanity ? Side.Stripe : Side.Sanity;
        var merged = ObjectMerge.Of(
            Products(Named("a"), Named(sanity), Named(stripe)),
            Rules(ConflictPolicy.Hold) with
            {
                OnlyTo = written,
                Force = true,
            }
        );
        merged
            .Conflicts.Select(record => (record.Policy, record.Winner))
            .Should()
            .Equal(recorded ? [("force", (Side?)winner)] : []);
        (written == Side.Stripe ? merged.ToStripe : merged.ToSanity).Should().ContainSingle();
    }

    [Fact]
    public void A_currency_that_neither_had_was_agreed_to_be_missing_so_the_policy_decides()
    {
        var path = CurrencyOption.AmountPath("usd");
        var record = OfPrices(path, Recurring.With("currency", Text("eur")))
            .Conflicts.Should()
            .ContainSingle();
        record.Which.Winner.Should().Be(Side.Sanity);
    }

    [Fact]
    public void A_currency_of_a_price_that_was_never_compared_waits_for_a_person()
    {
        var path = CurrencyOption.AmountPath("usd");
        var link = A.Link(ObjectType.Price, Fields.None) with
        {
            Settled = new HashSet<string>(StringComparer.Ordinal),
        };
        var merged = ObjectMerge.Of(
            new(link, new(Amount(path, 5), []), new(Amount(path, 6), [])),
            Rules(ConflictPolicy.Owner)
        );
        merged.Conflicts.Should().ContainSingle().Which.Winner.Should().BeNull();
    }

    [Fact]
    public void Metadata_that_neither_had_was_agreed_on_by_nobody() =>
        OfPrices("metadata.color", Recurring.With("currency", Text("eur")))
            .Conflicts.Should()
            .ContainSingle()
            .Which.Winner.Should()
            .BeNull();

    [Fact]
    public void A_field_that_the_documents_type_does_not_map_is_left_alone_and_the_others_are_compared()
    {
        var merged = ObjectMerge.Of(
            Products(Named("a"), Named("b"), Named("a").With("icon", Text("theirs"))) with
            {
                Shape = Shaped("name"),
            },
            Rules(ConflictPolicy.Owner)
        );
        merged.ToStripe.Select(change => change.Path).Should().Equal("name");
        merged.ToSanity.Should().BeEmpty();
    }

    [Fact]
    public void A_field_that_the_documents_type_does_not_map_takes_no_part_in_its_group()
    {
        var merged = Grouped(Shaped("interval"));
        merged.ToStripe.Select(change => change.Path).Should().Equal("interval");
        merged.Conflicts.Should().BeEmpty();
    }

    [Fact]
    public void Fields_that_the_documents_type_maps_are_decided_with_their_group() =>
        Grouped(Shaped("interval", "intervalCount"))
            .Conflicts.Select(record => record.Path)
            .Should()
            .BeEquivalentTo("interval", "intervalCount");

    [Fact]
    public void A_value_that_no_document_can_hold_is_told_and_put_back()
    {
        var agreed = Named("a").With("displayOrder", FieldValue.Integer(3));
        var merged = ObjectMerge.Of(
            new(
                A.Link(ObjectType.Product, agreed),
                new(agreed, []),
                new(Named("a"), [new("displayOrder", "metadata display_order is \"first\"")])
            ),
            Rules(ConflictPolicy.Stripe)
        );
        merged.Rejected.Should().Equal("metadata display_order is \"first\"; 3 was put back");
        merged.Notes.Should().Equal(merged.Rejected);
    }

    private static ObjectMerge BroughtBack(string agreed, string sanity, string stripe) =>
        ObjectMerge.Of(
            Products(Named(agreed), Named(sanity), Named(stripe)) with
            {
                BroughtBack = new Dictionary<string, FieldValue> { ["name"] = Text("old") },
            },
            Rules(ConflictPolicy.Owner)
        );

    private static ObjectMerge OfPrices(string path, Fields agreed) =>
        ObjectMerge.Of(
            new(
                A.Link(ObjectType.Price, agreed),
                new(agreed.With(Amount(path, 5)), []),
                new(agreed.With(Amount(path, 6)), [])
            ),
            Rules(ConflictPolicy.Owner)
        );

    // The editor changed how long, finance how many.
    private static ObjectMerge Grouped(Shape shape) =>
        ObjectMerge.Of(
            new(
                A.Link(ObjectType.Price, Recurring),
                new(Recurring.With("interval", Text("year")), []),
                new(Recurring.With("intervalCount", FieldValue.Integer(3)), [])
            )
            {
                Shape = shape,
            },
            Rules(ConflictPolicy.Owner)
        );

    private static Pair Products(Fields agreed, Fields sanity, Fields stripe) =>
        new(A.Link(ObjectType.Product, agreed), new(sanity, []), new(stripe, []));

    private static Shape Shaped(params string[] paths) =>
        new(paths.ToDictionary(path => path, path => new FieldSource { From = path }));

    private static MergeRules Rules(ConflictPolicy policy) => new(policy, null, false, A.Monday);

    private static Fields Amount(string path, long amount) =>
        Fields.None.With(path, FieldValue.Integer(amount));

    private static Fields Named(string name) => Fields.None.With("name", Text(name));

    private static FieldValue Text(string text) => FieldValue.Text(text);
}
