using System.Collections.Concurrent;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Stripe;

/// <summary>
/// Stripe allows 25 calls a second for each operation, and over all 25 in test mode, 100 in live mode. Each budget's rate
/// plus its burst stays at or below that in any second, with room left for finance's own tools in live mode.
/// </summary>
internal sealed class StripeBudgets(TimeProvider clock, LivingNodes nodes)
{
    private readonly ConcurrentDictionary<string, CallBudget> _operations = new(StringComparer.Ordinal);
    private readonly CallBudget _live = new(80, 10, clock, nodes);
    private readonly CallBudget _test = new(22, 3, clock, nodes);

    public IReadOnlyList<CallBudget> For(string operation, bool live) =>
        [_operations.GetOrAdd($"{live} {operation}", _ => new(20, 5, clock, nodes)), live ? _live : _test];
}
