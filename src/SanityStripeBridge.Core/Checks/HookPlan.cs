namespace SanityStripeBridge.Core.Checks;

/// <summary>One thing that is not as it should be with a webhook.</summary>
/// <param name="Grade">Ok: only worth putting right when the webhook is touched anyway.</param>
/// <param name="Sentence">What was found and what was expected.</param>
/// <param name="Mend">Who puts it right.</param>
public sealed record HookFault(Grade Grade, string Sentence, Mend Mend = Mend.InPlace);

/// <summary>How a fault of a webhook ends.</summary>
public enum Mend
{
    /// <summary>A change of the webhook.</summary>
    InPlace,

    /// <summary>A webhook is made, or removed.</summary>
    Another,

    /// <summary>It is not ours: a person must decide.</summary>
    ByHand,
}

/// <summary>One call that makes a platform's webhooks as they should be.</summary>
public abstract record HookStep
{
    private HookStep() { }

    /// <summary>There is none of ours.</summary>
    public sealed record Create : HookStep;

    /// <summary>Put right in place; its secret stays.</summary>
    /// <param name="Id">The platform's id of the webhook.</param>
    public sealed record Change(string Id) : HookStep;

    /// <summary>A new one is made, then this one removed: the platform cannot change what is wrong with it.</summary>
    /// <param name="Id">The platform's id of the webhook.</param>
    public sealed record Replace(string Id) : HookStep;

    /// <summary>One of ours too many.</summary>
    /// <param name="Id">The platform's id of the webhook.</param>
    public sealed record Remove(string Id) : HookStep;
}

/// <summary>How a platform's webhooks stand, and the calls that put them right: what the doctor tells is what <c>setup</c> repairs.</summary>
/// <param name="Id">The webhook that is ours; null when there is none.</param>
/// <param name="Url">Where it delivers to.</param>
/// <param name="Faults">Worst first; empty when all is well.</param>
/// <param name="Steps">In order; empty when there is nothing to do.</param>
public sealed record HookPlan(
    string? Id,
    string? Url,
    IReadOnlyList<HookFault> Faults,
    IReadOnlyList<HookStep> Steps
)
{
    /// <summary>Whether the webhook's secret must be set anew.</summary>
    public bool NeedsSecret { get; init; }

    /// <summary>What a change of the webhook puts right.</summary>
    public IReadOnlyList<string> Repairs => Sentences(Mend.InPlace);

    /// <summary>What is left to a person.</summary>
    public IReadOnlyList<string> ByHand => Sentences(Mend.ByHand);

    /// <summary>The gravest of the faults.</summary>
    public Grade Grade => Faults.Count == 0 ? Grade.Ok : Faults.Max(fault => fault.Grade);

    private IReadOnlyList<string> Sentences(Mend mend) =>
        [.. Faults.Where(fault => fault.Mend == mend).Select(fault => fault.Sentence)];
}

/// <summary>Where a bridge's webhook should deliver to.</summary>
/// <param name="Path">The receiver's path on its host.</param>
/// <param name="Url">The whole address; null when nobody has said the host yet.</param>
public sealed record HookAddress(string Path, string? Url)
{
    /// <summary>Whether an address is this one, or, as long as the host is not known, leads to its path.</summary>
    public bool Is(string url) => Url is null ? LeadsHere(url) : Same(url, Url);

    /// <summary>Whether an address has this path, on whatever host.</summary>
    public bool LeadsHere(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && parsed.AbsolutePath.TrimEnd('/').EndsWith(Path, StringComparison.Ordinal);

    private static bool Same(string one, string other) =>
        Uri.TryCreate(one, UriKind.Absolute, out var left)
        && Uri.TryCreate(other, UriKind.Absolute, out var right)
        && left == right;
}
