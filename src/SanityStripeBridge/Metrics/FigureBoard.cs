using System.Diagnostics.Metrics;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Metrics;

/// <summary>The gauges of all bridges of the process.</summary>
internal sealed class FigureBoard
{
    private const string MeterName = "SanityStripeBridge";

    private readonly IReadOnlyList<Figures> _bridges;
    private readonly Meter _meter;

    public FigureBoard(IMeterFactory meters, IReadOnlyList<Figures> bridges)
    {
        _bridges = bridges;
        // The factory's own: it ends with the process.
        _meter = meters.Create(MeterName);
        Show("bridge.store.up", null, "Whether the store answers", set => [new(set.Store is null ? 0 : 1)]);
        Show(
            "bridge.api.headroom",
            null,
            "Share of the call budget that is left",
            set => set.Headroom.Select(side => new Figure(side.Value, ("side", side.Key)))
        );
        Work();
        Streams();
        Schedules();
    }

    /// <summary>Asks all bridges for their figures.</summary>
    public async Task RefreshAsync(CancellationToken cancel)
    {
        foreach (var bridge in _bridges)
            await bridge.RefreshAsync(cancel);
    }

    private void Work()
    {
        Stored(
            "bridge.inbox.depth",
            "{delivery}",
            "Deliveries that wait or are worked",
            (store, _) => [new(store.Inbox.Depth)]
        );
        Stored(
            "bridge.inbox.oldest",
            "s",
            "Age of the oldest delivery that waits",
            (store, now) => [new(store.Inbox.OldestAt is { } oldest ? Seconds(now - oldest) : 0)]
        );
        Stored(
            "bridge.inbox.dead",
            "{delivery}",
            "Deliveries given up",
            (store, _) => [new(store.Inbox.Dead)]
        );
        Stored(
            "bridge.inbox.held",
            "{delivery}",
            "Deliveries held for a person",
            (store, _) => [new(store.Inbox.Held)]
        );
        Stored(
            "bridge.conflicts.open",
            "{conflict}",
            "Fields on which the sides differ",
            (store, _) => [new(store.Memory.OpenConflicts)]
        );
        Stored(
            "bridge.companions.waiting",
            "{document}",
            "Status documents not written yet",
            (store, _) => [new(store.Memory.DirtyCompanions)]
        );
        Stored(
            "bridge.links",
            "{object}",
            "Linked objects",
            (store, _) =>
                [
                    new(store.Memory.LinkedProducts, ("type", "product")),
                    new(store.Memory.LinkedPrices, ("type", "price")),
                ]
        );
        Stored(
            "bridge.paused",
            null,
            "Whether writing is paused",
            (store, _) => [new(store.IsPaused ? 1 : 0)]
        );
        Stored(
            "bridge.adopted",
            null,
            "Whether the bridge may create counterparts",
            (store, _) => [new(store.IsAdopted == true ? 1 : 0)]
        );
    }

    private void Streams()
    {
        Stored(
            "bridge.stream.received.age",
            "s",
            "Time since the last webhook",
            (store, now) =>
                from stream in store.Streams
                where stream.Value.LastReceivedAt is not null
                select new Figure(
                    Seconds(now - stream.Value.LastReceivedAt!.Value),
                    ("side", Word(stream.Key))
                )
        );
        Stored(
            "bridge.stream.proven.age",
            "s",
            "Time since the last echo of an own write",
            (store, now) =>
                from stream in store.Streams
                where stream.Value.LastProvenAt is not null
                select new Figure(Seconds(now - stream.Value.LastProvenAt!.Value), ("side", Word(stream.Key)))
        );
        Stored(
            "bridge.stream.silent",
            null,
            "Whether an own write's echo is missing",
            (store, now) =>
                store.Streams.Select(stream => new Figure(
                    stream.Value.IsSilent(now) ? 1 : 0,
                    ("side", Word(stream.Key))
                ))
        );
    }

    private void Schedules()
    {
        Stored(
            "bridge.schedule.age",
            "s",
            "Time since a schedule's last turn",
            (store, now) =>
                from schedule in store.Schedules
                where schedule.Ran is not null
                select new Figure(Seconds(now - schedule.Ran!.At), ("schedule", schedule.Name))
        );
        Stored(
            "bridge.schedule.overdue",
            "s",
            "For how long a schedule has been due",
            (store, now) =>
                from schedule in store.Schedules
                where schedule.DueAt is not null
                select new Figure(Seconds(now - schedule.DueAt!.Value), ("schedule", schedule.Name))
        );
        Stored(
            "bridge.schedule.failed",
            null,
            "Whether a schedule's last turn failed",
            (store, _) =>
                from schedule in store.Schedules
                where schedule.Ran is not null
                select new Figure(schedule.Ran!.Result == "failed" ? 1 : 0, ("schedule", schedule.Name))
        );
    }

    private void Stored(
        string name,
        string? unit,
        string meaning,
        Func<StoreFigures, DateTimeOffset, IEnumerable<Figure>> read
    ) => Show(name, unit, meaning, set => set.Store is { } store ? read(store, set.At) : []);

    private void Show(string name, string? unit, string meaning, Func<FigureSet, IEnumerable<Figure>> read) =>
        _meter.CreateObservableGauge(
            name,
            () =>
                _bridges
                    .Select(bridge => bridge.Current)
                    .OfType<FigureSet>()
                    .SelectMany(set => read(set).Select(figure => figure.Of(set.Bridge))),
            unit,
            meaning
        );

    private static double Seconds(TimeSpan time) => Math.Max(0, time.TotalSeconds);

    private static string Word(Side side) => side == Side.Sanity ? "sanity" : "stripe";

    private readonly record struct Figure(double Value, params (string Name, string Value)[] Labels)
    {
        public Measurement<double> Of(string bridge) =>
            new(
                Value,
                [
                    new("bridge", bridge),
                    .. Labels.Select(label => new KeyValuePair<string, object?>(label.Name, label.Value)),
                ]
            );
    }
}
