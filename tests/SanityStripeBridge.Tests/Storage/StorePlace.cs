using Dapper;
using Npgsql;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Tests.Storage;

public enum StoreKind
{
    Sqlite,
    Postgres,
}

/// <summary>Room for one empty store, a file or a schema of its own; gone at the end.</summary>
internal sealed class StorePlace : IAsyncDisposable
{
    private readonly string? _folder;
    private readonly string? _schema;

    // Dapper compiles each statement anew for each connection string; these all lead to the same tables.
    static StorePlace() => SqlMapper.ConnectionStringComparer = new OfOneKind();

    private StorePlace(string setting, string? folder, string? schema) =>
        (Setting, _folder, _schema) = (setting, folder, schema);

    /// <summary>What <c>BRIDGE_STORE</c> says.</summary>
    public string Setting { get; }

    /// <summary>The SQLite file.</summary>
    public string File =>
        _folder is null
            ? throw new InvalidOperationException("A server's store is no file.")
            : FileIn(_folder);

    public static async Task<StorePlace> MakeAsync(StoreKind kind)
    {
        if (kind == StoreKind.Sqlite)
            return InFile();
        var server = await PostgresServer.AddressAsync();
        var schema = "t" + Guid.CreateVersion7().ToString("N");
        await RunAsync(server, $"create schema {schema}");
        return new($"{server}?search_path={schema}&maximum_pool_size=30", null, schema);
    }

    public static StorePlace InFile()
    {
        // No test is about the disk: where the system has a folder in memory, the store lies there.
        var parent = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var folder = Directory
            .CreateDirectory(Path.Combine(parent, "bridge-store-" + Path.GetRandomFileName()))
            .FullName;
        return new("sqlite:" + FileIn(folder), folder, null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
        if (_schema is not null)
            await RunAsync(await PostgresServer.AddressAsync(), $"drop schema {_schema} cascade");
    }

    private static string FileIn(string folder) => Path.Combine(folder, "bridge.db");

    private static async Task RunAsync(string server, string sql)
    {
        // Pooled by its text: the next place uses the same connection.
        await using var connection = new NpgsqlConnection(StoreOptions.Parse(server).Location);
        await connection.ExecuteAsync(sql);
    }

    private sealed class OfOneKind : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => IsServer(x) == IsServer(y);

        public int GetHashCode(string text) => IsServer(text) ? 1 : 0;

        private static bool IsServer(string? text) =>
            text?.Contains("Host=", StringComparison.OrdinalIgnoreCase) == true;
    }
}
