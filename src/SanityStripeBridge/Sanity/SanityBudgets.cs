using System.Collections.Concurrent;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Sanity;

/// <summary>The budgets of all projects this process calls; bridges on one project share its budget.</summary>
internal sealed class ProjectBudgets(TimeProvider clock, LivingNodes nodes)
{
    private readonly ConcurrentDictionary<(string? Api, string Project), SanityBudgets> _projects = new();

    public SanityBudgets Of(SanityOptions options) =>
        _projects.GetOrAdd((options.ApiBase, options.ProjectId), _ => new(clock, nodes));
}

/// <summary>Sanity documents 25 mutations and 500 requests a second for one caller; rate plus burst stay at or below that.</summary>
internal sealed class SanityBudgets(TimeProvider clock, LivingNodes nodes)
{
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(10);

    public CallBudget Mutations { get; } = new(22, 3, clock, nodes);

    public CallBudget Reads { get; } = new(200, 50, clock, nodes);

    /// <summary>25 uploads a second are documented.</summary>
    public CallBudget Uploads { get; } = new(20, 3, clock, nodes);

    /// <summary>Obeys the rate headers: what they announce below our own rate is the new rate; nothing left means a pause.</summary>
    public static void Adapt(CallBudget budget, Answer answer)
    {
        if (answer.Number("ratelimit-limit") is { } limit)
            budget.SlowDownTo(limit);
        if (answer.Number("ratelimit-remaining") is <= 0)
        {
            var seconds = answer.Number("ratelimit-reset") ?? 1;
            budget.Hold(TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestHold.TotalSeconds)));
        }
    }
}
