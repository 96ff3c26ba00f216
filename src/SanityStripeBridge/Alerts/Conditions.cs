using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Alerting;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Alerts;

/// <summary>What stands in the store that an operator should know: whoever brought it about, and on whatever node.</summary>
internal sealed class Conditions(
    IInbox inbox,
    IMemory memory,
    Standing standing,
    StreamWatch streams,
    Neighbours neighbours,
    TimeProvider clock
)
{
    private const int MostDeliveries = 1000;
    private const int NewestRuns = 50;

    /// <summary>A run that failed longer ago is history.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    public async Task<IReadOnlyList<Condition>> SeeAsync(CancellationToken cancel)
    {
        var seen = new List<Condition>();
        if (await standing.PauseReasonAsync(cancel) is { } reason)
            seen.Add(
                new(
                    "paused",
                    neighbours.Self,
                    reason,
                    $"Writing is paused: {reason}. Webhooks are stored. Mend the cause, then: resume."
                )
            );
        foreach (var side in await streams.SilentAsync(cancel))
            seen.Add(
                new(
                    "silent_stream",
                    side.ToString().ToLowerInvariant(),
                    "silent",
                    $"{side}'s webhook does not arrive any more; catch-up carries on alone. Run: doctor."
                )
            );
        await DeliveriesAsync(
            seen,
            DeliveryState.Held,
            "held",
            "Read: held list. Then: held release.",
            cancel
        );
        await DeliveriesAsync(
            seen,
            DeliveryState.Dead,
            "dead_letter",
            "Read: why <id>. Mend the document, or: inbox replay.",
            cancel
        );
        await ConflictsAsync(seen, cancel);
        await RunsAsync(seen, cancel);
        return seen;
    }

    private async Task DeliveriesAsync(
        List<Condition> seen,
        DeliveryState state,
        string kind,
        string remedy,
        CancellationToken cancel
    )
    {
        var listed = await inbox.ListAsync(state, null, MostDeliveries, cancel);
        foreach (var family in listed.GroupBy(delivery => delivery.Family))
        {
            var newest = family.MaxBy(delivery => delivery.Id)!;
            seen.Add(
                new(
                    kind,
                    family.Key,
                    newest.Id.ToString(CultureInfo.InvariantCulture),
                    $"{family.Key} {(kind == "held" ? "is held" : "is given up")}: {newest.Reason} {remedy}"
                )
            );
        }
    }

    private async Task ConflictsAsync(List<Condition> seen, CancellationToken cancel)
    {
        var open = await memory.ConflictsAsync(openOnly: true, cancel);
        foreach (var family in open.Where(record => record.Winner is null).GroupBy(record => record.Family))
            seen.Add(
                new(
                    "conflict",
                    family.Key,
                    family.Max(record => record.Id)!,
                    $"{family.Key}: both sides changed {string.Join(", ", family.Select(record => record.Path).Distinct())}, and a person must decide. Read: conflicts list. Then: conflicts resolve."
                )
            );
    }

    private async Task RunsAsync(List<Condition> seen, CancellationToken cancel)
    {
        var oldest = clock.GetUtcNow() - Recent;
        var ended = (await memory.RunsAsync(NewestRuns, cancel)).Where(run => run.EndedAt > oldest);
        foreach (var run in ended.GroupBy(run => run.Kind).Select(kind => kind.First()))
        {
            var report = JsonNode.Parse(run.Result ?? "{}");
            if ((string?)report?["state"] == "failed")
                seen.Add(
                    new(
                        "run_failed",
                        run.Kind,
                        run.Id,
                        $"The run {run.Kind} {run.Id} failed, or left something undone. Read its report, or: history --run {run.Id}."
                    )
                );
            if ((int?)report?["drift"] is > 0 and var drift)
                seen.Add(
                    new(
                        "drift",
                        "sanity",
                        run.Id,
                        $"The run {run.Kind} {run.Id} found {drift} changes that no webhook had told of; they are being written. Run: doctor."
                    )
                );
        }
    }
}
