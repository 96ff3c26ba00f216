using SanityStripeBridge.Mirror;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Tests.Storage;

public sealed class SqliteMemoryTests : MemoryContract, IAsyncLifetime
{
    private readonly TestStore _store = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _store.DisposeAsync();

    private protected override async Task<IMemory> OpenAsync(string bridge = "default") =>
        new SqlMemory(await _store.OpenAsync(bridge));
}
