using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Tests.Storage;

/// <summary>What every inbox promises, whatever database holds it.</summary>
public abstract partial class InboxContract(StoreKind kind) : IAsyncLifetime
{
    private protected static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LeaseEnd = Now.AddMinutes(1);

    private protected TestStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = new(await StorePlace.MakeAsync(kind));

    public async Task DisposeAsync() => await Store.DisposeAsync();

    /// <summary>Opens the same store once more, as another process or after a crash.</summary>
    private protected async Task<IInbox> OpenAsync(string bridge = "default") =>
        await Store.InboxAsync(bridge);

    private protected static NewDelivery Of(
        string family,
        string? key = null,
        DeliveryOutcome outcome = DeliveryOutcome.Accepted,
        string? subject = null
    ) =>
        new()
        {
            Side = Side.Stripe,
            DedupeKey = key,
            Subject = subject ?? "prod_" + family,
            Type = "product.updated",
            Operation = "update",
            Family = family,
            Body = [1, 2, 3],
            ReceivedAt = Now,
            Outcome = outcome,
            DueAt = Now,
        };

    private static Task<FamilyLease?> ClaimAsync(IInbox inbox, DateTimeOffset? now = null) =>
        inbox.ClaimAsync("one", now ?? Now, (now ?? Now).AddMinutes(1), default);

    private static async Task<(FamilyLease Lease, long[] Ids)> WorkAsync(IInbox inbox)
    {
        var lease = (await ClaimAsync(inbox))!;
        var taken = await inbox.TakeAsync(lease, default);
        return (lease, [.. taken.Select(delivery => delivery.Id)]);
    }

    [Fact]
    public async Task What_was_peeked_is_true_until_the_family_is_told_of_or_leased_by_another()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug", "evt_1"), default);
        await inbox.StoreAsync(Of("cup", "evt_2"), default);

        var peeks = await inbox.PeekDueAsync(Now, 10, default);

        peeks.Select(peek => peek.Family).Should().Equal("cup", "mug");
        peeks.Should().OnlyContain(peek => peek.Deliveries.Count == 1);
        var first = (await ClaimAsync(inbox))!;
        var taken = await inbox.TakeAsync(first, default);
        peeks[0].IsStillTrueOf(first, taken).Should().BeTrue();
        peeks[1].IsStillTrueOf(first, taken).Should().BeFalse("it is another family's");
        // The work failed half-way: nothing was told since, but something may have been written.
        await inbox.RetryAsync(first, [.. taken.Select(delivery => delivery.Id)], "", Now, default);
        var again = (await inbox.ClaimFamilyAsync("cup", "one", Now, LeaseEnd, default))!;
        peeks[0].IsStillTrueOf(again, taken).Should().BeFalse();
        await inbox.StoreAsync(Of("mug", "evt_3"), default);
        var told = (await ClaimAsync(inbox))!;
        peeks[1].IsStillTrueOf(told, await inbox.TakeAsync(told, default)).Should().BeFalse();
    }

    [Fact]
    public async Task A_delivery_that_comes_between_the_lease_and_its_taking_makes_the_peek_untrue()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug", "evt_1"), default);
        var peek = (await inbox.PeekDueAsync(Now, 10, default)).Single();
        var lease = (await ClaimAsync(inbox))!;
        await inbox.StoreAsync(Of("mug", "evt_2"), default);
        peek.IsStillTrueOf(lease, await inbox.TakeAsync(lease, default)).Should().BeFalse();
    }

    [Fact]
    public async Task Families_are_peeked_by_name_unless_somebody_holds_them()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug", "evt_1"), default);
        await inbox.StoreAsync(Of("cup", "evt_2"), default);
        await ClaimAsync(inbox);

        var peeks = await inbox.PeekAsync(["mug", "cup", "never-seen"], default);

        peeks.Select(peek => peek.Family).Should().Equal("mug", "never-seen");
        (await inbox.PeekDueAsync(Now, 10, default)).Should().ContainSingle();
        var lease = (await inbox.ClaimFamilyAsync("never-seen", "one", Now, LeaseEnd, default))!;
        peeks[1].IsStillTrueOf(lease, []).Should().BeTrue();
    }

    [Fact]
    public async Task An_accepted_delivery_survives_a_crash_byte_by_byte()
    {
        var inbox = await OpenAsync();
        (await inbox.StoreAsync(Of("mug", "evt_1"), default)).Should().Be(DeliveryOutcome.Accepted);

        var again = await OpenAsync();
        var found = (await again.ListAsync(null, null, 10, default)).Single();
        found.Body.Should().Equal(1, 2, 3);
        found.State.Should().Be(DeliveryState.Received);
        found.ReceivedAt.Should().Be(Now);
        (await ClaimAsync(again))!.Family.Should().Be("mug");
    }

    [Fact]
    public async Task A_delivery_stored_twice_is_a_duplicate_the_second_time_and_rings_once()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug", "evt_1"), default);
        var (lease, ids) = await WorkAsync(inbox);
        (await inbox.StoreAsync(Of("mug", "evt_1"), default)).Should().Be(DeliveryOutcome.Duplicate);
        await inbox.FinishAsync(lease, ids, Now, default);
        (await inbox.NextDueAsync(default)).Should().BeNull();
        (await inbox.ListAsync(null, null, 10, default)).Should().HaveCount(1);
    }

    [Fact]
    public async Task Deliveries_without_a_key_are_never_duplicates()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug"), default);
        (await inbox.StoreAsync(Of("mug"), default)).Should().Be(DeliveryOutcome.Accepted);
    }

    [Fact]
    public async Task Of_many_equal_deliveries_at_once_exactly_one_is_accepted()
    {
        var inbox = await OpenAsync();
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => inbox.StoreAsync(Of("mug", "evt_1"), default))
        );
        outcomes.Count(outcome => outcome == DeliveryOutcome.Accepted).Should().Be(1);
        outcomes.Count(outcome => outcome == DeliveryOutcome.Duplicate).Should().Be(49);
    }

    [Fact]
    public async Task A_row_that_the_database_refuses_does_not_fail_the_strangers_in_its_group()
    {
        var inbox = await OpenAsync();
        var bad = Of("mug") with { Subject = null! };
        var all = Enumerable
            .Range(0, 40)
            .Select(i => inbox.StoreAsync(i == 20 ? bad : Of("family" + i, "evt_" + i), default))
            .ToArray();
        for (var i = 0; i < all.Length; i++)
        {
            var one = all[i];
            if (i == 20)
                await FluentActions.Awaiting(() => one).Should().ThrowAsync<StoreUnavailableException>();
            else
                (await one).Should().Be(DeliveryOutcome.Accepted);
        }
    }

    [Fact]
    public async Task A_burst_on_one_family_is_one_claim()
    {
        var inbox = await OpenAsync();
        for (var i = 0; i < 20; i++)
            await inbox.StoreAsync(Of("mug", "evt_" + i), default);
        var (lease, ids) = await WorkAsync(inbox);
        ids.Should().HaveCount(20).And.BeInAscendingOrder();
        (await ClaimAsync(inbox)).Should().BeNull();
        await inbox.FinishAsync(lease, ids, Now, default);
        (await ClaimAsync(inbox)).Should().BeNull();
        (await inbox.CountAsync(default)).Depth.Should().Be(0);
    }

    [Fact]
    public async Task Dead_letters_are_closed_by_a_later_success_of_their_family_alone()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug"), default);
        await inbox.StoreAsync(Of("cup"), default);
        for (var i = 0; i < 2; i++)
        {
            var (lease, ids) = await WorkAsync(inbox);
            await inbox.BuryAsync(lease, ids, "no name", Now, default);
        }
        (await inbox.CountAsync(default)).Dead.Should().Be(2);
        await inbox.StoreAsync(Of("mug"), default);
        var (good, done) = await WorkAsync(inbox);
        await inbox.FinishAsync(good, done, Now, default);
        (await inbox.ListAsync(DeliveryState.Dead, null, 10, default)).Single().Family.Should().Be("cup");
    }

    [Fact]
    public async Task Held_deliveries_rest_until_they_are_released()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug"), default);
        await inbox.StoreAsync(Of("cup"), default);
        for (var i = 0; i < 2; i++)
        {
            var (lease, ids) = await WorkAsync(inbox);
            await inbox.HoldAsync(lease, ids, "the brake", Now, default);
        }
        (await ClaimAsync(inbox)).Should().BeNull();
        (await inbox.ReleaseAsync(["cup"], Now, default)).Should().Be(1);
        (await ClaimAsync(inbox))!.Family.Should().Be("cup");
        (await inbox.ReleaseAsync(null, Now, default)).Should().Be(1);
        (await ClaimAsync(inbox))!.Family.Should().Be("mug");
    }

    [Fact]
    public async Task A_delivery_moved_to_its_true_family_is_worked_there()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("price:p1"), default);
        var (lease, ids) = await WorkAsync(inbox);
        await inbox.MoveAsync(ids, "mug", Now, default);
        await inbox.FinishAsync(lease, [], Now, default);
        var (moved, there) = await WorkAsync(inbox);
        moved.Family.Should().Be("mug");
        there.Should().Equal(ids);
    }

    [Fact]
    public async Task An_echo_is_stored_as_done_and_rings_nobody()
    {
        var inbox = await OpenAsync();
        var outcome = await inbox.StoreAsync(Of("mug", "evt_1", DeliveryOutcome.Echo), default);
        outcome.Should().Be(DeliveryOutcome.Echo);
        (await inbox.ListAsync(DeliveryState.Done, null, 10, default)).Should().HaveCount(1);
        (await inbox.NextDueAsync(default)).Should().BeNull();
    }

    [Fact]
    public async Task What_is_in_quarantine_is_worked_only_after_a_replay()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug", "evt_1", DeliveryOutcome.Quarantined), default);
        (await ClaimAsync(inbox)).Should().BeNull();
        var id = (await inbox.ListAsync(DeliveryState.Quarantined, null, 10, default)).Single().Id;
        (await inbox.ReplayAsync(id, Now, default)).Should().BeTrue();
        (await WorkAsync(inbox)).Ids.Should().Equal(id);
        (await inbox.ReplayAsync(12345, Now, default)).Should().BeFalse();
    }

    [Fact]
    public async Task Only_what_rests_can_be_discarded()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug", "evt_1", DeliveryOutcome.Quarantined), default);
        await inbox.StoreAsync(Of("cup", "evt_2"), default);
        var all = await inbox.ListAsync(null, null, 10, default);
        (await inbox.DiscardAsync(all[1].Id, Now, default)).Should().BeTrue();
        (await inbox.DiscardAsync(all[0].Id, Now, default)).Should().BeFalse();
    }

    [Fact]
    public async Task Lists_go_back_page_by_page_and_subjects_are_found_oldest_first()
    {
        var inbox = await OpenAsync();
        for (var i = 0; i < 5; i++)
            await inbox.StoreAsync(Of("mug", "evt_" + i, subject: "s" + (i % 2)), default);
        var first = await inbox.ListAsync(null, null, 3, default);
        var second = await inbox.ListAsync(null, first[^1].Id, 3, default);
        first.Concat(second).Select(one => one.Id).Should().BeInDescendingOrder().And.HaveCount(5);
        var ofSubject = await inbox.OfSubjectsAsync(["s0", "none"], default);
        ofSubject.Select(one => one.Id).Should().BeInAscendingOrder().And.HaveCount(3);
    }

    [Fact]
    public async Task Bridges_that_share_a_store_do_not_see_each_other()
    {
        var mine = await OpenAsync();
        var theirs = await OpenAsync("other");
        await mine.StoreAsync(Of("mug", "evt_1"), default);
        (await theirs.StoreAsync(Of("mug", "evt_1"), default)).Should().Be(DeliveryOutcome.Accepted);
        (await theirs.ListAsync(null, null, 10, default)).Should().HaveCount(1);
        (await ClaimAsync(mine)).Should().NotBeNull();
        (await ClaimAsync(theirs)).Should().NotBeNull();
    }

    [Fact]
    public async Task Counts_tell_the_depth_the_oldest_and_when_each_side_was_last_heard()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug") with { ReceivedAt = Now.AddSeconds(-9) }, default);
        await inbox.StoreAsync(Of("cup"), default);
        var counts = await inbox.CountAsync(default);
        counts.Should().Be(new InboxCounts(2, Now.AddSeconds(-9), 0, 0, null, Now));
    }

    [Fact]
    public async Task While_the_bridge_shuts_down_what_was_taken_is_stored_and_nothing_more_is_taken()
    {
        var inbox = await Store.InboxAsync();
        var taken = inbox.StoreAsync(Of("mug"), default);
        inbox.StopAccepting();
        await FluentActions
            .Awaiting(() => inbox.StoreAsync(Of("cup"), default))
            .Should()
            .ThrowAsync<StoreUnavailableException>();
        (await taken).Should().Be(DeliveryOutcome.Accepted);
    }

    [Fact]
    public async Task A_delivery_that_proves_a_write_marks_its_intent_in_the_same_commit()
    {
        var memory = new SqlMemory(await Store.OpenAsync());
        var intent = MemoryContract.AnIntent("ssb-bridge-abc123-1");
        await memory.CommitAsync(new() { Intents = [intent] }, default);
        var inbox = await Store.InboxAsync();
        await inbox.StoreAsync(
            Of("mug", "evt_1", DeliveryOutcome.Echo) with
            {
                ProvesKey = intent.Key,
            },
            default
        );
        (await memory.FindIntentsAsync(intent.Key, default)).Single().Proved.Should().BeTrue();
        // The engine commits the copy it read before the echo came.
        await memory.CommitAsync(new() { Intents = [intent] }, default);
        (await memory.FindIntentsAsync(intent.Key, default)).Single().Proved.Should().BeTrue();
    }
}
