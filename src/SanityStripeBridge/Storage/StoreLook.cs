using Dapper;

namespace SanityStripeBridge.Storage;

/// <summary>How a store stands; nothing is made or moved to find out.</summary>
/// <param name="IsNew">No bridge has been here.</param>
/// <param name="Version">Of its schema; 0 when new.</param>
/// <param name="Newest">The schema that this program knows.</param>
/// <param name="IsServed">A bridge is running on it.</param>
/// <param name="FreeBytes">On the disk of a file; null for a server.</param>
internal sealed record StoreState(bool IsNew, long Version, long Newest, bool IsServed, long? FreeBytes);

/// <summary>Looks at a store without opening it as a bridge does.</summary>
internal sealed class StoreLook(StoreOptions options, TimeProvider clock)
{
    /// <exception cref="Inbox.StoreUnavailableException">It does not answer.</exception>
    public async Task<StoreState> LookAsync(CancellationToken cancel)
    {
        using var store = new SqlStore(options, "default");
        var newest = store.Migrations[^1].Version;
        if (!options.IsShared && !File.Exists(options.Location))
            return new(true, 0, newest, false, FreeBytes());
        var tables = await store.ReadAsync(
            connection => connection.QueryAsync<string>(store.Sql("table_list")),
            cancel
        );
        if (!tables.Contains("schema_version", StringComparer.Ordinal))
            return new(true, 0, newest, false, FreeBytes());
        var version = await store.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>(store.Sql("version")),
            cancel
        );
        return new(false, version, newest, await IsServedAsync(store, cancel), FreeBytes());
    }

    private async Task<bool> IsServedAsync(SqlStore store, CancellationToken cancel)
    {
        if (!options.IsShared)
        {
            if (!File.Exists(options.Location + ".serving"))
                return false;
            using var mark = ServingMark.TryTake(options.Location);
            return mark is null;
        }
        var dead = Words.Ms(clock.GetUtcNow() - NodeBeat.Dead);
        return await store.ReadAsync(
                connection =>
                    connection.ExecuteScalarAsync<long>(store.Sql("node_living"), new { Dead = dead }),
                cancel
            ) > 0;
    }

    private long? FreeBytes()
    {
        if (options.IsShared)
            return null;
        var folder = Path.GetDirectoryName(Path.GetFullPath(options.Location));
        return Directory.Exists(folder) ? new DriveInfo(folder).AvailableFreeSpace : null;
    }
}
