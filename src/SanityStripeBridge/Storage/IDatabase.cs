using System.Data.Common;

namespace SanityStripeBridge.Storage;

/// <summary>What differs between the databases, apart from the few statements under <c>Storage/&lt;dialect&gt;</c>.</summary>
internal interface IDatabase : IDisposable
{
    /// <summary>The folder of the statements that only this database understands.</summary>
    string Dialect { get; }

    /// <summary>How many transactions may write at once.</summary>
    int Writers { get; }

    Task<DbConnection> OpenAsync(CancellationToken cancel);

    /// <summary>What must be done once before a database can hold a store.</summary>
    Task PrepareAsync(CancellationToken cancel);

    /// <summary>A migration, which is written in SQLite's words, in this database's words.</summary>
    string Translate(string migration);

    /// <summary>From now to its end no other transaction, in no process, is in the same place.</summary>
    Task WaitUntilAloneAsync(DbTransaction transaction);

    /// <summary>Whether the row itself was refused, and the store is well.</summary>
    bool IsRefusal(DbException failure);

    /// <summary>Whether transactions only stood in each other's way, and the same one will pass when it is run again.</summary>
    bool IsCollision(DbException failure);
}
