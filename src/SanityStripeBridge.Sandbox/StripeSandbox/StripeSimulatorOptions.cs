namespace SanityStripeBridge.Sandbox.StripeSandbox;

/// <summary>How a simulated account behaves. Switches exist where Stripe's behaviour is undocumented.</summary>
public sealed record StripeSimulatorOptions
{
    /// <summary>0 takes any free port.</summary>
    public int Port { get; init; }

    /// <summary>The clock below the sandbox clock; null is the system's.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Equal seeds give equal ids for equal requests.</summary>
    public int Seed { get; init; } = 1;

    public string Account { get; init; } = "acct_1SandboxMain";

    /// <summary>Accounts that <c>Stripe-Account</c> may name.</summary>
    public IReadOnlyList<string> ConnectedAccounts { get; init; } = ["acct_1SandboxConnect"];

    /// <summary>Accepted keys. A restricted key (<c>rk_</c>) has the permissions it maps to; secret keys have all.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Keys { get; init; } =
        new Dictionary<string, IReadOnlyList<string>> { ["sk_test_sandbox"] = [], ["sk_live_sandbox"] = [] };

    /// <summary>Used when a request or an endpoint names no version.</summary>
    public string DefaultApiVersion { get; init; } = "2026-10-28.endive";

    /// <summary>Unsettled: whether an update that changes nothing moves <c>updated</c> and makes an event.</summary>
    public bool NoOpUpdatesEmit { get; init; }

    /// <summary>Unsettled: whether the id of a deleted product may be used again.</summary>
    public bool DeletedIdsMayReturn { get; init; } = true;

    /// <summary>Unsettled: whether a price list without <c>active</c> leaves out archived prices.</summary>
    public bool PriceListsAreActiveOnly { get; init; }

    /// <summary>Makes two events of each change, as Stripe rarely does.</summary>
    public bool TwinEvents { get; init; }

    /// <summary>How long each API request takes on the sandbox clock.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How long a write waits for another write to the same product before 429 <c>lock_timeout</c>; unpublished.</summary>
    public TimeSpan LockPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after a change search finds it. Stripe: under a minute, up to an hour behind at times.</summary>
    public TimeSpan SearchLag { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests per second of one operation; null limits searches only. Stripe: 25, also live.</summary>
    public int? EndpointRatePerSecond { get; init; }

    /// <summary>Requests per second over all routes; null does not limit. Stripe: 25 in test mode, 100 live.</summary>
    public int? RatePerSecond { get; init; }

    /// <summary>Pauses between attempts in test mode. The real schedule is unpublished; three attempts are documented.</summary>
    public IReadOnlyList<TimeSpan> TestRetries { get; init; } =
    [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(60)];

    /// <summary>Pauses between attempts in live mode: doubling, over three days.</summary>
    public IReadOnlyList<TimeSpan> LiveRetries { get; init; } =
    [
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(4),
        TimeSpan.FromHours(8),
        TimeSpan.FromHours(16),
        TimeSpan.FromHours(32),
    ];
}
