using FsCheck;
using FsCheck.Fluent;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Laws;

/// <summary>Neither side is favoured: whoever swaps the sides, and the policy with them, swaps the outcome.</summary>
public sealed class MergeLawTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    // One-way fields favour a side by intent; what one side cannot clear is put back there.
    private static readonly IReadOnlyList<(ObjectType Type, FieldSpec Spec)> Symmetric =
    [
        .. Enum.GetValues<ObjectType>()
            .SelectMany(type => DefaultMapping.Of(type).Select(spec => (type, spec)))
            .Where(field => field.spec.Kind != FieldKind.DefaultPrice),
    ];

    [Fact]
    public void Swapping_the_sides_swaps_what_is_written_whatever_the_field() =>
        Prop.ForAll(Seeds, Swapped).Check(Cases.Of(500));

    private static void Swapped(int seed)
    {
        var random = new Random(seed);
        var (type, spec) = Symmetric[random.Next(Symmetric.Count)];
        var values = Values.OrNothing(spec);
        var (agreed, here, there) = (One(), One(), One());
        var policy = (ConflictPolicy)random.Next(1, 4);
        var merged = Of(type, spec.Path, agreed, here, there, policy);
        var mirrored = Of(type, spec.Path, agreed, there, here, Mirror(policy));
        mirrored
            .ToSanity.Should()
            .BeEquivalentTo(merged.ToStripe, options => options.Excluding(c => c.IsHalf));
        mirrored
            .ToStripe.Should()
            .BeEquivalentTo(merged.ToSanity, options => options.Excluding(c => c.IsHalf));
        mirrored.Link.BaselineOf(spec.Path).Should().Be(merged.Link.BaselineOf(spec.Path));
        mirrored.Conflicts.Select(Sides).Should().Equal(merged.Conflicts.Select(c => Swap(Sides(c))));

        FieldValue One() => values[random.Next(values.Count)];
    }

    private static ObjectMerge Of(
        ObjectType type,
        string path,
        FieldValue agreed,
        FieldValue sanity,
        FieldValue stripe,
        ConflictPolicy policy
    ) =>
        ObjectMerge.Of(
            new(
                A.Link(type, Fields.None.With(path, agreed)),
                new(Fields.None.With(path, sanity), []),
                new(Fields.None.With(path, stripe), [])
            ),
            new(policy, null, false, A.Monday)
        );

    private static ConflictPolicy Mirror(ConflictPolicy policy) =>
        policy switch
        {
            ConflictPolicy.Sanity => ConflictPolicy.Stripe,
            ConflictPolicy.Stripe => ConflictPolicy.Sanity,
            var same => same,
        };

    private static (FieldValue, FieldValue, Side?) Sides(Conflict record) =>
        (record.Sanity, record.Stripe, record.Winner);

    private static (FieldValue, FieldValue, Side?) Swap(
        (FieldValue Sanity, FieldValue Stripe, Side? Winner) record
    ) =>
        (
            record.Stripe,
            record.Sanity,
            record.Winner is { } winner ? (winner == Side.Sanity ? Side.Stripe : Side.Sanity) : null
        );
}
