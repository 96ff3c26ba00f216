namespace SanityStripeBridge.Sandbox.Faults;

/// <summary>All deliveries, found by id, by subject, and per endpoint by due time. Guarded by the queue's lock.</summary>
internal sealed class DeliveryBook
{
    private readonly SortedDictionary<long, Delivery> _all = [];

    /// <summary>Per endpoint what is pending, next due first, so that a burst of thousands stays cheap.</summary>
    private readonly Dictionary<string, SortedSet<(DateTimeOffset DueAt, long Id)>> _lanes = [];
    private readonly Dictionary<string, List<long>> _bySubject = [];

    public IReadOnlyList<Delivery> All => [.. _all.Values];

    public IReadOnlyList<Delivery> Pending =>
        [.. _lanes.Values.SelectMany(lane => lane).Select(p => _all[p.Id]).OrderBy(d => d.Id)];

    public IReadOnlyList<Delivery> Of(string subject) =>
        [.. _bySubject.GetValueOrDefault(subject, []).Select(id => _all[id])];

    public IReadOnlyList<Delivery> PendingFor(string endpoint) =>
        [.. _lanes.GetValueOrDefault(endpoint, []).Select(p => _all[p.Id])];

    public Delivery? this[long id] => _all.GetValueOrDefault(id);

    /// <summary>Adds a delivery or replaces it.</summary>
    public void Store(Delivery delivery)
    {
        if (!_lanes.TryGetValue(delivery.Endpoint, out var lane))
            _lanes[delivery.Endpoint] = lane = [];
        if (_all.TryGetValue(delivery.Id, out var before))
            lane.Remove((before.DueAt, before.Id));
        else
            IndexSubject(delivery);
        if (delivery.State == DeliveryState.Pending)
            lane.Add((delivery.DueAt, delivery.Id));
        _all[delivery.Id] = delivery;
    }

    /// <summary>The first due delivery of each endpoint that is not busy.</summary>
    public IReadOnlyList<long> Due(DateTimeOffset now, IReadOnlyCollection<string> busy) =>
        [
            .. _lanes
                .Where(lane => lane.Value.Count > 0 && !busy.Contains(lane.Key))
                .Select(lane => lane.Value.Min)
                .Where(first => first.DueAt <= now)
                .Select(first => first.Id),
        ];

    public bool AnyDue(DateTimeOffset now) => Due(now, []).Count > 0;

    /// <summary>When the next delivery falls due, of those due after now.</summary>
    public DateTimeOffset? NextDue(DateTimeOffset now) =>
        _lanes
            .Values.Select(lane =>
                lane.GetViewBetween((now.AddTicks(1), 0), (DateTimeOffset.MaxValue, 0)).Min
            )
            .Where(first => first.Id > 0)
            .Min(first => (DateTimeOffset?)first.DueAt);

    public void Clear()
    {
        _all.Clear();
        _lanes.Clear();
        _bySubject.Clear();
    }

    private void IndexSubject(Delivery delivery)
    {
        if (!_bySubject.TryGetValue(delivery.Subject, out var ids))
            _bySubject[delivery.Subject] = ids = [];
        ids.Add(delivery.Id);
    }
}
