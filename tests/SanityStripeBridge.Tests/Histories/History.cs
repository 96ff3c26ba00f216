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
    private readonly SemaphoreSlim _oneActsBetween = new(1, 1);
    private readonly Random _random = new(seed);
    private readonly List<string> _log = [];
    private CancellationTokenSource? _crash;
    private BridgeWorld _world = null!;
    private People _people = null!;

    public int Seed => seed;

    public BridgeWorld World => _world;

    public IReadOnlyList<Edit> Edits => _people.Edits;

    public IReadOnlySet<string> Unarchived => _people.Unarchived;

    public string First(string priceId) => _people.First(priceId);

    public IReadOnlyDictionary<string, int> DeletedAt => _people.DeletedAt;

    public IReadOnlyList<string> Log => _log;

    public int Faults { get; private set; }

    public int Crashes { get; private set; }

    public int Actions => _people.Actions;

    public async Task RunAsync()
    {
        _world = await BridgeWorld.StartAsync(seed: seed, store: store);
        _people = new People(_world, _random);
        for (var step = 0; step < steps; step++)
        {
            _log.Add($"-- {step}");
            await StepAsync();
            _world.Clock.Advance(TimeSpan.FromMilliseconds(_random.Next(1500)));
        }
        await QuietAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _oneActsBetween.Dispose();
    }

    private Task StepAsync() =>
        _random.Next(100) switch
        {
            < 40 => PeopleAsync(),
            < 60 => DeliverAsync(),
            < 82 => WorkAsync(),
            < 88 => TroubleAsync(),
            < 92 => EditBetweenAsync(),
            < 95 => CrashLaterAsync(),
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

    private async Task WorkAsync()
    {
        try
        {
            var crash = _crash?.Token ?? default;
            await Task.WhenAll(
                Enumerable
                    .Range(0, workers)
                    .Select(i => _world.Get<FamilyWorker>().WorkOneAsync("history-" + i, crash))
            );
        }
        catch (OperationCanceledException)
        {
            _log.Add("crash");
            Crashes++;
            _crash?.Dispose();
            _crash = null;
            _world.Stripe.Faults.Clear();
            _world.Sanity.Faults.Clear();
            await _world.RestartAsync();
        }
    }

    private Task TroubleAsync()
    {
        Faults++;
        var faults = _random.Next(2) == 0 ? _world.Stripe.Faults : _world.Sanity.Faults;
        var kind = _random.Next(6) switch
        {
            0 => FaultKind.Respond,
            1 => FaultKind.RespondAfter,
            2 => FaultKind.DropBefore,
            3 => FaultKind.DropAfter,
            4 => FaultKind.Truncate,
            _ => FaultKind.Respond,
        };
        faults.Add(
            new Fault
            {
                Kind = kind,
                Status = _random.Next(3) == 0 ? 429 : 500,
                Times = _random.Next(1, 5),
                Skip = _random.Next(3),
            }
        );
        return Task.CompletedTask;
    }

    // Between the bridge's look and its write, somebody saves.
    private Task EditBetweenAsync()
    {
        Faults++;
        _world.Stripe.Faults.Add(
            new Fault
            {
                Kind = FaultKind.ActBefore,
                Method = "POST",
                Act = async cancel =>
                {
                    await _oneActsBetween.WaitAsync(cancel);
                    await _people.EditStripeProductAsync();
                    _oneActsBetween.Release();
                },
            }
        );
        return Task.CompletedTask;
    }

    // The process dies at some call, before or after its effect.
    private Task CrashLaterAsync()
    {
        _crash ??= new CancellationTokenSource();
        var crash = _crash;
        var faults = _random.Next(2) == 0 ? _world.Stripe.Faults : _world.Sanity.Faults;
        faults.Add(
            new Fault
            {
                Kind = _random.Next(2) == 0 ? FaultKind.ActBefore : FaultKind.ActAfter,
                Method = "POST",
                Skip = _random.Next(2),
                Act = _ => crash.CancelAsync(),
            }
        );
        return Task.CompletedTask;
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
        _world.Clock.Advance(TimeSpan.FromMinutes(_random.Next(1, 90)));
        return Task.CompletedTask;
    }

    private async Task FlushAsync()
    {
        try
        {
            await _world.Get<Companions>().FlushAsync(default);
        }
        catch (RemoteException)
        {
            _log.Add("companions failed; the next flush will do");
        }
    }

    // No more trouble: what was lost is caught up with, then everything is worked and compared.
    private async Task QuietAsync()
    {
        _world.Stripe.Faults.Clear();
        _world.Sanity.Faults.Clear();
        await _world.RestartAsync();
        for (var round = 0; round < 3; round++)
        {
            await _world.SettleAsync();
            await _world.Get<CatchUp>().RunAsync(default);
            _world.Clock.Advance(TimeSpan.FromHours(2));
        }
        await _world.SettleAsync();
        var sync = _world.Get<FullSync>();
        var plan = await sync.PlanAsync(new(), default);
        await sync.ApplyAsync(plan, new(), "quiet", _ => { }, default);
        await _world.SettleAsync();
    }
}
