using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// When several families are due, what their work will look at is read together: products a hundred to a call, documents many to
/// a call. The workers share it.
/// </summary>
internal sealed partial class Prefetch(
    IInbox inbox,
    BatchReader reader,
    Standing standing,
    TimeProvider clock,
    ILogger<Prefetch> log
) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly PrefetchBuffer _buffer = new(clock);
    private DateTimeOffset _restsUntil;
    private volatile bool _missed;

    /// <summary>Reads ahead if several families are due of which nothing was read yet; fails never, for each can read for itself.</summary>
    public async Task ReadyAsync(CancellationToken cancel)
    {
        if (IsReady)
            return;
        await _gate.WaitAsync(cancel);
        try
        {
            if (!IsReady)
                await FillAsync(cancel);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What was read for the family, if that is as good as a read under its lease; empty when not.</summary>
    public Prefetched Take(FamilyLease lease, IReadOnlyList<Delivery> deliveries)
    {
        var found = _buffer.Take(lease, deliveries);
        _missed |= found is null;
        return found ?? new();
    }

    public void Dispose() => _gate.Dispose();

    private bool IsReady => (!_missed && !_buffer.IsEmpty) || clock.GetUtcNow() < _restsUntil;

    private async Task FillAsync(CancellationToken cancel)
    {
        _missed = false;
        var now = clock.GetUtcNow();
        var due = await inbox.PeekDueAsync(now, _buffer.NextSize, cancel);
        var peeks = due.Where(peek => !_buffer.Holds(peek)).ToList();
        if (peeks.Count < 2)
            return;
        var settings = await standing.PlanSettingsAsync(cancel);
        var families = new List<Foreseen>(peeks.Count);
        try
        {
            foreach (var peek in peeks)
                families.Add(await ForeseeAsync(peek, settings, cancel));
            await reader.ReadAsync(families, cancel);
        }
        catch (RemoteException failure)
        {
            // The families' own reads meet it too, and judge it.
            LogFailed(failure.Message);
            _restsUntil = now + PrefetchBuffer.MostAge;
        }
        _buffer.Put(families, now);
    }

    private async Task<Foreseen> ForeseeAsync(
        FamilyPeek peek,
        Core.Planning.PlanSettings settings,
        CancellationToken cancel
    )
    {
        try
        {
            return await reader.ForeseeAsync(peek, settings, cancel);
        }
        catch (Exception failure)
            when (failure is not (OperationCanceledException or StoreUnavailableException or RemoteException))
        {
            // One that cannot be read stops only itself, when it is worked.
            return new(peek);
        }
    }

    [LoggerMessage(1206, LogLevel.Debug, "[MIRROR] nothing is read ahead for a while: {Reason}")]
    private partial void LogFailed(string reason);
}
