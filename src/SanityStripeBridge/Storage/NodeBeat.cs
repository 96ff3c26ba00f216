using System.Data.Common;
using Dapper;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Storage;

/// <summary>
/// Says in a shared store that this node lives, counts the others, and takes the leases of the dead away. A node that was
/// only slow loses nothing but its leases: what it would still remember under them is refused.
/// </summary>
internal sealed partial class NodeBeat(
    SqlStore store,
    LivingNodes nodes,
    TimeProvider clock,
    ILogger<NodeBeat> log
) : BackgroundService
{
    /// <summary>Five beats missed: longer than a pause of the runtime, shorter than anybody's patience.</summary>
    public static readonly TimeSpan Dead = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(3);

    // The first beat comes before the workers: leases are found by the nodes that are known.
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await BeatAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await store.WriteAsync(
                transaction =>
                    transaction.Connection!.ExecuteAsync(
                        store.Sql("node_leave"),
                        new { store.Bridge, nodes.Id },
                        transaction
                    ),
                cancellationToken
            );
        }
        catch (StoreUnavailableException down)
        {
            LogMissed(down.Message);
        }
    }

    /// <summary>One beat.</summary>
    public async Task BeatAsync(CancellationToken cancel)
    {
        var (living, orphaned) = await store.WriteAsync(BeatAsync, cancel);
        if (living != nodes.Count)
            LogNodes(living);
        if (orphaned > 0)
            log.Freed(orphaned);
        nodes.Counted(store.Bridge, living);
    }

    private async Task<(int Living, int Orphaned)> BeatAsync(DbTransaction transaction)
    {
        var connection = transaction.Connection!;
        var now = clock.GetUtcNow();
        var beat = new
        {
            store.Bridge,
            nodes.Id,
            Now = Words.Ms(now),
            Dead = Words.Ms(now - Dead),
        };
        await connection.ExecuteAsync(store.Sql("node_beat"), beat, transaction);
        var dead = await connection.QueryAsync<string>(store.Sql("node_bury"), beat, transaction);
        var orphaned = 0;
        foreach (var node in dead)
            orphaned += await connection.ExecuteAsync(
                store.Sql("lease_orphaned"),
                new
                {
                    store.Bridge,
                    Owners = node + "-%",
                    beat.Now,
                },
                transaction
            );
        var living = await connection.ExecuteScalarAsync<int>(store.Sql("node_count"), beat, transaction);
        return (living, orphaned);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Pace, clock, stoppingToken);
            try
            {
                await BeatAsync(stoppingToken);
            }
            catch (StoreUnavailableException down)
            {
                LogMissed(down.Message);
            }
        }
    }

    [LoggerMessage(1303, LogLevel.Information, "[STORE] {Nodes} nodes share the store and the rate budget")]
    private partial void LogNodes(int nodes);

    [LoggerMessage(1304, LogLevel.Warning, "[STORE] This node could not say that it lives: {Reason}")]
    private partial void LogMissed(string reason);
}
