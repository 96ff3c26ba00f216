using System.Text.Json;

namespace SanityStripeBridge.Sandbox.Faults;

public enum FaultKind
{
    /// <summary>Answer <see cref="Fault.Status"/>; the request has no effect.</summary>
    Respond,

    /// <summary>Perform the request, then answer <see cref="Fault.Status"/> instead of the result.</summary>
    RespondAfter,

    /// <summary>Abort the connection; the request has no effect.</summary>
    DropBefore,

    /// <summary>Perform the request, then abort the connection.</summary>
    DropAfter,

    /// <summary>Perform the request, send half of the answer, abort the connection.</summary>
    Truncate,

    /// <summary>Wait <see cref="Fault.Delay"/> on the sandbox clock, then go on.</summary>
    Delay,

    /// <summary>A person acts just before the request is performed: an edit between a read and the next write.</summary>
    ActBefore,

    /// <summary>A person acts just after the request was performed and before it is answered.</summary>
    ActAfter,
}

/// <summary>One thing that goes wrong, for the requests it matches; null conditions match every request.</summary>
public sealed record Fault
{
    public required FaultKind Kind { get; init; }

    public string? Method { get; init; }

    public string? PathPrefix { get; init; }

    public string? BodyContains { get; init; }

    /// <summary>How many matching requests pass unharmed first.</summary>
    public int Skip { get; init; }

    /// <summary>How many matching requests are hit after that.</summary>
    public int Times { get; init; } = 1;

    public int Status { get; init; } = 500;

    /// <summary>Whether the platform keeps the answer under the request's idempotency key, and repeats it for 24 hours.</summary>
    public bool Kept { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The answer's body; null is the platform's own body for <see cref="Status"/>.</summary>
    public string? Body { get; init; }

    public TimeSpan Delay { get; init; }

    /// <summary>The person's action, in process.</summary>
    public Func<CancellationToken, Task>? Act { get; init; }

    /// <summary>The person's action as a body of <c>POST /_sandbox/act</c>.</summary>
    public JsonElement? ActRequest { get; init; }

    internal bool Matches(string method, string path, string body) =>
        (Method is null || string.Equals(Method, method, StringComparison.OrdinalIgnoreCase))
        && (PathPrefix is null || path.StartsWith(PathPrefix, StringComparison.Ordinal))
        && (BodyContains is null || body.Contains(BodyContains, StringComparison.Ordinal));
}
