namespace SanityStripeBridge.Mirror;

/// <summary>How a schedule stands.</summary>
/// <param name="Name"><c>catchup</c>, <c>validate</c> or <c>full</c>.</param>
/// <param name="LastAt">When it ran last, or was first looked at; null: never.</param>
/// <param name="DueAt">When it runs next; null: never, or nothing is known.</param>
internal sealed record ScheduleState(string Name, DateTimeOffset? LastAt, DateTimeOffset? DueAt, bool IsOff)
{
    /// <summary>The setting: five cron fields, or <c>quickest-slowest</c> in seconds; null when it is off.</summary>
    public string? Text { get; init; }

    /// <summary>How it came out when it last ran; null: never.</summary>
    public ScheduleRun? Ran { get; init; }
}

/// <summary>How a schedule's turn came out.</summary>
/// <param name="RunId">The run whose report tells more; null where none is kept.</param>
/// <param name="At">When it ended.</param>
/// <param name="Result">done or failed.</param>
internal sealed record ScheduleRun(string? RunId, DateTimeOffset At, string Result);

/// <summary>What a schedule's work tells about itself while it is at it.</summary>
internal sealed class Turned
{
    public string? RunId { get; set; }

    /// <summary>null: done when it ends, failed when it breaks.</summary>
    public string? Result { get; set; }
}
