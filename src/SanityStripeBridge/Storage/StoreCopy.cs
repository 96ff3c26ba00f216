using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Dapper;

namespace SanityStripeBridge.Storage;

/// <summary>What became of a copy.</summary>
internal abstract record CopyResult
{
    private CopyResult() { }

    /// <param name="Rows">How many of each table, counted in both stores.</param>
    internal sealed record Copied(IReadOnlyList<(string Table, long Rows)> Rows) : CopyResult;

    /// <param name="Because">A sentence for the operator, with the way out. Nothing was changed.</param>
    internal sealed record Refused(string Because) : CopyResult;
}

/// <summary>
/// Moves a whole installation, the rows of all bridges with their ids, into another store: one snapshot of the source, one
/// transaction in the target. The source stays as it was.
/// </summary>
internal sealed class StoreCopy(StoreOptions from, StoreOptions to, TimeProvider clock)
{
    /// <summary>Whose rows mean nothing elsewhere.</summary>
    private static readonly string[] OfTheStoreItself = ["node", "schema_version"];

    public async Task<CopyResult> RunAsync(CancellationToken cancel)
    {
        if (from.Location == to.Location)
            return new CopyResult.Refused("Source and target are the same store.");
        if (!from.IsShared && !File.Exists(from.Location))
            return new CopyResult.Refused(
                $"There is no store at {from.Shown}; BRIDGE_STORE names the source."
            );
        // Held to the end: nobody begins to serve it in the middle.
        using var alone = from.IsShared ? null : ServingMark.TryTake(from.Location);
        using var source = new SqlStore(from, "default");
        using var target = new SqlStore(to, "default");
        await new Migrator(source, clock).MigrateAsync(cancel);
        if ((!from.IsShared && alone is null) || await IsServedAsync(source, cancel))
            return new CopyResult.Refused(
                $"A bridge is serving {from.Shown}; stop it first, or what it takes in meanwhile would be left behind. A node that was killed counts as dead after {NodeBeat.Dead.TotalSeconds:0} s."
            );
        await new Migrator(target, clock).MigrateAsync(cancel);
        if (await RowsAsync(source, cancel) == 0)
            return new CopyResult.Refused($"{from.Shown} holds no installation; there is nothing to copy.");
        if (await RowsAsync(target, cancel) is > 0 and var rows)
            return new CopyResult.Refused(
                $"{to.Shown} holds {rows} rows already; only an empty store can be the target."
            );
        return new CopyResult.Copied(await CopyAsync(source, target, cancel));
    }

    private async Task<bool> IsServedAsync(SqlStore store, CancellationToken cancel)
    {
        var dead = Words.Ms(clock.GetUtcNow() - NodeBeat.Dead);
        return await store.ReadAsync(
                connection =>
                    connection.ExecuteScalarAsync<long>(store.Sql("node_living"), new { Dead = dead }),
                cancel
            ) > 0;
    }

    private static Task<long> RowsAsync(SqlStore store, CancellationToken cancel) =>
        store.ReadAsync(
            async connection =>
            {
                var rows = 0L;
                foreach (var table in await TablesAsync(store, connection, null))
                    rows += await CountAsync(connection, table, null);
                return rows;
            },
            cancel
        );

    private static Task<IReadOnlyList<(string, long)>> CopyAsync(
        SqlStore source,
        SqlStore target,
        CancellationToken cancel
    ) =>
        source.ReadAsync(
            async connection =>
            {
                await using var snapshot = await connection.BeginTransactionAsync(
                    IsolationLevel.RepeatableRead,
                    cancel
                );
                return await target.WriteAloneAsync<IReadOnlyList<(string, long)>>(
                    async transaction =>
                    {
                        var copied = new List<(string, long)>();
                        foreach (var table in await TablesAsync(source, connection, snapshot))
                            copied.Add((table, await CopyTableAsync(snapshot, transaction, table, cancel)));
                        await GoOnCountingAsync(source, snapshot, target, transaction);
                        return copied;
                    },
                    cancel
                );
            },
            cancel
        );

    private static async Task<IReadOnlyList<string>> TablesAsync(
        SqlStore store,
        DbConnection connection,
        DbTransaction? transaction
    ) =>
        [
            .. (
                await connection.QueryAsync<string>(store.Sql("table_list"), transaction: transaction)
            ).Except(OfTheStoreItself),
        ];

    private static async Task<long> CopyTableAsync(
        DbTransaction from,
        DbTransaction to,
        string table,
        CancellationToken cancel
    )
    {
        await using (
            var rows = await from.Connection!.ExecuteReaderAsync(
                $"select * from \"{table}\"",
                transaction: from
            )
        )
        {
            await using var insert = Insert(
                to,
                table,
                [.. Enumerable.Range(0, rows.FieldCount).Select(rows.GetName)]
            );
            while (await rows.ReadAsync(cancel))
            {
                for (var i = 0; i < rows.FieldCount; i++)
                    insert.Parameters[i].Value = rows.GetValue(i);
                await insert.ExecuteNonQueryAsync(cancel);
            }
        }
        var (there, here) = (
            await CountAsync(from.Connection!, table, from),
            await CountAsync(to.Connection!, table, to)
        );
        return there == here
            ? here
            : throw new InvalidOperationException($"{table} has {there} rows, but {here} arrived.");
    }

    [SuppressMessage(
        "Security",
        "CA2100:Review SQL queries for security vulnerabilities",
        Justification = "Tables and columns are named by the database that this program made; values are parameters."
    )]
    private static DbCommand Insert(DbTransaction transaction, string table, IReadOnlyList<string> columns)
    {
        var insert = transaction.Connection!.CreateCommand();
        insert.Transaction = transaction;
        var names = string.Join(", ", columns.Select(column => $"\"{column}\""));
        insert.CommandText =
            $"insert into \"{table}\" ({names}) values ({string.Join(", ", columns.Select((_, i) => "@p" + i))})";
        for (var i = 0; i < columns.Count; i++)
        {
            var parameter = insert.CreateParameter();
            parameter.ParameterName = "@p" + i;
            insert.Parameters.Add(parameter);
        }
        return insert;
    }

    private static Task<long> CountAsync(DbConnection connection, string table, DbTransaction? transaction) =>
        connection.ExecuteScalarAsync<long>($"select count(*) from \"{table}\"", transaction: transaction);

    // A number that was given once is never given again, also when its row was deleted since.
    private static async Task GoOnCountingAsync(
        SqlStore source,
        DbTransaction from,
        SqlStore target,
        DbTransaction to
    )
    {
        var numbers = await from.Connection!.QueryAsync<LastNumber>(
            source.Sql("number_last"),
            transaction: from
        );
        foreach (var number in numbers.Where(number => number.Last > 0))
            await to.Connection!.ExecuteAsync(target.Sql("number_go_on"), number, to);
    }

    private sealed record LastNumber
    {
        public required string Table { get; init; }
        public long Last { get; init; }
    }
}
