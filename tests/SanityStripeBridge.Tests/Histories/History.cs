using System.Text.Json.Nodes;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.Storage;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Histories;

/// <summary>
/// One random history: people edit on both sides while deliveries are duplicated, reordered, late and lost, calls fail, edits
/// fall between the bridge's read and its write, and the bridge crashes. The seed replays it.
/// </summary>
/// <param name="workers">How many families are worked at once; with more than one the seed replays the acts, not their timing.</param>
internal sealed class History(int seed, int steps, StoreKind? store = null, int workers = 1)
    : IAsyncDisposable
{
    /// <summary>Every picture that finance puts up has an address of its own, so one server is enough for all histories.</summary>
    private static readonly Lazy<Task<PictureHost>> Pictures = new(PictureHost.StartAsync);

    private readonly SemaphoreSlim _oneActsBetween = new(1, 1);
    private readonly Random _random = new(seed);
    private readonly List<string> _log = [];
    private BridgeWorld _world = null!;
    private People _people = null!;

    public int Seed => seed;

    public BridgeWorld World => _world;

    public IReadOnlyList<Edit> Edits => _people.Edits;

    public IReadOnlySet<string> Unarchived => _people.Unarchived;

    public string First(string priceId) => _people.First(priceId);

    public IReadOnlyDictionary<string, int> DeletedAt => _people.DeletedAt;

    public IReadOnlyDictionary<(string Id, string Field), int> BroughtBackAt => _people.BroughtBackAt;

    public IReadOnlyList<string> Log => _log;

    public int Faults { get; private set; }

    public int Crashes { get; private set; }

    public int Steps { get; private set; }

    public int Actions => _people.Actions;

    public async Task RunAsync()
    {
        var pictures = await Pictures.Value;
        _world = await BridgeWorld.StartAsync(
            seed: seed,
            store: store,
            settings: ("BRIDGE_IMAGE_HOSTS", pictures.Host)
        );
        _people = new People(_world, pictures, _random);
        for (var step = 0; step < steps; step++)
        {
            _log.Add($"-- {step}");
            await OutliveAsync(StepAsync);
            Steps++;
            _world.Clock.Advance(TimeSpan.FromMilliseconds(_random.Next(1500)));
        }
        await QuietAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
        _oneActsBetween.Dispose();
    }

    private Task StepAsync() =>
        _random.Next(100) switch
        {
            < 40 => PeopleAsync(),
            < 60 => DeliverAsync(),
            < 80 => WorkAsync(),
            < 86 => TroubleAsync(),
            < 90 => EditBetweenAsync(),
            < 93 => CrashLaterAsync(),
            < 95 => SecondWorkerAsync(),
            < 97 => CatchUpAsync(),
            < 98 => LateAsync(),
            _ => FlushAsync(),
        };

    private async Task PeopleAsync()
    {
        await _people.ActAsync();
        if (_people.Edits.Count > 0)
            _log.Add(_people.Edits[^1].ToString());
    }

    private async Task DeliverAsync()
    {
        var queue = _random.Next(2) == 0 ? _world.Stripe.Deliveries : _world.Sanity.Deliveries;
        var pending = queue.Pending;
        if (pending.Count == 0)
            return;
        var chosen = pending[_random.Next(pending.Count)];
        _log.Add($"delivery {chosen.Type} {chosen.Subject}");
        switch (_random.Next(10))
        {
            case 0:
                queue.Drop(chosen.Id);
                break;
            case 1:
                queue.Duplicate(chosen.Id);
                break;
            default:
                await queue.SendAsync(chosen.Id, default);
                break;
        }
    }

    private Task WorkAsync() =>
        Task.WhenAll(
            Enumerable
                .Range(0, workers)
                .Select(i => _world.Get<FamilyWorker>().WorkOneAsync($"history-{i}", default))
        );

    // Whatever the process is at, it may die of a blown fuse; another one begins at once.
    private async Task OutliveAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (OperationCanceledException) when (_world.Fuse.IsBlown) { }
        if (!_world.Fuse.IsBlown)
            return;
        _log.Add($"crash after {_world.Fuse.Passed[^1]}");
        Crashes++;
        _world.Stripe.Faults.Clear();
        _world.Sanity.Faults.Clear();
        await _world.RestartAsync();
    }

    private Task TroubleAsync()
    {
        Faults++;
        var isStripe = _random.Next(2) == 0;
        var times = _random.Next(1, 5);
        var fault = _random.Next(9) switch
        {
            0 => new Fault { Kind = FaultKind.RespondAfter },
            1 => new Fault { Kind = FaultKind.DropBefore },
            2 => new Fault { Kind = FaultKind.DropAfter },
            3 => new Fault { Kind = FaultKind.Truncate },
            4 when isStripe => Recorded("409-idempotency-in-use", 409),
            5 when isStripe => Recorded("429-lock-timeout", 429),
            6 when isStripe => Kept(),
            _ => new Fault { Kind = FaultKind.Respond, Status = _random.Next(3) == 0 ? 429 : 500 },
        };
        (isStripe ? _world.Stripe.Faults : _world.Sanity.Faults).Add(
            fault with
            {
                Times = times,
                Skip = _random.Next(3),
            }
        );
        return Task.CompletedTask;
    }

    // Whatever it did or did not do, Stripe answers 500 under this key from now on.
    private Fault Kept() =>
        new()
        {
            Kind = _random.Next(2) == 0 ? FaultKind.Respond : FaultKind.RespondAfter,
            Method = "POST",
            Kept = true,
        };

    private static Fault Recorded(string name, int status) =>
        new()
        {
            Kind = FaultKind.Respond,
            Method = "POST",
            Status = status,
            Body = JsonNode.Parse(TestKit.Fixture.Text($"stripe/errors/{name}.json"))![
                "body"
            ]!.ToJsonString(),
        };

    // Between the bridge's look and its write, somebody saves: Stripe has no precondition, Sanity answers 409.
    private Task EditBetweenAsync()
    {
        Faults++;
        var isStripe = _random.Next(2) == 0;
        (isStripe ? _world.Stripe.Faults : _world.Sanity.Faults).Add(
            new Fault
            {
                Kind = FaultKind.ActBefore,
                Method = "POST",
                Act = async cancel =>
                {
                    await _oneActsBetween.WaitAsync(cancel);
                    try
                    {
                        await (isStripe ? _people.EditStripeProductAsync() : _people.EditDocumentAsync());
                    }
                    finally
                    {
                        _oneActsBetween.Release();
                    }
                },
            }
        );
        return Task.CompletedTask;
    }

    private Task CrashLaterAsync()
    {
        _world.Fuse.Count(_random.Next(1, 30));
        return Task.CompletedTask;
    }

    // While a worker waits for an answer, a second one works what is due: other families, or the same one once the lease of
    // the first has passed.
    private Task SecondWorkerAsync()
    {
        Faults++;
        var outlives = _random.Next(2) == 0;
        var faults = _random.Next(2) == 0 ? _world.Stripe.Faults : _world.Sanity.Faults;
        faults.Add(
            new Fault
            {
                Kind = _random.Next(2) == 0 ? FaultKind.ActBefore : FaultKind.ActAfter,
                Method = "POST",
                Act = _ => WorkMeanwhileAsync(outlives),
            }
        );
        return Task.CompletedTask;
    }

    private async Task WorkMeanwhileAsync(bool outlives)
    {
        if (outlives)
            _world.Clock.Advance(TimeSpan.FromMinutes(6));
        try
        {
            await _world.Get<FamilyWorker>().WorkOneAsync("second", default);
        }
        catch (OperationCanceledException) when (_world.Fuse.IsBlown)
        {
            // Both workers are of one process.
        }
    }

    private async Task CatchUpAsync()
    {
        try
        {
            await _world.Get<CatchUp>().RunAsync(default);
        }
        catch (RemoteException)
        {
            _log.Add("catch-up failed; the next one will do");
        }
    }

    private Task LateAsync()
    {
        // Now and then longer than Stripe remembers an idempotency key.
        var minutes = _random.Next(5) == 0 ? 25 * 60 : _random.Next(1, 90);
        _world.Clock.Advance(TimeSpan.FromMinutes(minutes));
        return Task.CompletedTask;
    }

    private async Task FlushAsync()
    {
        try
        {
            await _world.Get<Companions>().FlushAsync(default);
            await _world.Get<UnseenCopies>().FindAsync(default);
        }
        catch (RemoteException)
        {
            _log.Add("a flush failed; the next one will do");
        }
    }

    // No more trouble: what was lost is caught up with, then everything is worked and compared.
    private async Task QuietAsync()
    {
        _world.Stripe.Faults.Clear();
        _world.Sanity.Faults.Clear();
        _world.Fuse.Count();
        await _world.RestartAsync();
        for (var round = 0; round < 3; round++)
        {
            await _world.SettleAsync();
            await _world.Get<CatchUp>().RunAsync(default);
            // More than a day in all: an image that did not arrive in time is fetched again then.
            _world.Clock.Advance(TimeSpan.FromHours(9));
        }
        await _world.SettleAsync();
        var sync = _world.Get<FullSync>();
        var plan = await sync.PlanAsync(new(), default);
        await sync.ApplyAsync(plan, new(), "quiet", _ => { }, default);
        await _world.SettleAsync();
    }
}
