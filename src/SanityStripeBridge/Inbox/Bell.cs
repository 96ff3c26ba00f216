namespace SanityStripeBridge.Inbox;

/// <summary>Rings from the receivers to the workers within this process; the store knows what is due, this only saves waiting.</summary>
internal sealed class Bell
{
    private volatile TaskCompletionSource _rung = New();

    public void Ring() => Interlocked.Exchange(ref _rung, New()).TrySetResult();

    /// <summary>Ends at the next ring, or at the time; whichever comes first.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancel)
    {
        var rung = _rung.Task;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var time = Task.Delay(atMost, clock, over.Token);
        await Task.WhenAny(rung, time);
        await over.CancelAsync();
        cancel.ThrowIfCancellationRequested();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
