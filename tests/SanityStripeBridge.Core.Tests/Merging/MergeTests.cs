using FsCheck;
using FsCheck.Fluent;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Merging;

namespace SanityStripeBridge.Core.Tests.Merging;

public sealed class MergeTests
{
    private static readonly FieldValue A = FieldValue.Text("a");
    private static readonly FieldValue B = FieldValue.Text("b");
    private static readonly FieldValue C = FieldValue.Text("c");

    private static Arbitrary<FieldValue> Values => Gen.Elements(FieldValue.Absent, A, B).ToArbitrary();

    private static Arbitrary<FieldValue?> Baselines =>
        Gen.Elements<FieldValue?>(null, FieldValue.Absent, A, B).ToArbitrary();

    public static TheoryData<string?, string?, string?, string> Rows =>
        new()
        {
            { "a", "a", "a", "agreed a" },
            { "a", "b", "a", "sanity b" },
            { "a", "a", "b", "stripe b" },
            { "a", "b", "b", "agreed b" },
            { "a", "b", "c", "conflict" },
            { "a", "", "a", "sanity " },
            { "a", "a", "", "stripe " },
            { "a", "", "", "agreed " },
            { "a", "", "c", "conflict" },
            { "", "b", "", "sanity b" },
            { "", "b", "c", "conflict" },
            { null, "a", "a", "agreed a" },
            { null, "a", "", "sanity a" },
            { null, "", "a", "stripe a" },
            { null, "", "", "agreed " },
            { null, "a", "b", "held" },
        };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_row_of_the_truth_table_holds(
        string? baseline,
        string? sanity,
        string? stripe,
        string expected
    ) =>
        Word(
                Merge.Field(
                    baseline is null ? null : FieldValue.Text(baseline),
                    FieldValue.Text(sanity),
                    FieldValue.Text(stripe)
                )
            )
            .Should()
            .Be(expected);

    [Fact]
    public void Neither_side_is_favoured() =>
        Prop.ForAll(
                Baselines,
                Values,
                Values,
                (baseline, x, y) => Swap(Merge.Field(baseline, x, y)) == Merge.Field(baseline, y, x)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_sides_agree_exactly_when_they_are_equal() =>
        Prop.ForAll(
                Baselines,
                Values,
                Values,
                (baseline, x, y) => Merge.Field(baseline, x, y) is Merged.Agreed == (x == y)
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(ConflictPolicy.Owner, Side.Stripe, Side.Stripe)]
    [InlineData(ConflictPolicy.Sanity, Side.Stripe, Side.Sanity)]
    [InlineData(ConflictPolicy.Stripe, Side.Sanity, Side.Stripe)]
    [InlineData(ConflictPolicy.Hold, Side.Sanity, null)]
    public void A_policy_names_the_winner(ConflictPolicy policy, Side owner, Side? winner) =>
        policy.Winner(owner).Should().Be(winner);

    [Fact]
    public void A_conflict_names_both_values() =>
        Merge.Field(A, B, C).Should().Be(new Merged.Conflict(B, C, NeverAgreed: false));

    private static Merged Swap(Merged merged) =>
        merged switch
        {
            Merged.Follow(var from, var value) => new Merged.Follow(
                from == Side.Sanity ? Side.Stripe : Side.Sanity,
                value
            ),
            Merged.Conflict(var sanity, var stripe, var never) => new Merged.Conflict(stripe, sanity, never),
            _ => merged,
        };

    private static string Word(Merged merged) =>
        merged switch
        {
            Merged.Agreed(var value) => "agreed " + value.AsText(),
            Merged.Follow(Side.Sanity, var value) => "sanity " + value.AsText(),
            Merged.Follow(_, var value) => "stripe " + value.AsText(),
            Merged.Conflict { NeverAgreed: true } => "held",
            _ => "conflict",
        };
}
