using System.Threading.Channels;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Storage;

/// <summary>
/// Many callers, one transaction: what arrives while a commit is under way waits for the next, so that durability costs
/// one disk flush per group. An answer is given only after the commit that holds the row.
/// </summary>
internal sealed class GroupCommit<TItem, TAnswer> : IAsyncDisposable
{
    /// <summary>More only makes the first of the group wait longer.</summary>
    private const int LargestGroup = 256;

    /// <summary>What may wait; at 15,000 commits a second a quarter of a second. Above it the sender is told to come again.</summary>
    private const int LongestQueue = 4096;

    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(LongestQueue) { SingleReader = true }
    );
    private readonly Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TAnswer>>> _commit;
    private readonly Task _writer;
    private volatile bool _draining;

    /// <param name="commit">Writes all items in one transaction and answers for each in order; writes none when it throws.</param>
    public GroupCommit(Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TAnswer>>> commit)
    {
        _commit = commit;
        _writer = Task.Run(WriteAllAsync);
    }

    /// <summary>The answer, after its commit. The write goes on when the caller has gone.</summary>
    public Task<TAnswer> AddAsync(TItem item, CancellationToken cancel)
    {
        if (_draining)
            throw new StoreUnavailableException("The bridge is shutting down.");
        var waiting = new Waiting(item);
        if (!_queue.Writer.TryWrite(waiting))
            throw new StoreUnavailableException(
                _draining ? "The bridge is shutting down." : $"{LongestQueue} deliveries wait to be stored."
            );
        return waiting.Answer.Task.WaitAsync(cancel);
    }

    /// <summary>Takes nothing more; what waits is still written.</summary>
    public void StopAccepting()
    {
        _draining = true;
        _queue.Writer.TryComplete();
    }

    public async ValueTask DisposeAsync()
    {
        StopAccepting();
        await _writer;
    }

    private async Task WriteAllAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            var group = new List<Waiting>();
            while (group.Count < LargestGroup && _queue.Reader.TryRead(out var waiting))
                group.Add(waiting);
            await WriteGroupAsync(group);
        }
    }

    private async Task WriteGroupAsync(List<Waiting> group)
    {
        try
        {
            var answers = await _commit([.. group.Select(waiting => waiting.Item)]);
            for (var i = 0; i < group.Count; i++)
                group[i].Answer.TrySetResult(answers[i]);
        }
        catch (StoreUnavailableException down)
        {
            Refuse(group, down);
        }
        catch (Exception refused) when (group.Count == 1)
        {
            Refuse(group, new StoreUnavailableException("The store refused the row.", refused));
        }
        catch (Exception refused) when (refused is not OutOfMemoryException)
        {
            // One of them is at fault: alone it fails alone.
            foreach (var waiting in group)
                await WriteGroupAsync([waiting]);
        }
    }

    private static void Refuse(List<Waiting> group, StoreUnavailableException failure)
    {
        foreach (var waiting in group)
            waiting.Answer.TrySetException(failure);
    }

    private sealed class Waiting(TItem item)
    {
        public TItem Item { get; } = item;

        // Asynchronously: no caller's continuation may run on the writer and hold up the next group.
        public TaskCompletionSource<TAnswer> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
