using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Mirror;

/// <summary>What a family is worked for.</summary>
/// <param name="Concern">Which objects.</param>
/// <param name="Look">What is known already: trusted bodies, a full run's lists.</param>
/// <param name="Overwritten">Edits that our writes ran over, as their echoes told.</param>
/// <param name="Cause">For the history.</param>
internal sealed record WorkOrder(
    Concern Concern,
    Look Look,
    IReadOnlyList<Overwritten> Overwritten,
    string Cause
)
{
    /// <summary>Document and revision pairs that deliveries call past: a read that still shows one is older than its webhook.</summary>
    public IReadOnlySet<(string Id, string Rev)> Past { get; init; } = new HashSet<(string, string)>();
}

/// <summary>How a family's work ended.</summary>
internal abstract record WorkResult
{
    private WorkResult() { }

    /// <summary>Nothing is left to write.</summary>
    /// <param name="Applied">What was written.</param>
    /// <param name="Plan">The last, empty plan with its findings.</param>
    internal sealed record Settled(IReadOnlyList<Change> Applied, FamilyPlan Plan) : WorkResult;

    /// <summary>The objects belong to another family: its deliveries are to be moved there.</summary>
    internal sealed record Elsewhere(string Family) : WorkResult;

    /// <summary>The brake or the gate holds the rest.</summary>
    internal sealed record Held(IReadOnlyList<Change> Applied, FamilyPlan Plan, string Reason) : WorkResult;

    /// <summary>A platform said no for good; the object's editor is told.</summary>
    internal sealed record Refused(
        IReadOnlyList<Change> Applied,
        FamilyPlan Plan,
        string SanityId,
        string Reason
    ) : WorkResult;
}
