using System.Data.Common;
using Dapper;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Storage;

/// <summary>One store opened for one bridge: connections, the statements, and what a failure of the database means.</summary>
internal sealed class SqlStore : IDisposable
{
    /// <summary>Transactions that collide are few and short; one that never passes is a fault.</summary>
    private const int MostTries = 8;

    private readonly IDatabase _database;
    private readonly SemaphoreSlim _writing;
    private readonly SqlText _sql;
    private readonly bool _isBorrowed;

    static SqlStore() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    public SqlStore(StoreOptions options, string bridge)
    {
        Bridge = bridge;
        _database = options.ToDatabase();
        _writing = new(_database.Writers, _database.Writers);
        _sql = new SqlText(_database.Dialect);
    }

    private SqlStore(SqlStore other, string bridge)
    {
        (_database, _writing, _sql) = (other._database, other._writing, other._sql);
        Bridge = bridge;
        _isBorrowed = true;
    }

    /// <summary>The same store for another bridge: it shares the connections and the turn to write, and ends with this one.</summary>
    public SqlStore For(string bridge) => new(this, bridge);

    /// <summary>The bridge whose rows are seen; several may share the store.</summary>
    public string Bridge { get; }

    /// <summary>All migrations in the database's own words, oldest first.</summary>
    public IReadOnlyList<Migration> Migrations =>
        [.. SqlText.Migrations().Select(step => step with { Sql = _database.Translate(step.Sql) })];

    /// <summary>The statement of a name.</summary>
    public string Sql(string name) => _sql[name];

    /// <summary>Whether the row itself was refused, and the store is well.</summary>
    public bool IsRefusal(DbException failure) => _database.IsRefusal(failure);

    /// <summary>What must be done once before the first migration.</summary>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        try
        {
            await _database.PrepareAsync(cancel);
        }
        catch (DbException failure)
        {
            throw Unavailable(failure);
        }
    }

    /// <summary>Reads on a connection of its own.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read, CancellationToken cancel)
    {
        try
        {
            await using var connection = await _database.OpenAsync(cancel);
            return await read(connection);
        }
        catch (DbException failure)
        {
            throw Unavailable(failure);
        }
    }

    /// <summary>Writes in one transaction, committed when the function returns; it may be run again when others stood in its way.</summary>
    /// <exception cref="ConstraintException">A unique constraint refused it; nothing was written.</exception>
    /// <exception cref="StoreUnavailableException">The database failed; nothing was written.</exception>
    public Task<T> WriteAsync<T>(Func<DbTransaction, Task<T>> write, CancellationToken cancel) =>
        WriteAsync(write, isAlone: false, cancel);

    /// <summary>The same, while nobody else, in no process, writes in this way: for what must look before it writes.</summary>
    public Task<T> WriteAloneAsync<T>(Func<DbTransaction, Task<T>> write, CancellationToken cancel) =>
        WriteAsync(write, isAlone: true, cancel);

    /// <summary>Whether the lease is still its owner's. Nobody takes it over before the transaction's end.</summary>
    public async Task<bool> HoldsAsync(DbTransaction transaction, FamilyLease lease) =>
        await transaction.Connection!.ExecuteScalarAsync<long>(
            Sql("family_held"),
            new
            {
                Bridge,
                lease.Family,
                lease.Owner,
                Until = Words.Ms(lease.Until),
            },
            transaction
        ) > 0;

    public void Dispose()
    {
        if (_isBorrowed)
            return;
        _database.Dispose();
        _writing.Dispose();
    }

    private async Task<T> WriteAsync<T>(
        Func<DbTransaction, Task<T>> write,
        bool isAlone,
        CancellationToken cancel
    )
    {
        await _writing.WaitAsync(cancel);
        try
        {
            for (var tries = 1; ; tries++)
            {
                try
                {
                    return await TransactAsync(write, isAlone, cancel);
                }
                catch (DbException collision) when (tries < MostTries && _database.IsCollision(collision))
                {
                    // The database ended one of those that waited for each other; by now the other one is through.
                }
            }
        }
        catch (DbException refusal) when (IsRefusal(refusal))
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

    private async Task<T> TransactAsync<T>(
        Func<DbTransaction, Task<T>> write,
        bool isAlone,
        CancellationToken cancel
    )
    {
        await using var connection = await _database.OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (isAlone)
            await _database.WaitUntilAloneAsync(transaction);
        var result = await write(transaction);
        // Not cancelled: of a commit that was broken off nobody knows whether it happened.
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }

    private static StoreUnavailableException Unavailable(DbException failure) =>
        new($"The store does not answer: {failure.Message}", failure);
}

/// <summary>A unique constraint of the store refused a row.</summary>
internal sealed class ConstraintException(string message, Exception inner) : Exception(message, inner);
