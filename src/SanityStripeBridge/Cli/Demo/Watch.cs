namespace SanityStripeBridge.Cli.Demo;

/// <summary>Waits for what people would wait for, and gives up in the end.</summary>
internal sealed class Watch(TimeProvider clock)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    public TimeProvider Clock => clock;

    /// <summary>Returns how long it took.</summary>
    /// <exception cref="DidNotHoldException">It never came.</exception>
    public Task<TimeSpan> UntilAsync(string what, Func<bool> holds, CancellationToken cancel) =>
        UntilAsync(what, () => Task.FromResult(holds()), cancel);

    public async Task<TimeSpan> UntilAsync(string what, Func<Task<bool>> holds, CancellationToken cancel)
    {
        var start = clock.GetTimestamp();
        while (!await holds())
        {
            if (clock.GetElapsedTime(start) > Longest)
                throw new DidNotHoldException($"waited {Longest.TotalSeconds:0} s in vain: {what}");
            await Task.Delay(Pace, clock, cancel);
        }
        return clock.GetElapsedTime(start);
    }
}
