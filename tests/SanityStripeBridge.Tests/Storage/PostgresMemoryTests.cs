namespace SanityStripeBridge.Tests.Storage;

public sealed class PostgresMemoryTests() : MemoryContract(StoreKind.Postgres);
