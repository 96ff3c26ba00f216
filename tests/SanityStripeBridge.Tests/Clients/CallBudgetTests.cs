using SanityStripeBridge.Calls;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sanity;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Tests.Clients;

public sealed class CallBudgetTests
{
    private readonly ManualTime _clock = new();
    private readonly LivingNodes _nodes;

    public CallBudgetTests() => _nodes = new(new Ulids(_clock));

    [Fact]
    public void Nodes_that_share_a_store_share_the_rate_and_the_burst()
    {
        var nodes = Enumerable.Range(0, 4).Select(_ => Nodes(4)).ToList();
        var budgets = nodes.Select(node => new CallBudget(20, 5, _clock, node)).ToList();
        var calls = budgets
            .SelectMany(budget =>
                Enumerable.Range(0, 20).Select(_ => budget.TakeAsync(CancellationToken.None))
            )
            .ToArray();
        calls.Count(call => call.IsCompleted).Should().Be(4);
        _clock.Advance(TimeSpan.FromSeconds(1));
        calls.Count(call => call.IsCompleted).Should().BeInRange(20, 25);
    }

    [Fact]
    public void Bridges_on_one_project_share_its_budget_and_those_on_two_do_not()
    {
        var budgets = new ProjectBudgets(_clock, _nodes);
        var shop = budgets.Of(new() { ProjectId = "shop", Dataset = "production" });
        budgets.Of(new() { ProjectId = "shop", Dataset = "europe" }).Should().BeSameAs(shop);
        budgets.Of(new() { ProjectId = "other", Dataset = "production" }).Should().NotBeSameAs(shop);
    }

    [Fact]
    public void The_greatest_count_of_nodes_of_any_bridge_divides_the_budgets()
    {
        _nodes.Counted("default", 1);
        _nodes.Counted("eu", 3);
        _nodes.Count.Should().Be(3);
    }

    private LivingNodes Nodes(int living)
    {
        var nodes = new LivingNodes(new Ulids(_clock));
        nodes.Counted("default", living);
        return nodes;
    }

    [Fact]
    public void When_the_other_nodes_have_died_the_whole_rate_is_this_ones()
    {
        _nodes.Counted("default", 2);
        var budget = new CallBudget(20, 1, _clock, _nodes);
        _nodes.Counted("default", 1);
        var calls = Enumerable.Range(0, 30).Select(_ => budget.TakeAsync(CancellationToken.None)).ToArray();
        _clock.Advance(TimeSpan.FromSeconds(1));
        calls.Count(call => call.IsCompleted).Should().Be(21);
    }

    [Fact]
    public async Task A_burst_passes_at_once_and_the_rest_at_the_rate()
    {
        var budget = new CallBudget(20, 5, _clock, _nodes);
        var calls = Enumerable.Range(0, 25).Select(_ => budget.TakeAsync(CancellationToken.None)).ToArray();
        calls.Count(call => call.IsCompleted).Should().Be(5);
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        await Task.WhenAll(calls[..15]);
        calls.Count(call => call.IsCompleted).Should().Be(15);
        _clock.Advance(TimeSpan.FromMilliseconds(500));
        await Task.WhenAll(calls);
    }

    [Fact]
    public void No_second_sees_more_than_the_rate_and_the_burst()
    {
        var budget = new CallBudget(20, 5, _clock, _nodes);
        var passed = 0;
        for (var step = 0; step < 40; step++)
        {
            while (budget.TakeAsync(CancellationToken.None) is { IsCompleted: true })
                passed++;
            // The call that had to wait is one of the next step's.
            _clock.Advance(TimeSpan.FromMilliseconds(50));
        }
        passed.Should().BeLessThanOrEqualTo(45);
    }

    [Fact]
    public async Task While_it_is_held_nothing_passes()
    {
        var budget = new CallBudget(20, 5, _clock, _nodes);
        budget.Hold(TimeSpan.FromSeconds(1));
        var call = budget.TakeAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        call.IsCompleted.Should().BeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await call;
    }

    [Fact]
    public async Task An_announced_lower_limit_slows_it_down()
    {
        var budget = new CallBudget(20, 1, _clock, _nodes);
        budget.SlowDownTo(2);
        await budget.TakeAsync(CancellationToken.None);
        var second = budget.TakeAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromMilliseconds(499));
        second.IsCompleted.Should().BeFalse();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await second;
    }

    [Fact]
    public async Task An_announced_higher_limit_changes_nothing()
    {
        var budget = new CallBudget(20, 1, _clock, _nodes);
        budget.SlowDownTo(50);
        await budget.TakeAsync(CancellationToken.None);
        budget.TakeAsync(CancellationToken.None).IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Waiting_ends_with_the_caller()
    {
        using var cancel = new CancellationTokenSource();
        var budget = new CallBudget(1, 1, _clock, _nodes);
        await budget.TakeAsync(cancel.Token);
        var waiting = budget.TakeAsync(cancel.Token);
        await cancel.CancelAsync();
        await waiting.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }
}
