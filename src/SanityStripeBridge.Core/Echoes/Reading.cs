namespace SanityStripeBridge.Core.Echoes;

/// <summary>What a webhook's body turned out to be.</summary>
/// <typeparam name="T">The facts of a delivery.</typeparam>
public abstract record Reading<T>
{
    private Reading() { }

    /// <summary>A delivery that concerns us.</summary>
    /// <param name="Facts">What it says.</param>
    public sealed record Read(T Facts) : Reading<T>;

    /// <summary>Well formed, but of no interest; it is not stored.</summary>
    /// <param name="What">Type or id that made it so.</param>
    public sealed record Ignored(string What) : Reading<T>;

    /// <summary>Not what the platform sends.</summary>
    /// <param name="Why">For the log; never part of the body.</param>
    public sealed record Malformed(string Why) : Reading<T>;
}
