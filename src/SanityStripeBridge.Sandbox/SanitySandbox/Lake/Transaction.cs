using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Lake;

/// <summary>What a caller asks of the lake.</summary>
public sealed record MutationRequest
{
    public required JsonArray Mutations { get; init; }

    /// <summary>Null: the lake makes one of 22 characters.</summary>
    public string? TransactionId { get; init; }

    public required string Author { get; init; }

    public bool DryRun { get; init; }

    public bool AutoGenerateArrayKeys { get; init; }

    /// <summary>Whether the answer waits until queries see the change; if not, they see it after the index lag.</summary>
    public bool WaitForIndex { get; init; } = true;
}

/// <summary>What became of one mutation: <c>create</c>, <c>update</c>, <c>delete</c> or <c>none</c>.</summary>
public sealed record MutationOutcome(string Id, string Operation, JsonObject? Document);

/// <summary>What one transaction did to one document, from before its first mutation to after its last.</summary>
public sealed record DocumentChange(string Id, JsonObject? Before, JsonObject? After)
{
    public string Operation =>
        Before is null ? "create"
        : After is null ? "delete"
        : "update";
}

/// <summary>A committed transaction, as history tells it.</summary>
public sealed record Transaction
{
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Author { get; init; }

    public required JsonArray Mutations { get; init; }

    public required IReadOnlyList<MutationOutcome> Outcomes { get; init; }

    public required IReadOnlyList<DocumentChange> Changes { get; init; }
}
