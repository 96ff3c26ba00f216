using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Merging;

namespace SanityStripeBridge.Core.Tests.Merging;

public sealed class ObjectMergeTests
{
    private static readonly Fields Mug = TestKit.A.Fields(("name", "\"Mug\""), ("active", "true"));

    private static ObjectMerge Of(
        Fields baseline,
        Fields sanity,
        Fields stripe,
        ConflictPolicy policy = ConflictPolicy.Owner,
        Side? onlyTo = null,
        bool force = false,
        ObjectType type = ObjectType.Product
    ) =>
        ObjectMerge.Of(
            new(TestKit.A.Link(type, baseline), new(sanity, []), new(stripe, [])),
            new(policy, onlyTo, force, TestKit.A.Monday)
        );

    private static ObjectMerge OfCut(Fields baseline, Fields sanity, Fields stripe) =>
        ObjectMerge.Of(
            new(
                TestKit.A.Link(ObjectType.Product, baseline),
                new(sanity, [])
                {
                    OneWay = new Dictionary<string, string> { ["images"] = "more than Stripe holds" },
                },
                new(stripe, [])
            ),
            new(ConflictPolicy.Owner, null, false, TestKit.A.Monday)
        );

    private static Fields Named(string name) => Mug.With("name", FieldValue.Text(name));

    private static string[] Paths(IReadOnlyList<FieldChange> changes) => [.. changes.Select(c => c.Path)];

    [Theory]
    [InlineData(ConflictPolicy.Owner, Side.Sanity)]
    [InlineData(ConflictPolicy.Sanity, Side.Sanity)]
    [InlineData(ConflictPolicy.Stripe, Side.Stripe)]
    [InlineData(ConflictPolicy.Hold, null)]
    public void A_conflict_is_decided_by_the_policy_and_kept_on_record(ConflictPolicy policy, Side? winner)
    {
        var merged = Of(Mug, Named("b"), Named("c"), policy);
        merged.Conflicts.Should().ContainSingle().Which.Winner.Should().Be(winner);
        Paths(merged.ToStripe).Should().Equal(winner == Side.Sanity ? ["name"] : []);
        Paths(merged.ToSanity).Should().Equal(winner == Side.Stripe ? ["name"] : []);
        merged.Link.BaselineOf("name").Should().Be(FieldValue.Text("Mug"));
    }

    [Theory]
    [InlineData(ConflictPolicy.Owner)]
    [InlineData(ConflictPolicy.Sanity)]
    [InlineData(ConflictPolicy.Stripe)]
    [InlineData(ConflictPolicy.Hold)]
    public void What_was_never_agreed_and_differs_is_held_whatever_the_policy(ConflictPolicy policy)
    {
        var merged = ObjectMerge.Of(
            new(Unseen(), new(Named("b"), []), new(Named("c"), [])),
            new(policy, null, false, TestKit.A.Monday)
        );
        merged.Conflicts.Should().ContainSingle().Which.Policy.Should().Be("hold");
        merged.ToStripe.Concat(merged.ToSanity).Should().BeEmpty();
    }

    [Fact]
    public void Images_that_were_never_agreed_and_differ_are_held_too()
    {
        var merged = ObjectMerge.Of(
            new(
                Unseen(),
                new(Mug.With(TestKit.A.Fields(("images", "[\"a\"]"))), []),
                new(Mug.With(TestKit.A.Fields(("images", "[\"b\"]"))), [])
            ),
            new(ConflictPolicy.Owner, null, false, TestKit.A.Monday)
        );
        merged.Conflicts.Should().ContainSingle().Which.Path.Should().Be("images");
        merged.ToStripe.Should().BeEmpty();
    }

    [Fact]
    public void A_list_that_Stripe_holds_only_in_part_goes_one_way_and_what_was_set_there_is_put_back()
    {
        var (a, b) = (TestKit.A.Fields(("images", "[\"a\"]")), TestKit.A.Fields(("images", "[\"b\"]")));
        var edited = OfCut(Mug.With(a), Mug.With(a), Mug.With(b));
        edited.ToSanity.Should().BeEmpty();
        Paths(edited.ToStripe).Should().Equal("images");
        edited.Notes.Should().ContainSingle().Which.Should().Contain("was put back");
        Paths(OfCut(Mug.With(a), Mug.With(b), Mug.With(a)).ToStripe).Should().Equal("images");
        OfCut(Mug.With(a), Mug.With(b), Mug.With(b)).Link.Baseline["images"].Should().Be(b["images"]);
    }

    [Fact]
    public void An_open_conflict_follows_later_edits_under_its_own_id()
    {
        var open = Of(Mug, Named("b"), Named("c"), ConflictPolicy.Hold).Conflicts[0] with { Id = "1" };
        var later = WithOpen(open, Named("b"), Named("d"));
        var record = later.Conflicts.Should().ContainSingle().Subject;
        (record.Id, record.Stripe, record.ResolvedAt).Should().Be(("1", FieldValue.Text("d"), null));
        WithOpen(open, Named("b"), Named("c")).Conflicts.Should().BeEmpty("nothing is new");
    }

    [Theory]
    [InlineData("b", Side.Sanity)]
    [InlineData("c", Side.Stripe)]
    [InlineData("other", null)]
    public void An_open_conflict_closes_when_the_sides_agree(string value, Side? winner)
    {
        var open = Of(Mug, Named("b"), Named("c"), ConflictPolicy.Hold).Conflicts[0] with { Id = "1" };
        var record = WithOpen(open, Named(value), Named(value)).Conflicts.Should().ContainSingle().Subject;
        (record.ResolvedAt, record.Winner).Should().Be((TestKit.A.Monday, winner));
    }

    [Fact]
    public void Fields_of_one_group_are_decided_together()
    {
        var month = TestKit.A.Fields(
            ("active", "true"),
            ("type", "\"recurring\""),
            ("interval", "\"month\""),
            ("intervalCount", "1")
        );
        var merged = Of(
            month,
            month.With("interval", FieldValue.Text("year")),
            month.With("intervalCount", FieldValue.Integer(3)),
            type: ObjectType.Price
        );
        (merged.Desired["interval"].AsText(), merged.Desired["intervalCount"].AsInteger())
            .Should()
            .Be(("year", 1));
        merged.Conflicts.Select(record => record.Path).Should().BeEquivalentTo("interval", "intervalCount");
    }

    [Theory]
    [InlineData("shippable", "true")]
    [InlineData("statementDescriptor", "\"MUG\"")]
    public void What_Stripe_cannot_clear_is_put_back_with_a_sentence(string path, string json)
    {
        var full = Mug.With(TestKit.A.Fields((path, json)));
        var merged = Of(full, Mug, full);
        Paths(merged.ToSanity).Should().Equal(path);
        merged.ToStripe.Should().BeEmpty();
        merged.Notes.Should().ContainSingle().Which.Should().Contain("put back");
    }

    [Fact]
    public void Metadata_that_is_no_number_is_put_back_in_Stripe()
    {
        var full = Mug.With("displayOrder", FieldValue.Integer(3));
        var merged = ObjectMerge.Of(
            new(
                TestKit.A.Link(ObjectType.Product, full),
                new(full, []),
                new(Mug, [new("displayOrder", "metadata display_order is \"first\"")])
            ),
            new(ConflictPolicy.Stripe, null, false, TestKit.A.Monday)
        );
        merged.ToStripe.Should().ContainSingle().Which.To.Should().Be(FieldValue.Integer(3));
        merged.ToSanity.Should().BeEmpty();
    }

    [Fact]
    public void Writing_one_side_only_leaves_the_edits_of_the_other_as_drift()
    {
        var merged = Of(Mug, Mug, Named("c"), onlyTo: Side.Stripe);
        merged.ToSanity.Concat(merged.ToStripe).Should().BeEmpty();
        merged.Link.BaselineOf("name").Should().Be(FieldValue.Text("Mug"));
    }

    [Theory]
    [InlineData(Side.Stripe)]
    [InlineData(Side.Sanity)]
    public void A_force_overwrites_one_side_and_keeps_what_it_ran_over(Side onlyTo)
    {
        var merged = Of(Mug, Named("b"), Named("c"), ConflictPolicy.Hold, onlyTo, force: true);
        var written = onlyTo == Side.Stripe ? merged.ToStripe : merged.ToSanity;
        written.Should().ContainSingle().Which.To.AsText().Should().Be(onlyTo == Side.Stripe ? "b" : "c");
        var record = merged.Conflicts.Should().ContainSingle().Subject;
        (record.Sanity.AsText(), record.Stripe.AsText(), record.Winner)
            .Should()
            .Be(("b", "c", onlyTo == Side.Stripe ? Side.Sanity : Side.Stripe));
        merged.Link.BaselineOf("name").Should().Be(FieldValue.Text("Mug"));
    }

    [Fact]
    public void A_force_that_runs_over_nobodys_edit_needs_no_record() =>
        Of(Mug, Named("b"), Mug, onlyTo: Side.Stripe, force: true).Conflicts.Should().BeEmpty();

    [Fact]
    public void A_refused_value_blocks_its_own_field_only()
    {
        var merged = ObjectMerge.Of(
            new(
                TestKit.A.Link(ObjectType.Product, Mug),
                new(Mug.With("icon", FieldValue.Text("i")), [new("name", "name is too long")]),
                new(Named("c"), [])
            ),
            new(ConflictPolicy.Owner, null, false, TestKit.A.Monday)
        );
        Paths(merged.ToStripe).Should().Equal("icon");
        merged.ToSanity.Should().BeEmpty();
    }

    private static Link Unseen() =>
        new()
        {
            Type = ObjectType.Product,
            SanityId = "mug",
            StripeId = "prod_1",
            Family = "mug",
        };

    private static ObjectMerge WithOpen(Conflict open, Fields sanity, Fields stripe) =>
        ObjectMerge.Of(
            new(TestKit.A.Link(ObjectType.Product, Mug), new(sanity, []), new(stripe, [])) { Open = [open] },
            new(ConflictPolicy.Hold, null, false, TestKit.A.Monday)
        );
}
