using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Storage;

/// <summary>One store opened for one bridge: connections, the statements, and what a failure of the database means.</summary>
internal sealed class SqlStore : IDisposable
{
    // A file has one writer at a time: waiting here is fair and quick, waiting in the database is neither.
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly string _connection;
    private readonly string _pragmas;
    private readonly SqlText _sql;

    static SqlStore() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    public SqlStore(StoreOptions options, string bridge)
    {
        Bridge = bridge;
        UsesBundledLibrary = SqliteNative.UsesBundled;
        _sql = new SqlText(options.Dialect);
        _connection = new SqliteConnectionStringBuilder
        {
            DataSource = options.Location,
            ForeignKeys = true,
            Pooling = true,
            DefaultTimeout = Math.Max(1, (int)options.BusyTimeout.TotalSeconds),
        }.ToString();
        // FULL: an answer of 200 must outlive a power cut; with group commit it costs next to nothing.
        _pragmas = FormattableString.Invariant(
            $"pragma busy_timeout = {options.BusyTimeout.TotalMilliseconds:0}; pragma synchronous = full"
        );
    }

    /// <summary>The bridge whose rows are seen; several may share the store.</summary>
    public string Bridge { get; }

    /// <summary>Whether the package's old library runs, because the system has no newer one.</summary>
    public bool UsesBundledLibrary { get; }

    public IReadOnlyList<Migration> Migrations => _sql.Migrations();

    /// <summary>The statement of a name.</summary>
    public string Sql(string name) => _sql[name];

    /// <summary>Whether the row itself was refused, and the store is well.</summary>
    public static bool IsConstraint(DbException failure) =>
        failure is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CONSTRAINT };

    /// <summary>Reads on a connection of its own.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancel)
    {
        try
        {
            await using var connection = await OpenAsync(cancel);
            return await read(connection);
        }
        catch (DbException failure)
        {
            throw Unavailable(failure);
        }
    }

    /// <summary>Writes in one transaction that takes the write lock at its start; committed when the function returns.</summary>
    /// <exception cref="ConstraintException">A unique constraint refused it; nothing was written.</exception>
    /// <exception cref="StoreUnavailableException">The database failed; nothing was written.</exception>
    public async Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> write, CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel);
        try
        {
            await using var connection = await OpenAsync(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            var result = await write(transaction);
            await transaction.CommitAsync(cancel);
            return result;
        }
        catch (DbException refusal) when (IsConstraint(refusal))
        {
            throw new ConstraintException(refusal.Message, refusal);
        }
        catch (DbException failure)
        {
            throw Unavailable(failure);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Turns the file to write-ahead logging, which it then keeps.</summary>
    public Task EnableWriteAheadLogAsync(CancellationToken cancel) =>
        ReadAsync(connection => connection.ExecuteScalarAsync<string>("pragma journal_mode = wal"), cancel);

    /// <summary>Closes the idle connections, so that the file can be moved or deleted.</summary>
    public void Dispose()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
        _writing.Dispose();
    }

    private async Task<DbConnection> OpenAsync(CancellationToken cancel)
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            await connection.OpenAsync(cancel);
            await connection.ExecuteAsync(_pragmas);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static StoreUnavailableException Unavailable(DbException failure) =>
        new($"The store does not answer: {failure.Message}", failure);
}

/// <summary>A unique constraint of the store refused a row.</summary>
internal sealed class ConstraintException(string message, Exception inner) : Exception(message, inner);
