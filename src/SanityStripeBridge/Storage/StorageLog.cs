namespace SanityStripeBridge.Storage;

/// <summary>What the store says; ids 1300-1399.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(
        1300,
        LogLevel.Warning,
        "[STORE] The system has no SQLite 3.40 or newer; the bundled older one is used. Install libsqlite3 to receive its fixes"
    )]
    public static partial void UsesBundledLibrary(this ILogger logger);

    [LoggerMessage(1301, LogLevel.Information, "[STORE] The store is ready at {Location}")]
    public static partial void Ready(this ILogger logger, string location);

    [LoggerMessage(
        1302,
        LogLevel.Warning,
        "[STORE] {Families} families were still leased to a process that has ended; they are worked again"
    )]
    public static partial void Freed(this ILogger logger, int families);
}
