using System.Collections.Concurrent;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Stripe;

/// <summary>
/// The budgets of all accounts this process calls. Bridges on one account share its budget, whatever keys they have; until
/// an account is known, its key stands for it.
/// </summary>
internal sealed class StripeBudgets(TimeProvider clock, LivingNodes nodes)
{
    private readonly ConcurrentDictionary<Caller, AccountBudget> _callers = new();
    private readonly ConcurrentDictionary<(string Api, string Account), AccountBudget> _accounts = new();

    public IReadOnlyList<CallBudget> For(string operation, StripeOptions options) =>
        _callers
            .GetOrAdd(CallerOf(options), _ => new AccountBudget(clock, nodes))
            .For(operation, options.IsLive);

    /// <summary>Stripe said which account the key belongs to: from now on its calls count with all others of the account.</summary>
    public void Learn(StripeOptions options, string account)
    {
        var caller = CallerOf(options);
        var own = _callers.GetOrAdd(caller, _ => new AccountBudget(clock, nodes));
        _callers[caller] = _accounts.GetOrAdd((options.ApiBase, account), own);
    }

    private static Caller CallerOf(StripeOptions options) =>
        new(options.ApiBase, options.SecretKey, options.Account);

    private sealed record Caller(string Api, string Key, string? Account);
}

/// <summary>
/// Stripe allows 25 calls a second for each operation, and over all 25 in test mode, 100 in live mode. Each budget's rate
/// plus its burst stays at or below that in any second, with room left for finance's own tools in live mode.
/// </summary>
internal sealed class AccountBudget(TimeProvider clock, LivingNodes nodes)
{
    private readonly ConcurrentDictionary<string, CallBudget> _operations = new(StringComparer.Ordinal);
    private readonly CallBudget _live = new(80, 10, clock, nodes);
    private readonly CallBudget _test = new(22, 3, clock, nodes);

    public IReadOnlyList<CallBudget> For(string operation, bool live) =>
        [_operations.GetOrAdd($"{live} {operation}", _ => new(20, 5, clock, nodes)), live ? _live : _test];
}
