using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Core.Tests.Planning;

public sealed class FlappingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Two_parties_that_set_one_field_against_each_other_fight() =>
        Flapping.Find(Fight(turns: 8), null, Now).Should().Contain("name of mug").And.Contain("held release");

    [Fact]
    public void A_few_corrections_are_no_fight() =>
        Flapping.Find(Fight(turns: 7), null, Now).Should().BeNull();

    [Fact]
    public void One_party_that_goes_to_and_fro_fights_with_nobody() =>
        Flapping
            .Find(Writes(30, i => (Side.Stripe, i % 2 == 0 ? "a" : "b", i % 2 == 0 ? "b" : "a")), null, Now)
            .Should()
            .BeNull();

    [Fact]
    public void Somebody_who_undoes_every_write_of_ours_fights() =>
        Flapping.Find(Writes(8, _ => (Side.Stripe, "theirs", "ours")), null, Now).Should().NotBeNull();

    [Fact]
    public void Two_parties_with_ever_new_values_do_not_fight() =>
        Flapping
            .Find(Writes(30, i => (i % 2 == 0 ? Side.Stripe : Side.Sanity, $"v{i}", $"v{i + 1}")), null, Now)
            .Should()
            .BeNull();

    [Fact]
    public void What_was_written_before_the_window_or_before_a_persons_word_does_not_count()
    {
        Flapping.Find(Fight(turns: 8), null, Now + Flapping.Window).Should().BeNull();
        Flapping.Find(Fight(turns: 8), Now, Now).Should().BeNull();
    }

    private static List<HistoryEntry> Fight(int turns) =>
        Writes(turns, i => i % 2 == 0 ? (Side.Stripe, "theirs", "ours") : (Side.Sanity, "ours", "theirs"));

    private static List<HistoryEntry> Writes(
        int many,
        Func<int, (Side Side, string From, string To)> write
    ) =>
        [
            .. Enumerable
                .Range(0, many)
                .Select(i => new HistoryEntry
                {
                    Id = $"{i:00}",
                    At = Now.AddSeconds(i - many),
                    Family = "mug",
                    Type = ObjectType.Product,
                    SanityId = "mug",
                    Action = "update",
                    Side = write(i).Side,
                    Fields = [new("name", FieldValue.Text(write(i).From), FieldValue.Text(write(i).To))],
                    Because = "test",
                }),
        ];
}
