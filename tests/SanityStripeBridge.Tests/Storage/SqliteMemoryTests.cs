namespace SanityStripeBridge.Tests.Storage;

public sealed class SqliteMemoryTests() : MemoryContract(StoreKind.Sqlite);
