using System.Globalization;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// Whose turn a piece of work is that one process at a time should do. Whoever does it says every few seconds that it lives; when
/// it falls silent, the next one takes the turn. Two at once, after a long sleep, cost calls and break nothing.
/// </summary>
internal sealed class Turns(IMemory memory, LivingNodes nodes, TimeProvider clock)
{
    /// <summary>Silence after which somebody else takes over: several beats.</summary>
    public static readonly TimeSpan Dead = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);

    /// <summary>Nobody's turn: long silent.</summary>
    private const string Free = "- 0";

    /// <summary>The turn, held until it is disposed; null when somebody who lives has it, or the work has been done meanwhile.</summary>
    /// <param name="mark">The setting that says when the work was last done.</param>
    /// <param name="last">What stood there when it was found to be due.</param>
    public async Task<IAsyncDisposable?> TakeAsync(string mark, string? last, CancellationToken cancel)
    {
        var name = mark + "_turn";
        var held = await memory.GetSettingAsync(name, cancel);
        if (held is not null && clock.GetUtcNow() - TimeOf(held) < Dead)
            return null;
        var sign = Sign();
        if (!await memory.MoveSettingAsync(name, held, sign, cancel))
            return null;
        if (await memory.GetSettingAsync(mark, cancel) == last)
            return new Turn(memory, clock, name, sign, Sign);
        await memory.MoveSettingAsync(name, sign, Free, CancellationToken.None);
        return null;
    }

    /// <summary>Whoever had the turn is dead for certain.</summary>
    public async Task FreeAsync(string mark, CancellationToken cancel)
    {
        if (await memory.GetSettingAsync(mark + "_turn", cancel) is { } held)
            await memory.MoveSettingAsync(mark + "_turn", held, Free, cancel);
    }

    private string Sign() =>
        $"{nodes.Id} {clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}";

    private static DateTimeOffset TimeOf(string sign) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            long.Parse(
                sign[(sign.IndexOf(' ', StringComparison.Ordinal) + 1)..],
                CultureInfo.InvariantCulture
            )
        );

    private sealed class Turn : IAsyncDisposable
    {
        private readonly IMemory _memory;
        private readonly TimeProvider _clock;
        private readonly string _name;
        private readonly Func<string> _next;
        private readonly CancellationTokenSource _end = new();
        private readonly Task _beating;
        private string _sign;

        public Turn(IMemory memory, TimeProvider clock, string name, string sign, Func<string> next)
        {
            (_memory, _clock, _name, _sign, _next) = (memory, clock, name, sign, next);
            _beating = BeatAsync(_end.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _beating;
            _end.Dispose();
            await _memory.MoveSettingAsync(_name, _sign, Free, CancellationToken.None);
        }

        private async Task BeatAsync(CancellationToken cancel)
        {
            while (!cancel.IsCancellationRequested)
            {
                try
                {
                    await Task.Delay(Pace, _clock, cancel);
                    var next = _next();
                    if (!await _memory.MoveSettingAsync(_name, _sign, next, CancellationToken.None))
                        return;
                    _sign = next;
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                catch (Inbox.StoreUnavailableException)
                {
                    // The work itself meets it, too.
                }
            }
        }
    }
}
