using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Tests.Storage;

/// <content>Who works a family, for how long, and what becomes of those that came too late.</content>
public abstract partial class InboxContract
{
    [Fact]
    public async Task A_family_is_not_claimed_before_its_time_and_the_earliest_ring_wins()
    {
        var inbox = await OpenAsync();
        await inbox.RingAsync("mug", Now.AddSeconds(5), default);
        await inbox.RingAsync("mug", Now.AddSeconds(2), default);
        await inbox.RingAsync("mug", Now.AddSeconds(9), default);
        (await inbox.NextDueAsync(default)).Should().Be(Now.AddSeconds(2));
        (await ClaimAsync(inbox, Now.AddSeconds(1))).Should().BeNull();
        (await ClaimAsync(inbox, Now.AddSeconds(2))).Should().NotBeNull();
    }

    [Fact]
    public async Task The_family_that_has_been_due_longest_is_claimed_first()
    {
        var inbox = await OpenAsync();
        await inbox.RingAsync("a", Now.AddSeconds(-1), default);
        await inbox.RingAsync("b", Now.AddSeconds(-2), default);
        (await ClaimAsync(inbox))!.Family.Should().Be("b");
        (await ClaimAsync(inbox))!.Family.Should().Be("a");
    }

    [Fact]
    public async Task A_bell_rung_during_the_work_survives_its_finish()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug"), default);
        var (lease, ids) = await WorkAsync(inbox);
        await inbox.RingAsync("mug", Now, default);
        await inbox.FinishAsync(lease, ids, Now, default);
        (await ClaimAsync(inbox)).Should().NotBeNull();
    }

    [Fact]
    public async Task A_delivery_that_arrives_during_the_work_is_worked_next()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug"), default);
        var (lease, ids) = await WorkAsync(inbox);
        await inbox.StoreAsync(Of("mug"), default);
        (await ClaimAsync(inbox)).Should().BeNull();
        await inbox.FinishAsync(lease, ids, Now, default);
        var (_, later) = await WorkAsync(inbox);
        later.Should().HaveCount(1).And.NotIntersectWith(ids);
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_claimed_again_with_all_its_deliveries()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug"), default);
        var (_, ids) = await WorkAsync(inbox);

        var restarted = await OpenAsync();
        (await restarted.NextDueAsync(default)).Should().Be(LeaseEnd);
        (await ClaimAsync(restarted, LeaseEnd.AddMilliseconds(-1))).Should().BeNull();
        var lease = await restarted.ClaimAsync("two", LeaseEnd, LeaseEnd.AddMinutes(1), default);
        (await restarted.TakeAsync(lease!, default)).Select(delivery => delivery.Id).Should().Equal(ids);
    }

    [Fact]
    public async Task Whoever_lost_the_lease_changes_nothing_any_more()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug"), default);
        var (lost, ids) = await WorkAsync(inbox);
        var lease = (await inbox.ClaimAsync("two", LeaseEnd, LeaseEnd.AddMinutes(1), default))!;
        await inbox.FinishAsync(lost, ids, LeaseEnd, default);
        await inbox.BuryAsync(lost, ids, "late", LeaseEnd, default);
        (await inbox.TakeAsync(lost, default)).Should().BeEmpty();
        (await inbox.TakeAsync(lease, default)).Should().HaveCount(1);
    }

    [Fact]
    public async Task Claimers_on_two_connections_never_share_a_family()
    {
        var inboxes = new[] { await OpenAsync(), await OpenAsync() };
        for (var i = 0; i < 60; i++)
            await inboxes[0].RingAsync("family" + i, Now, default);
        var claims = await Task.WhenAll(
            inboxes
                .SelectMany((inbox, i) => Enumerable.Repeat((inbox, "owner" + i), 2))
                .Select(pair =>
                    Task.Run(async () =>
                    {
                        var mine = new List<string>();
                        while (await pair.inbox.ClaimAsync(pair.Item2, Now, LeaseEnd, default) is { } lease)
                            mine.Add(lease.Family);
                        return mine;
                    })
                )
        );
        claims.SelectMany(mine => mine).Should().HaveCount(60).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_full_run_claims_a_family_that_nobody_rang_but_not_one_in_work()
    {
        var inbox = await OpenAsync();
        (await inbox.ClaimFamilyAsync("mug", "run", Now, LeaseEnd, default)).Should().NotBeNull();
        (await inbox.ClaimFamilyAsync("mug", "other", Now, LeaseEnd, default)).Should().BeNull();
        (await inbox.ClaimFamilyAsync("mug", "other", LeaseEnd, LeaseEnd.AddMinutes(1), default))
            .Should()
            .NotBeNull();
    }

    [Fact]
    public async Task A_full_run_that_takes_no_deliveries_leaves_them_to_the_worker()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug"), default);
        var lease = (await inbox.ClaimFamilyAsync("mug", "run", Now, LeaseEnd, default))!;
        await inbox.FinishAsync(lease, [], Now, default);
        (await WorkAsync(inbox)).Ids.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_retry_waits_its_time_and_counts_for_family_and_delivery()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug"), default);
        var (lease, ids) = await WorkAsync(inbox);
        await inbox.RetryAsync(lease, ids, "Stripe answered 500.", Now.AddSeconds(8), default);
        (await ClaimAsync(inbox, Now.AddSeconds(7))).Should().BeNull();
        var found = (await inbox.FindAsync(ids[0], default))!;
        found.Should().BeEquivalentTo(new { State = DeliveryState.Retrying, Attempts = 1 });
        found.Reason.Should().Be("Stripe answered 500.");
        (await ClaimAsync(inbox, Now.AddSeconds(8)))!.Attempts.Should().Be(1);
    }

    [Fact]
    public async Task A_new_edit_does_not_wait_for_the_retry_of_the_old_one()
    {
        var inbox = await OpenAsync();
        await inbox.StoreAsync(Of("mug"), default);
        var (lease, ids) = await WorkAsync(inbox);
        await inbox.RetryAsync(lease, ids, "refused", Now.AddHours(1), default);
        await inbox.StoreAsync(Of("mug"), default);
        (await WorkAsync(inbox)).Ids.Should().HaveCount(2);
    }

    [Fact]
    public async Task Every_delivery_of_a_family_may_end_in_its_own_way()
    {
        var inbox = await OpenAsync();
        for (var i = 0; i < 3; i++)
            await inbox.StoreAsync(Of("mug"), default);
        var (lease, ids) = await WorkAsync(inbox);
        await inbox.EndAsync(
            lease,
            [
                new(ids[0], DeliveryState.Done, null),
                new(ids[1], DeliveryState.Dead, "no name"),
                new(ids[2], DeliveryState.Held, "the brake"),
            ],
            Now,
            default
        );
        var ended = await inbox.ListAsync(null, null, 10, default);
        ended
            .OrderBy(delivery => delivery.Id)
            .Select(delivery => (delivery.State, delivery.Reason))
            .Should()
            .Equal(
                (DeliveryState.Done, null),
                (DeliveryState.Dead, "no name"),
                (DeliveryState.Held, "the brake")
            );
        (await inbox.NextDueAsync(default)).Should().BeNull("the family rests");
    }
}
