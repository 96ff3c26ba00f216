namespace SanityStripeBridge.Sandbox.Faults;

/// <param name="Status">What was answered; 0 while running or when the connection was dropped.</param>
public sealed record LoggedRequest(
    long Sequence,
    DateTimeOffset At,
    string Method,
    string Path,
    string Query,
    string Body,
    int Status,
    string? IdempotencyKey,
    bool Write
);

/// <param name="ByRoute">Requests by <c>METHOD /route-template</c>.</param>
public sealed record Counters(long Reads, long Writes, IReadOnlyDictionary<string, long> ByRoute);
