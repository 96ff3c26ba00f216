using SanityStripeBridge.Calls;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Echoes;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Metrics;

/// <summary>Asks for one bridge's figures; gauges show what was asked last.</summary>
internal sealed class Figures(
    IInbox inbox,
    IMemory memory,
    Standing standing,
    StreamWatch streams,
    Schedules schedules,
    CallMeter calls,
    Neighbours neighbours,
    TimeProvider clock
)
{
    /// <summary>Null before the first asking.</summary>
    public FigureSet? Current { get; private set; }

    public async Task RefreshAsync(CancellationToken cancel) =>
        Current = new(neighbours.Self, clock.GetUtcNow(), await StoreAsync(cancel), calls.Headroom());

    private async Task<StoreFigures?> StoreAsync(CancellationToken cancel)
    {
        try
        {
            return new(
                await inbox.CountAsync(cancel),
                await memory.CountAsync(cancel),
                await standing.IsPausedAsync(cancel),
                await standing.IsAdoptedAsync(cancel),
                new Dictionary<Side, StreamState>
                {
                    [Side.Sanity] = await streams.OfAsync(Side.Sanity, cancel),
                    [Side.Stripe] = await streams.OfAsync(Side.Stripe, cancel),
                },
                await schedules.StateAsync(cancel)
            );
        }
        catch (StoreUnavailableException)
        {
            // That it does not answer is a figure, too.
            return null;
        }
    }
}
