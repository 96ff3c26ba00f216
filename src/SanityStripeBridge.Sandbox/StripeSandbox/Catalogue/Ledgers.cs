using SanityStripeBridge.Sandbox.Faults;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

/// <summary>The ledger of each account and mode, and the one lock around all of them.</summary>
internal sealed class Ledgers(
    StripeSimulatorOptions options,
    IdSource ids,
    SandboxClock clock,
    DeliveryQueue deliveries
)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Account, bool Livemode), Ledger> _all = [];

    public T Locked<T>(Func<T> action)
    {
        lock (_lock)
            return action();
    }

    public Ledger Of(string account, bool livemode)
    {
        lock (_lock)
        {
            if (_all.TryGetValue((account, livemode), out var ledger))
                return ledger;
            ledger = new Ledger(account, livemode, options, ids, clock, deliveries);
            _all[(account, livemode)] = ledger;
            if (account != options.Account)
                ledger.Events.Platform = Of(options.Account, livemode).Endpoints;
            return ledger;
        }
    }

    public void Clear()
    {
        lock (_lock)
            _all.Clear();
    }
}
