using System.Security.Cryptography;
using Dapper;

namespace SanityStripeBridge.Storage;

/// <summary>Brings a store forward to this program's schema, one transaction per step, and never backward.</summary>
internal sealed class Migrator(SqlStore store, TimeProvider clock)
{
    private const int StoreIdLength = 6;

    /// <summary>After this the store is usable and has its id.</summary>
    /// <exception cref="NewerStoreException">A newer program has been here.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        await MigrateAsync(cancel);
        await MakeStoreIdAsync(cancel);
    }

    /// <summary>After this the store has this program's tables; it may still be nobody's.</summary>
    /// <exception cref="NewerStoreException">A newer program has been here.</exception>
    public async Task MigrateAsync(CancellationToken cancel)
    {
        await store.PrepareAsync(cancel);
        await store.WriteAloneAsync(
            transaction =>
                transaction.Connection!.ExecuteAsync(store.Sql("version_table"), transaction: transaction),
            cancel
        );
        var migrations = store.Migrations;
        await RefuseNewerAsync(migrations[^1].Version, cancel);
        foreach (var migration in migrations)
            await ApplyAsync(migration, cancel);
    }

    private async Task RefuseNewerAsync(long newest, CancellationToken cancel)
    {
        var found = await store.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>(store.Sql("version")),
            cancel
        );
        if (found > newest)
            throw new NewerStoreException(found, newest);
    }

    private Task<int> ApplyAsync(Migration migration, CancellationToken cancel) =>
        store.WriteAloneAsync(
            async transaction =>
            {
                var connection = transaction.Connection!;
                // Looked up while alone: another node may be migrating, too.
                var found = await connection.ExecuteScalarAsync<long>(
                    store.Sql("version"),
                    transaction: transaction
                );
                if (found >= migration.Version)
                    return 0;
                await connection.ExecuteAsync(migration.Sql, transaction: transaction);
                var row = new { migration.Version, AppliedAt = clock.GetUtcNow().ToUnixTimeMilliseconds() };
                return await connection.ExecuteAsync(store.Sql("version_add"), row, transaction);
            },
            cancel
        );

    private Task<int> MakeStoreIdAsync(CancellationToken cancel)
    {
        var id = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", StoreIdLength);
        return store.WriteAloneAsync(
            transaction =>
                transaction.Connection!.ExecuteAsync(
                    store.Sql("store_id_make"),
                    new { store.Bridge, StoreId = id },
                    transaction
                ),
            cancel
        );
    }
}

/// <summary>The store was written by a newer program; going on could damage it.</summary>
internal sealed class NewerStoreException(long found, long known)
    : Exception(
        $"The store has schema version {found}, this program knows {known}. Run the newer program, or point BRIDGE_STORE at another store."
    );
