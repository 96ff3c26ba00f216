using SanityStripeBridge.Core.Alerting;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Alerts;

/// <summary>
/// Looks at how things stand and tells the operator what is new. It reads the store beside the work and never stands in its way:
/// what cannot be sent now still stands later. Of several nodes one at a time tells.
/// </summary>
internal sealed partial class AlertLoop(
    Conditions conditions,
    AlertPost post,
    Turns turns,
    IMemory memory,
    TimeProvider clock,
    ILogger<AlertLoop> log
) : BackgroundService
{
    private const string Book = "alerts";

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Tells what is to be told; the number of alerts sent.</summary>
    /// <exception cref="AlertNotSentException">One did not arrive; it and those behind it are still to be told.</exception>
    public async Task<int> LookAsync(CancellationToken cancel)
    {
        if (!post.IsWanted)
            return 0;
        var text = await memory.GetSettingAsync(Book, cancel);
        if (text is null)
            await memory.MoveSettingAsync(Book, null, text = AlertBook.Empty, cancel);
        var standing = await conditions.SeeAsync(cancel);
        var book = AlertBook.Read(text).Settled(standing, clock.GetUtcNow());
        var due = book.Due(standing, clock.GetUtcNow());
        if (due.Count == 0 && book.ToText() == text)
            return 0;
        if (await turns.TakeAsync(Book, text, cancel) is not { } turn)
            return 0;
        await using (turn)
        {
            text = await KeepAsync(text, book);
            foreach (var alert in due)
            {
                await post.SendAsync(alert, cancel);
                book = book.With(alert, clock.GetUtcNow());
                text = await KeepAsync(text, book);
                LogSent(alert.Kind, alert.Subject ?? "several");
            }
        }
        return due.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        for (var wait = Pace; ; )
        {
            await Task.Delay(wait, clock, stoppingToken);
            wait =
                await TryAsync(stoppingToken) ? Pace
                : wait * 2 < LongestWait ? wait * 2
                : LongestWait;
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancel)
    {
        try
        {
            await LookAsync(cancel);
            return true;
        }
        catch (AlertNotSentException vain)
        {
            LogNotSent(vain.Message);
        }
        catch (StoreUnavailableException down)
        {
            LogNotSent(down.Message);
        }
        return false;
    }

    // Sent is sent: the end of the program must not lose that.
    private async Task<string> KeepAsync(string before, AlertBook book)
    {
        var after = book.ToText();
        if (after != before)
            await memory.MoveSettingAsync(Book, before, after, CancellationToken.None);
        return after;
    }

    [LoggerMessage(1700, LogLevel.Information, "[ALERT] told of {Kind}, {Subject}")]
    private partial void LogSent(string kind, string subject);

    [LoggerMessage(
        1701,
        LogLevel.Error,
        "[ALERT] BRIDGE_ALERT_URL could not be told: {Reason}; it is tried again"
    )]
    private partial void LogNotSent(string reason);
}
