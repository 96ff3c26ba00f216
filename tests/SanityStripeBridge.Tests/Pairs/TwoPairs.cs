using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using SanityStripeBridge.Hosting;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.SanitySandbox;
using SanityStripeBridge.Sandbox.StripeSandbox;
using SanityStripeBridge.TestKit;
using SanityStripeBridge.Tests.Storage;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Pairs;

/// <summary>One process with the bridges <c>default</c> and <c>eu</c>, each between simulators, on one store and a clock that only the test moves.</summary>
internal sealed class TwoPairs : IAsyncDisposable
{
    /// <summary>Keys that one account may have.</summary>
    private static readonly Dictionary<string, IReadOnlyList<string>> Keys = new()
    {
        ["sk_test_sandbox"] = [],
        ["sk_test_second"] = [],
    };

    private readonly StorePlace _place;
    private readonly Dictionary<string, string?> _settings;
    private string _address = "http://127.0.0.1:0";

    private TwoPairs(
        ManualTime clock,
        StorePlace place,
        StripeSimulator[] accounts,
        SanitySimulator[] datasets
    )
    {
        (Clock, _place) = (clock, place);
        Default = new("default", "sk_test_sandbox", accounts[0], datasets[0], () => Host.Bridge());
        Eu = new("eu", "sk_test_second", accounts[^1], datasets[^1], () => Host.Bridge("eu"));
        _settings = Default
            .Settings.Concat(Eu.Settings)
            .Append(("BRIDGE_STORE", place.Setting))
            .ToDictionary(setting => setting.Item1, setting => setting.Item2);
    }

    public ManualTime Clock { get; }

    public Pair Default { get; }

    public Pair Eu { get; }

    public WebApplication Host { get; private set; } = null!;

    public HttpClient Http { get; } = new();

    public Pair[] Both => [Default, Eu];

    public Uri Address => new(_address);

    /// <summary>Two accounts, unless both bridges are to share one; two datasets.</summary>
    public static async Task<TwoPairs> OpenAsync(
        bool oneAccount = false,
        StoreKind store = StoreKind.Sqlite,
        bool oneDataset = false
    )
    {
        var clock = new ManualTime { PassesBySelf = TimeSpan.FromSeconds(10) };
        var accounts = new List<StripeSimulator>();
        foreach (var account in oneAccount ? ["acct_1Both"] : new[] { "acct_1Default", "acct_1Eu" })
            accounts.Add(
                await StripeSimulator.StartAsync(
                    new()
                    {
                        Clock = clock,
                        Account = account,
                        Keys = Keys,
                    },
                    default
                )
            );
        var datasets = new List<SanitySimulator>();
        foreach (var dataset in oneDataset ? ["production"] : new[] { "production", "europe" })
            datasets.Add(
                await SanitySimulator.StartAsync(new() { Clock = clock, Datasets = [dataset] }, default)
            );
        foreach (
            var queue in accounts.Select(one => one.Deliveries).Concat(datasets.Select(one => one.Deliveries))
        )
            queue.Automatic = false;
        return new(clock, await StorePlace.MakeAsync(store), [.. accounts], [.. datasets]);
    }

    /// <summary>Two accounts or one, both bridges in touch with their sides; where they share an account only <c>default</c> imports.</summary>
    public static async Task<TwoPairs> StartAsync(
        bool oneAccount = false,
        string? payload = null,
        StoreKind store = StoreKind.Sqlite
    )
    {
        var pairs = await OpenAsync(oneAccount, store);
        if (oneAccount)
            pairs.Set("Bridges:eu:BRIDGE_POLICY_NEW_FROM_STRIPE", "off");
        await pairs.MeetAsync(payload);
        return pairs;
    }

    /// <summary>Starts the process, tells the platforms where it receives, and lets both bridges make first contact.</summary>
    public async Task MeetAsync(string? payload = null)
    {
        await BootAsync();
        foreach (var pair in Both)
        {
            pair.Announce(_address, payload);
            await pair.Get<FirstContact>().EnsureAsync(default);
            await pair.Get<DatasetMark>().LeaveAsync(default);
        }
        ClearLogs();
    }

    /// <summary>What a verb reads to work on these pairs.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings => _settings;

    public void Set(string name, string? value) => _settings[name] = value;

    public async Task BootAsync(bool runsWorkers = false, string? only = null)
    {
        Host = await BridgeHost.BuildAsync(
            new()
            {
                Settings = new ConfigurationBuilder().AddInMemoryCollection(_settings).Build(),
                Clock = Clock,
                Jitter = () => 0.5,
                Urls = _address,
                RunsWorkers = runsWorkers,
                Serves = name => only is null || name == only,
            },
            default
        );
        await Host.StartAsync();
        _address = Host.Urls.First();
    }

    /// <summary>Delivers everything in order and works until nothing is waiting.</summary>
    public async Task SettleAsync()
    {
        for (var round = 0; round < 200; round++)
        {
            var done = 0;
            foreach (var queue in Both.SelectMany(pair => pair.Queues).Distinct())
            foreach (var delivery in queue.Pending)
            {
                await queue.SendAsync(delivery.Id, default);
                done++;
            }
            foreach (var pair in Both)
                done += await pair.WorkAsync();
            if (done == 0)
                return;
            Clock.Advance(TimeSpan.FromMilliseconds(500));
        }
        throw new InvalidOperationException("The pairs do not come to rest: something loops.");
    }

    public void ClearLogs()
    {
        foreach (var pair in Both)
        {
            pair.Stripe.Requests.Clear();
            pair.Sanity.Requests.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (Host is not null)
            await Host.DisposeAsync();
        foreach (var stripe in Both.Select(pair => pair.Stripe).Distinct())
            await stripe.DisposeAsync();
        foreach (var sanity in Both.Select(pair => pair.Sanity).Distinct())
            await sanity.DisposeAsync();
        await _place.DisposeAsync();
    }
}
