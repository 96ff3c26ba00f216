using System.Diagnostics.CodeAnalysis;

namespace SanityStripeBridge.Sandbox.Faults;

/// <summary>
/// Webhook requests waiting to be sent. While <see cref="Automatic"/>, a pump sends what is due, one request in flight per
/// endpoint; otherwise only the calls below send, in whatever order the test wants.
/// </summary>
public sealed class DeliveryQueue : IAsyncDisposable
{
    private readonly TimeProvider _clock;

    /// <summary>Sanity gives up after 30 s; Stripe's limit is unpublished and taken to be the same. Real seconds, not the clock's.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DeliverySender _sender;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DeliveryEndpoint> _endpoints = [];
    private readonly DeliveryBook _book = new();
    private readonly Dictionary<long, string> _inFlight = [];
    private readonly Task _pump;
    private TaskCompletionSource _changed = NewSignal();
    private bool _automatic = true;
    private long _lastId;

    /// <param name="clock">Decides what is due.</param>
    /// <param name="patience">How long an attempt waits for its answer; null: as long as the platforms do.</param>
    public DeliveryQueue(TimeProvider clock, TimeSpan? patience = null)
    {
        _sender = new DeliverySender(patience ?? Patience);
        _clock = clock;
        _pump = Task.Run(() => PumpAsync(_stopping.Token));
    }

    public bool Automatic
    {
        get
        {
            lock (_lock)
                return _automatic;
        }
        set
        {
            lock (_lock)
            {
                _automatic = value;
                Signal();
            }
        }
    }

    public IReadOnlyList<Delivery> All
    {
        get
        {
            lock (_lock)
                return _book.All;
        }
    }

    public IReadOnlyList<Delivery> Pending
    {
        get
        {
            lock (_lock)
                return _book.Pending;
        }
    }

    /// <summary>All deliveries of one event or document.</summary>
    public IReadOnlyList<Delivery> Of(string subject)
    {
        lock (_lock)
            return _book.Of(subject);
    }

    /// <summary>Adds an endpoint or replaces the one of the same name.</summary>
    public void Register(DeliveryEndpoint endpoint)
    {
        lock (_lock)
            _endpoints[endpoint.Name] = endpoint;
    }

    /// <summary>Forgets an endpoint; what was still pending for it is dropped.</summary>
    public void Unregister(string name)
    {
        lock (_lock)
        {
            _endpoints.Remove(name);
            foreach (var lost in _book.PendingFor(name))
                _book.Store(lost with { State = DeliveryState.Dropped });
            Signal();
        }
    }

    /// <summary>Queues one request, due at once.</summary>
    public long Enqueue(
        string endpoint,
        string subject,
        string type,
        byte[] body,
        IReadOnlyDictionary<string, string> headers
    )
    {
        lock (_lock)
        {
            var delivery = new Delivery
            {
                Id = ++_lastId,
                Endpoint = endpoint,
                Url = _endpoints[endpoint].Url,
                Subject = subject,
                Type = type,
                Body = body,
                Headers = headers,
                DueAt = _clock.GetUtcNow(),
            };
            _book.Store(delivery);
            Signal();
            return delivery.Id;
        }
    }

    /// <summary>One attempt now, whatever the due time. Returns the status, or null when there was no connection.</summary>
    public async Task<int?> SendAsync(long id, CancellationToken cancel)
    {
        var (delivery, endpoint) = BeginAttempt(id);
        return await AttemptAsync(delivery, endpoint, cancel);
    }

    /// <summary>Sends everything that is due, oldest first, one after the other.</summary>
    public async Task SendDueAsync(CancellationToken cancel)
    {
        foreach (var delivery in Pending.Where(d => d.DueAt <= _clock.GetUtcNow()).OrderBy(d => d.DueAt))
            await SendAsync(delivery.Id, cancel);
    }

    public void Drop(long id) => Change(id, d => d with { State = DeliveryState.Dropped });

    public void Delay(long id, TimeSpan by) =>
        Change(
            id,
            d => d with { DueAt = (d.DueAt > _clock.GetUtcNow() ? d.DueAt : _clock.GetUtcNow()) + by }
        );

    /// <summary>Queues the same body once more, due at once, and returns the copy's id.</summary>
    public long Duplicate(long id)
    {
        lock (_lock)
        {
            var original = Find(id);
            return Enqueue(
                original.Endpoint,
                original.Subject,
                original.Type,
                original.Body,
                original.Headers
            );
        }
    }

    /// <summary>Completes when nothing is in flight and, while <see cref="Automatic"/>, nothing is due.</summary>
    public async Task WhenIdleAsync(CancellationToken cancel)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                var due = _automatic && _book.AnyDue(_clock.GetUtcNow());
                if (_inFlight.Count == 0 && !due)
                    return;
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancel);
        }
    }

    /// <summary>Forgets every delivery and endpoint, and sends automatically again.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _book.Clear();
            _endpoints.Clear();
            _automatic = true;
            Signal();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _pump;
        _sender.Dispose();
        _stopping.Dispose();
    }

    private async Task PumpAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var (ready, changed, nextDue) = Ready();
            foreach (var (delivery, endpoint) in ready)
                _ = AttemptAsync(delivery, endpoint, cancel);
            await WaitAsync(changed, nextDue, cancel);
        }
    }

    private (List<(Delivery, DeliveryEndpoint)> Ready, Task Changed, DateTimeOffset? NextDue) Ready()
    {
        lock (_lock)
        {
            if (!_automatic)
                return ([], _changed.Task, null);
            var now = _clock.GetUtcNow();
            var due = _book.Due(now, _inFlight.Values);
            // What is due but waits for its lane needs no timer: the end of the attempt before it wakes the pump.
            return ([.. due.Select(BeginAttempt)], _changed.Task, _book.NextDue(now));
        }
    }

    private async Task WaitAsync(Task changed, DateTimeOffset? nextDue, CancellationToken cancel)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var pause = nextDue is { } due ? due - _clock.GetUtcNow() : Timeout.InfiniteTimeSpan;
        var timer = Task.Delay(
            nextDue is null || pause > TimeSpan.Zero ? pause : TimeSpan.Zero,
            _clock,
            woken.Token
        );
        await Task.WhenAny(changed, timer);
        await woken.CancelAsync();
    }

    private (Delivery, DeliveryEndpoint) BeginAttempt(long id)
    {
        lock (_lock)
        {
            var delivery = Find(id);
            if (!_endpoints.TryGetValue(delivery.Endpoint, out var endpoint))
                throw new InvalidOperationException(
                    $"Endpoint {delivery.Endpoint} of delivery {id} is gone."
                );
            _inFlight[id] = delivery.Endpoint;
            delivery = delivery with { Attempts = delivery.Attempts + 1 };
            _book.Store(delivery);
            return (delivery, endpoint);
        }
    }

    private async Task<int?> AttemptAsync(
        Delivery delivery,
        DeliveryEndpoint endpoint,
        CancellationToken cancel
    )
    {
        int? status = null;
        try
        {
            status = await _sender.SendAsync(
                delivery,
                endpoint.Sign(delivery.Body, _clock.GetUtcNow()),
                cancel
            );
            return status;
        }
        finally
        {
            EndAttempt(delivery.Id, endpoint, status);
        }
    }

    private void EndAttempt(long id, DeliveryEndpoint endpoint, int? status)
    {
        lock (_lock)
        {
            _inFlight.Remove(id);
            if (_book[id] is { } delivery)
                _book.Store(endpoint.After(delivery, status, _clock.GetUtcNow()));
            Signal();
        }
    }

    private void Change(long id, Func<Delivery, Delivery> change)
    {
        lock (_lock)
        {
            _book.Store(change(Find(id)));
            Signal();
        }
    }

    private Delivery Find(long id) =>
        _book[id] ?? throw new KeyNotFoundException($"There is no delivery {id}.");

    private static TaskCompletionSource NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    [SuppressMessage("Design", "CA1030", Justification = "Wakes waiters inside; nobody subscribes.")]
    private void Signal()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }
}
