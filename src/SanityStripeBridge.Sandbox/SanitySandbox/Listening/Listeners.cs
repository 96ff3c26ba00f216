using System.Threading.Channels;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Listening;

/// <summary>A commit on its way to one listener.</summary>
/// <param name="VisibleAt">When queries see it.</param>
internal sealed record Heard(Transaction Transaction, DateTimeOffset VisibleAt);

/// <summary>The open streams of all datasets. Told of commits inside the dataset's lock, so in their order.</summary>
internal sealed class Listeners
{
    private readonly Lock _lock = new();
    private readonly HashSet<(string Dataset, ChannelWriter<Heard> Stream)> _open = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _open.Count;
        }
    }

    /// <summary>Everything committed from now on, until disposed.</summary>
    public IDisposable Open(string dataset, out ChannelReader<Heard> heard)
    {
        var channel = Channel.CreateUnbounded<Heard>();
        var entry = (dataset, channel.Writer);
        lock (_lock)
            _open.Add(entry);
        heard = channel.Reader;
        return new Stream(() => Close(entry));
    }

    public void Tell(Dataset dataset, Transaction transaction, DateTimeOffset visibleAt)
    {
        lock (_lock)
            foreach (var (_, stream) in _open.Where(entry => entry.Dataset == dataset.Name))
                stream.TryWrite(new Heard(transaction, visibleAt));
    }

    /// <summary>Ends every stream, as a restart of the platform does; what is committed before a client is back is not told.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            foreach (var (_, stream) in _open)
                stream.TryComplete();
            _open.Clear();
        }
    }

    private void Close((string, ChannelWriter<Heard>) entry)
    {
        lock (_lock)
            _open.Remove(entry);
    }

    private sealed class Stream(Action close) : IDisposable
    {
        public void Dispose() => close();
    }
}
