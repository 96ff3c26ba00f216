namespace SanityStripeBridge.Core.Catalogue;

/// <summary>What the <c>stripeSync</c> companion of a document tells its editor.</summary>
public enum CompanionStatus
{
    /// <summary>Both sides agree.</summary>
    Synced,

    /// <summary>Work is under way.</summary>
    Pending,

    /// <summary>Something else must be published first.</summary>
    Waiting,

    /// <summary>The brake or the adoption gate holds it.</summary>
    Held,

    /// <summary>A person must decide.</summary>
    Conflict,

    /// <summary>Stripe or the mapping refused it; the message says why.</summary>
    Error,

    /// <summary>The Stripe object was deleted by hand.</summary>
    DeletedInStripe,
}

/// <summary>One thing that an editor should know of.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Text">A sentence.</param>
public sealed record CompanionLine(DateTimeOffset At, string Text);

/// <summary>The state of one companion as we want it, and whether Sanity has it already.</summary>
public sealed record Companion
{
    /// <summary>More lines than these push the oldest out.</summary>
    public const int MostLines = 10;

    /// <summary>Published id of the document it speaks of.</summary>
    public required string Subject { get; init; }

    /// <summary>The status.</summary>
    public required CompanionStatus Status { get; init; }

    /// <summary>A sentence for the editor; null when there is nothing to say.</summary>
    public string? Message { get; init; }

    /// <summary>The <c>requestedAt</c> that this state answers, as the editor's request wrote it.</summary>
    public string? Answered { get; init; }

    /// <summary>Where the object is in the Dashboard.</summary>
    public string? StripeUrl { get; init; }

    /// <summary>When the sides last agreed.</summary>
    public DateTimeOffset? SyncedAt { get; init; }

    /// <summary>What was done with the document's values that its editor did not ask for; newest first, at most <see cref="MostLines"/>.</summary>
    public IReadOnlyList<CompanionLine> Recent { get; init; } = [];

    /// <summary>Still to be written to Sanity.</summary>
    public bool Dirty { get; init; }

    /// <summary>Whether the companion document exists in Sanity; a merely synced document needs none.</summary>
    public bool Exists { get; init; }
}
