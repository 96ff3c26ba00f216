using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Echoes;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>Notices a webhook that has fallen silent: our own writes are the proof, for their echoes must come.</summary>
internal sealed partial class StreamWatch(
    IInbox inbox,
    IMemory memory,
    IOptionsMonitor<MirrorOptions> options,
    TimeProvider clock,
    ILogger<StreamWatch> log
)
{
    public async Task<StreamState> OfAsync(Side side, CancellationToken cancel)
    {
        var counts = await inbox.CountAsync(cancel);
        var (received, proven) =
            side == Side.Sanity
                ? (counts.LastSanityAt, counts.SanityProvenAt)
                : (counts.LastStripeAt, counts.StripeProvenAt);
        // Without webhooks there is nothing to be silent.
        var unheard = options.CurrentValue.Pull is null
            ? await memory.OldestWriteAsync(side, proven ?? DateTimeOffset.UnixEpoch, cancel)
            : null;
        return new(received, proven, unheard);
    }

    /// <summary>The sides whose webhook does not arrive any more.</summary>
    public async Task<IReadOnlyList<Side>> SilentAsync(CancellationToken cancel)
    {
        var silent = new List<Side>();
        foreach (var side in (Side[])[Side.Sanity, Side.Stripe])
            if ((await OfAsync(side, cancel)).IsSilent(clock.GetUtcNow()))
                silent.Add(side);
        return silent;
    }

    /// <summary>Says it to the operator.</summary>
    public async Task TellAsync(CancellationToken cancel)
    {
        foreach (var side in await SilentAsync(cancel))
            LogSilent(side, (int)StreamState.Patience.TotalMinutes);
    }

    [LoggerMessage(
        1240,
        LogLevel.Error,
        "[CATCH_UP] {Side}'s webhook is silent: no echo of our own writes came within {Minutes} minutes; catch-up carries on alone, look at the webhook"
    )]
    private partial void LogSilent(Side side, int minutes);
}
