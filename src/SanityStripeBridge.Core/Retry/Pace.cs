namespace SanityStripeBridge.Core.Retry;

/// <summary>How often something is asked for that nobody tells of: quick after a change, slower and slower while nothing happens.</summary>
/// <param name="Quickest">The wait after news.</param>
/// <param name="Slowest">The longest wait.</param>
public readonly record struct Pace(TimeSpan Quickest, TimeSpan Slowest)
{
    /// <summary>The wait that follows one of <paramref name="last"/>: twice as long, unless there was news.</summary>
    public TimeSpan After(TimeSpan last, bool news) =>
        news || last < Quickest ? Quickest
        : last * 2 < Slowest ? last * 2
        : Slowest;
}
