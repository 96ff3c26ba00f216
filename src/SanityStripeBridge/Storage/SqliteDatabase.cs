using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SanityStripeBridge.Storage;

/// <summary>One file, one writer at a time.</summary>
internal sealed class SqliteDatabase : IDatabase
{
    private readonly string _connection;
    private readonly string _pragmas;

    // A pragma lasts as long as the connection that the pool keeps: said once, it need not be said at every borrowing.
    private readonly ConditionalWeakTable<sqlite3, SqliteDatabase> _told = [];

    public SqliteDatabase(StoreOptions options)
    {
        // The library must be chosen before the first connection.
        _ = SqliteNative.UsesBundled;
        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = options.Location,
            Pooling = true,
            DefaultTimeout = Math.Max(1, (int)options.BusyTimeout.TotalSeconds),
        }.ToString();
        // FULL: an answer of 200 must outlive a power cut; with group commit it costs next to nothing.
        _pragmas = FormattableString.Invariant(
            $"pragma busy_timeout = {options.BusyTimeout.TotalMilliseconds:0}; pragma synchronous = full; pragma foreign_keys = on"
        );
    }

    public string Dialect => StoreOptions.Sqlite;

    // Waiting in this process is fair and quick, waiting in the database is neither.
    public int Writers => 1;

    public async Task<DbConnection> OpenAsync(CancellationToken cancel)
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            await connection.OpenAsync(cancel);
            if (!_told.TryGetValue(connection.Handle!, out _))
            {
                await connection.ExecuteAsync(_pragmas);
                _told.AddOrUpdate(connection.Handle!, this);
            }
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Turns the file to write-ahead logging, which it then keeps.</summary>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        await using var connection = await OpenAsync(cancel);
        await connection.ExecuteScalarAsync<string>("pragma journal_mode = wal");
    }

    public string Translate(string migration) => migration;

    // Every write transaction begins by taking the file's one write lock.
    public Task WaitUntilAloneAsync(DbTransaction transaction) => Task.CompletedTask;

    public bool IsRefusal(DbException failure) =>
        failure is SqliteException { SqliteErrorCode: raw.SQLITE_CONSTRAINT };

    public bool IsCollision(DbException failure) => false;

    /// <summary>Closes the idle connections, so that the file can be moved or deleted.</summary>
    public void Dispose()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
    }
}
