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

    [Fact]
    public void The_sentence_counts_the_turns_and_names_the_way_out() =>
        Flapping
            .Find(Fight(turns: 8), null, Now)
            .Should()
            .Be(
                "name of mug came back 6 times within 10 minutes: two parties set it against each other. Nothing is written until somebody has stopped one of them and released it (held release)"
            );

    [Fact]
    public void What_was_written_at_the_windows_first_moment_or_at_a_persons_word_counts()
    {
        var fight = Fight(turns: 8);
        Flapping.Find(fight, null, fight[0].At + Flapping.Window).Should().NotBeNull();
        Flapping.Find(fight, null, fight[0].At + Flapping.Window + TimeSpan.FromTicks(1)).Should().BeNull();
        Flapping.Find(fight, fight[0].At, Now).Should().NotBeNull();
        Flapping.Find(fight, fight[0].At.AddTicks(1), Now).Should().BeNull();
    }

    [Fact]
    public void Archives_of_different_prices_of_one_document_are_no_fight()
    {
        var archives = Fight(turns: 20)
            .Select(
                (entry, i) =>
                    entry with
                    {
                        Type = ObjectType.Price,
                        StripeId = $"price_{i}",
                        Fields = [new("active", entry.Fields[0].From, entry.Fields[0].To)],
                    }
            )
            .ToList();
        Flapping.Find(archives, null, Now).Should().BeNull();
        Flapping
            .Find(archives.Select(entry => entry with { StripeId = "price_1" }), null, Now)
            .Should()
            .Contain("active of mug");
    }

    [Fact]
    public void Decisions_without_a_write_are_no_turns() =>
        Flapping
            .Find(Fight(turns: 20).Select(entry => entry with { Side = null }), null, Now)
            .Should()
            .BeNull();

    [Fact]
    public void Two_fields_and_two_documents_are_counted_apart()
    {
        var fields = Fight(turns: 10)
            .Select((entry, i) => entry with { SanityId = i % 4 < 2 ? "mug" : "cup" });
        Flapping.Find(fields, null, Now).Should().BeNull();
    }

    [Fact]
    public void Fewer_writes_than_can_be_a_fight_are_none()
    {
        Flapping.FewestWrites.Should().Be(4);
        for (var writes = 0; writes < Flapping.FewestWrites; writes++)
            Flapping.Find(Writes(writes, _ => (Side.Stripe, "theirs", "ours")), null, Now).Should().BeNull();
    }

    [Fact]
    public void An_amount_that_is_fought_over_has_another_price_every_time_and_is_a_fight_all_the_same()
    {
        var fight = Fight(turns: 8)
            .Select(
                (entry, i) =>
                    entry with
                    {
                        StripeId = $"price_{i}",
                        Fields = [entry.Fields[0] with { Path = "unitAmount" }],
                    }
            )
            .ToList();
        Flapping.Find(fight, null, Now).Should().StartWith("unitAmount of mug came back 6 times");
        Flapping
            .Find(
                fight.Select(entry => entry with { Fields = [entry.Fields[0] with { Path = "active" }] }),
                null,
                Now
            )
            .Should()
            .BeNull("each of them is archived once");
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
