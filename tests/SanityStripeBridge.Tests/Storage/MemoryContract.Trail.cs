using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Tests.Storage;

/// <content>What was done, by which run, and how often.</content>
public abstract partial class MemoryContract
{
    [Fact]
    public async Task History_of_a_family_is_oldest_first_and_of_everything_newest_first()
    {
        var memory = await OpenAsync();
        var entries = new[] { AnEntry("01A", "create"), AnEntry("01B", "update"), AnEntry("01C", "archive") };
        await memory.CommitAsync(new() { History = entries }, default);
        var ofFamily = await memory.HistoryAsync("mug", 2, default);
        ofFamily.Should().BeEquivalentTo(entries[1..], options => options.WithStrictOrdering());
        (await memory.HistoryAsync(null, 2, default)).Select(entry => entry.Id).Should().Equal("01C", "01B");
    }

    [Fact]
    public async Task The_audit_trail_is_found_by_change_by_run_and_page_by_page()
    {
        var memory = await OpenAsync();
        var entries = new[]
        {
            AnEntry("01A", "create") with
            {
                Cause = "run1",
                OrderedBy = "admin API (token 2, ::1)",
                RequestId = "req_1",
            },
            AnEntry("01B", "update") with
            {
                Cause = "run2",
            },
            AnEntry("01C", "archive") with
            {
                Cause = "run1",
            },
        };
        await memory.CommitAsync(new() { History = entries }, default);
        (await memory.FindChangeAsync("01A", default)).Should().BeEquivalentTo(entries[0]);
        (await memory.FindChangeAsync("01X", default)).Should().BeNull();
        (await memory.ChangesOfAsync("run1", default)).Select(entry => entry.Id).Should().Equal("01A", "01C");
        (await memory.HistoryPageAsync(null, 2, default))
            .Select(entry => entry.Id)
            .Should()
            .Equal("01C", "01B");
        (await memory.HistoryPageAsync("01B", 2, default)).Select(entry => entry.Id).Should().Equal("01A");
    }

    [Fact]
    public async Task The_brake_counts_dangerous_writes_but_no_notes()
    {
        var memory = await OpenAsync();
        HistoryEntry[] entries =
        [
            AnEntry("01A", "archive"),
            AnEntry("01B", "replace"),
            AnEntry("01C", "delete", side: null),
            AnEntry("01D", "update"),
            AnEntry("01E", "delete") with
            {
                At = Now.AddHours(-2),
            },
        ];
        await memory.CommitAsync(new() { History = entries }, default);
        (await memory.CountDangerousAsync(Now.AddHours(-1), default)).Should().Be(2);
    }

    [Fact]
    public async Task The_time_of_a_familys_earlier_write_is_known_without_its_trail()
    {
        var memory = await OpenAsync();
        HistoryEntry[] entries =
        [
            AnEntry("01A", "update") with
            {
                At = Now.AddHours(-1),
            },
            AnEntry("01B", "update"),
            AnEntry("01C", "note", side: null),
            AnEntry("01D", "update") with
            {
                Family = "cup",
            },
        ];
        await memory.CommitAsync(new() { History = entries }, default);
        (await memory.WriteBeforeAsync("mug", 0, default)).Should().Be(Now);
        (await memory.WriteBeforeAsync("mug", 1, default)).Should().Be(Now.AddHours(-1));
        (await memory.WriteBeforeAsync("mug", 2, default)).Should().BeNull();
    }

    [Fact]
    public async Task Runs_are_found_by_id_and_listed_in_pages_newest_first()
    {
        var memory = await OpenAsync();
        foreach (var id in new[] { "01A", "01B", "01C" })
            await memory.SaveRunAsync(new(id, "sync", Now, null, null), default);
        (await memory.FindRunAsync("01B", default))!.Kind.Should().Be("sync");
        (await memory.FindRunAsync("01X", default)).Should().BeNull();
        (await memory.RunPageAsync(null, 2, default)).Select(run => run.Id).Should().Equal("01C", "01B");
        (await memory.RunPageAsync("01B", 2, default)).Select(run => run.Id).Should().Equal("01A");
    }

    [Fact]
    public async Task The_last_write_of_each_family_is_told_and_a_note_is_none()
    {
        var memory = await OpenAsync();
        HistoryEntry Entry(string id, string family, DateTimeOffset at, Side? side) =>
            new()
            {
                Id = id,
                At = at,
                Family = family,
                Type = ObjectType.Product,
                Action = side is null ? "note" : "update",
                Side = side,
                Because = "a test",
            };
        await memory.CommitAsync(
            new()
            {
                History =
                [
                    Entry("01A", "mug", Now.AddHours(-2), Side.Stripe),
                    Entry("01B", "mug", Now.AddHours(-1), Side.Sanity),
                    Entry("01C", "mug", Now, null),
                    Entry("01D", "cup", Now, null),
                ],
            },
            default
        );
        (await memory.LastWritesAsync(default))
            .Should()
            .Equal(new Dictionary<string, DateTimeOffset> { ["mug"] = Now.AddHours(-1) });
    }

    [Fact]
    public async Task Counts_tell_links_conflicts_and_companions()
    {
        var memory = await OpenAsync();
        var change = new MemoryChange
        {
            Links =
            [
                ALink("mug", "prod_1") with
                {
                    State = LinkState.Linked,
                },
                ALink("p1", "price_1", ObjectType.Price) with
                {
                    State = LinkState.Linked,
                },
                ALink("gone", "prod_2"),
            ],
            Conflicts = [AConflict("01C")],
            Companions = [Told],
        };
        await memory.CommitAsync(change, default);
        (await memory.CountAsync(default)).Should().Be(new MemoryCounts(1, 1, 1, 1));
    }
}
