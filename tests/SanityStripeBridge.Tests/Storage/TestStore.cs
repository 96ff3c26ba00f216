using System.Collections.Concurrent;
using SanityStripeBridge.Storage;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Tests.Storage;

/// <summary>A store of its own, which can be opened several times and is deleted at the end.</summary>
internal sealed class TestStore(StorePlace place) : IAsyncDisposable
{
    private readonly List<SqlInbox> _inboxes = [];
    private readonly ConcurrentBag<SqlStore> _stores = [];

    /// <summary>In a file.</summary>
    public TestStore()
        : this(StorePlace.InFile()) { }

    public string File => place.File;

    /// <summary>What <c>BRIDGE_STORE</c> says.</summary>
    public string Setting => place.Setting;

    public ManualTime Clock { get; } = new();

    /// <summary>As another process would open it.</summary>
    public async Task<SqlStore> OpenAsync(string bridge = "default")
    {
        var options = StoreOptions.Parse(Setting) with { BusyTimeout = TimeSpan.FromSeconds(2) };
        var store = new SqlStore(options, bridge);
        _stores.Add(store);
        await new Migrator(store, Clock).RunAsync(default);
        return store;
    }

    public async Task<SqlInbox> InboxAsync(string bridge = "default")
    {
        var inbox = new SqlInbox(await OpenAsync(bridge));
        _inboxes.Add(inbox);
        return inbox;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var inbox in _inboxes)
            await inbox.DisposeAsync();
        foreach (var store in _stores)
            store.Dispose();
        await place.DisposeAsync();
    }
}
