using System.Globalization;
using SanityStripeBridge.Core.Echoes;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>Stripe's events since the last one seen, whether or not a webhook told of them.</summary>
internal sealed partial class StripeFeed(
    IStripeSide stripe,
    IMemory memory,
    IStripeDoor door,
    Standing standing,
    Bell bell,
    TimeProvider clock,
    ILogger<StripeFeed> log
)
{
    /// <summary>The newest event seen, in Unix seconds of Stripe's clock.</summary>
    private const string Cursor = "stripe_cursor";

    /// <summary>When the feed was last read to its end, in Unix milliseconds of our clock.</summary>
    private const string ReadAt = "stripe_feed_read_at";

    /// <summary>Events of one second come in any order, and late: the cursor overlaps, the event id removes the doubles.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(60);

    /// <summary>From here on the feed is read; asked of Stripe, because its clock need not be ours.</summary>
    public async Task BeginAsync(CancellationToken cancel)
    {
        var newest = await stripe.FindNewestEventAsync(cancel) ?? DateTimeOffset.UnixEpoch;
        // Of several nodes that begin at once the first one's word stands: no look of theirs is older.
        await memory.MoveSettingAsync(Cursor, null, Text(newest.ToUnixTimeSeconds()), cancel);
        await memory.MoveSettingAsync(ReadAt, null, Text(clock.GetUtcNow().ToUnixTimeMilliseconds()), cancel);
    }

    /// <summary>Takes the events in; the number that nobody had told of.</summary>
    public async Task<int> ReadAsync(CancellationToken cancel)
    {
        var began = clock.GetUtcNow();
        await WatchGapAsync(began, cancel);
        var cursor = await NumberAsync(Cursor, cancel) ?? 0;
        var since = Math.Max(0, cursor - (long)Overlap.TotalSeconds);
        var news = 0;
        await foreach (var item in stripe.ListEventsAsync(DateTimeOffset.FromUnixTimeSeconds(since), cancel))
        {
            cursor = Math.Max(cursor, item.GetProperty("created").GetInt64());
            if (await door.AdmitAsync(item, cancel) == DeliveryOutcome.Accepted)
                news++;
        }
        await RememberAsync(cursor, began, cancel);
        if (news > 0)
            bell.Ring();
        return news;
    }

    // Only our own clock is compared with itself: an account may be quiet for months and nothing is lost.
    private async Task WatchGapAsync(DateTimeOffset now, CancellationToken cancel)
    {
        if (await NumberAsync(ReadAt, cancel) is not { } readAt)
            return;
        var unread = now - DateTimeOffset.FromUnixTimeMilliseconds(readAt);
        if (FeedGap.IsLost(unread))
        {
            LogLost((int)unread.TotalDays);
            await standing.WantFullRunAsync(
                $"Stripe's events were not read for {(int)unread.TotalDays} days",
                cancel
            );
        }
        else if (FeedGap.IsLong(unread))
            LogLong((int)unread.TotalDays);
    }

    private async Task RememberAsync(long cursor, DateTimeOffset at, CancellationToken cancel)
    {
        await memory.SetSettingAsync(Cursor, Text(cursor), cancel);
        await memory.SetSettingAsync(ReadAt, Text(at.ToUnixTimeMilliseconds()), cancel);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<long?> NumberAsync(string name, CancellationToken cancel) =>
        await memory.GetSettingAsync(name, cancel) is { } text
            ? long.Parse(text, CultureInfo.InvariantCulture)
            : null;

    [LoggerMessage(
        1220,
        LogLevel.Warning,
        "[CATCH_UP] Stripe's events were not read for {Days} days; it keeps them for 30"
    )]
    private partial void LogLong(int days);

    [LoggerMessage(
        1221,
        LogLevel.Error,
        "[CATCH_UP] Stripe's events were not read for {Days} days and some are gone; everything is compared instead"
    )]
    private partial void LogLost(int days);
}

/// <summary>The way in for events that no webhook brought: judged like a delivery whose signature was right.</summary>
internal interface IStripeDoor
{
    Task<DeliveryOutcome> AdmitAsync(System.Text.Json.JsonElement item, CancellationToken cancel);
}
