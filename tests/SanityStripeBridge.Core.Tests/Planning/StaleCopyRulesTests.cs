using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Tests.Planning;

public sealed class StaleCopyRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    private static readonly StaleCopy Stale = new()
    {
        CopyId = "drafts.mug",
        SanityId = "mug",
        Type = ObjectType.Product,
        Family = "mug",
        Path = "name",
        Old = FieldValue.Text("Mug"),
        Rev = "r1",
        LookAt = Now,
    };

    [Fact]
    public void A_copy_that_has_not_moved_since_the_last_look_is_mended() =>
        Judge("r1", "Mug", Now).Should().BeOfType<StaleVerdict.Mend>();

    [Fact]
    public void A_copy_that_is_gone_or_holds_another_value_is_forgotten()
    {
        StaleCopyRules.Judge(Stale, null, Fields.None, Now).Should().BeOfType<StaleVerdict.Forget>();
        Judge("r1", "Own mug", Now).Should().BeOfType<StaleVerdict.Forget>();
    }

    [Fact]
    public void Nothing_is_decided_before_its_time() =>
        Judge("r2", "Mug", Now.AddSeconds(-1)).Should().Be(new StaleVerdict.Wait(Stale));

    [Fact]
    public void A_copy_in_which_somebody_types_is_looked_at_later_and_ever_more_rarely()
    {
        var first = Judge("r2", "Mug", Now).Should().BeOfType<StaleVerdict.Wait>().Subject.Stale;
        (first.Rev, first.LookAt).Should().Be(("r2", Now + StaleCopyRules.Quiet));
        var last = Enumerable.Range(0, 50).Aggregate(first, (stale, _) => StaleCopyRules.Later(stale, Now));
        last.LookAt.Should().Be(Now + StaleCopyRules.LongestWait);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 20)]
    [InlineData(4, 160)]
    [InlineData(5, 300)]
    [InlineData(1000, 300)]
    public void Each_wait_is_twice_the_one_before_up_to_five_minutes(int looks, int seconds)
    {
        var later = StaleCopyRules.Later(Stale with { Looks = looks }, Now);
        (later.Looks, later.LookAt).Should().Be((looks + 1, Now.AddSeconds(seconds)));
    }

    [Theory]
    [InlineData(0, 15)]
    [InlineData(4.9, 15)]
    [InlineData(5, 15)]
    [InlineData(5.001, 30)]
    [InlineData(20, 30)]
    public void What_was_written_in_a_quarter_of_a_minute_is_looked_for_at_one_moment(
        double at,
        int seconds
    ) => StaleCopyRules.LookForUnseenAt(Now.AddSeconds(at)).Should().Be(Now.AddSeconds(seconds));

    [Fact]
    public void All_copies_that_hold_the_old_value_after_the_write_are_stale()
    {
        var unseen = Stale with { CopyId = "mug", Rev = null, Looks = 4 };
        (SanityDocument, Fields) Copy(string id, string name) =>
            (
                new(new JsonObject { ["_id"] = id, ["_rev"] = "r-" + id }),
                Fields.None.With("name", FieldValue.Text(name))
            );

        var opened = StaleCopyRules.Opened(
            unseen,
            [
                Copy("drafts.mug", "Mug"),
                Copy("versions.summer.mug", "Beaker"),
                Copy("versions.winter.mug", "Mug"),
            ],
            Now
        );

        unseen.IsUnseen.Should().BeTrue();
        opened
            .Should()
            .Equal(
                new[] { "drafts.mug", "versions.winter.mug" }.Select(id =>
                    Stale with
                    {
                        CopyId = id,
                        Rev = "r-" + id,
                        LookAt = Now + StaleCopyRules.Quiet,
                    }
                )
            );
    }

    private static StaleVerdict Judge(string rev, string name, DateTimeOffset now) =>
        StaleCopyRules.Judge(
            Stale,
            new SanityDocument(new JsonObject { ["_id"] = "drafts.mug", ["_rev"] = rev }),
            Fields.None.With("name", FieldValue.Text(name)),
            now
        );
}
