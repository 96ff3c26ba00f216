using System.Collections;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Hosting;

/// <summary>One pair of a Stripe account and a Sanity dataset: its name, and its rooms, put together from its own settings.</summary>
internal sealed class Bridge(string name, bool isServed, ServiceProvider rooms) : IAsyncDisposable
{
    public string Name => name;

    /// <summary>Whether this process receives and works for it; otherwise it is only known, to the others and to a verb.</summary>
    public bool IsServed => isServed;

    public IServiceProvider Rooms => rooms;

    public T Get<T>()
        where T : notnull => rooms.GetRequiredService<T>();

    /// <summary>Null when it takes in and works; otherwise why not.</summary>
    public async Task<string?> ObstacleAsync(CancellationToken cancel)
    {
        try
        {
            await Get<IInbox>().NextDueAsync(cancel);
        }
        catch (StoreUnavailableException down)
        {
            return down.Message;
        }
        return Get<WorkerLoop>().IsRunning
            ? null
            : "The workers have not begun: first contact with the platforms is still under way.";
    }

    public ValueTask DisposeAsync() => rooms.DisposeAsync();
}

/// <summary>The bridges of this process, <c>default</c> first, then by name.</summary>
internal sealed class Bridges(IReadOnlyList<Bridge> all) : IReadOnlyCollection<Bridge>, IAsyncDisposable
{
    public int Count => all.Count;

    public IEnumerable<Bridge> Served => all.Where(bridge => bridge.IsServed);

    /// <summary>Null when there is none of the name.</summary>
    public Bridge? Find(string name) => all.FirstOrDefault(bridge => bridge.Name == name);

    public IEnumerator<Bridge> GetEnumerator() => all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public async ValueTask DisposeAsync()
    {
        foreach (var bridge in all)
            await bridge.DisposeAsync();
    }
}
