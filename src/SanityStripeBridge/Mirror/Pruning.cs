using Microsoft.Extensions.Options;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>Forgets deliveries and closed writes that nobody will ask for. Links, baselines, conflicts and the history stay for good.</summary>
internal sealed class Pruning(
    IInbox inbox,
    IMemory memory,
    ReportFolder reports,
    IOptionsMonitor<MirrorOptions> options,
    TimeProvider clock
)
{
    /// <summary>Stripe repeats deliveries for 3 days and lists events for 30: an echo cannot come later than that.</summary>
    private const int LeastDaysOfLedger = 45;

    public async Task RunAsync(CancellationToken cancel)
    {
        reports.Prune();
        var now = clock.GetUtcNow();
        var days = options.CurrentValue.RetentionDays;
        await inbox.PruneAsync(now.AddDays(-days), cancel);
        await memory.PruneComparisonsAsync(now.AddDays(-days), cancel);
        await memory.PruneIntentsAsync(now.AddDays(-Math.Max(days, LeastDaysOfLedger)), cancel);
    }
}
