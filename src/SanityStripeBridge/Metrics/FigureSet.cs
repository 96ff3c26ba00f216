using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Echoes;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Metrics;

/// <summary>One bridge's figures at a moment.</summary>
/// <param name="Store">What the store holds; null when it did not answer.</param>
/// <param name="Headroom">By platform.</param>
internal sealed record FigureSet(
    string Bridge,
    DateTimeOffset At,
    StoreFigures? Store,
    IReadOnlyDictionary<string, double> Headroom
);

/// <summary>What can only be asked of the store.</summary>
internal sealed record StoreFigures(
    InboxCounts Inbox,
    MemoryCounts Memory,
    bool IsPaused,
    bool? IsAdopted,
    IReadOnlyDictionary<Side, StreamState> Streams,
    IReadOnlyList<ScheduleState> Schedules
);
