using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Calls;

/// <summary>How one attempt of a call ended.</summary>
/// <param name="Failure">Null when there is a value.</param>
/// <param name="Again">Whether a moment's wait may heal it, so that the client itself repeats the request.</param>
/// <param name="Result">What the metric counts.</param>
internal abstract record Attempt(RemoteException? Failure, bool Again, string Result);

/// <inheritdoc/>
internal sealed record Attempt<T>(T? Value, RemoteException? Failure, bool Again, string Result)
    : Attempt(Failure, Again, Result);

/// <summary>Makes attempts.</summary>
internal static class Attempts
{
    /// <summary>Longer pauses are the inbox's business: a worker that waits holds its family's lease.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public static Attempt<T> Done<T>(T value, string result = "ok") => new(value, null, false, result);

    public static Attempt<T> Failed<T>(RemoteException failure, bool mayRepeat = true) =>
        new(default, failure, mayRepeat && Heals(failure), ResultOf(failure.Kind));

    private static bool Heals(RemoteException failure) =>
        failure.Kind is FailureKind.Transient or FailureKind.RateLimited
        && !(failure.RetryAfter > LongestPause);

    private static string ResultOf(FailureKind kind) =>
        kind switch
        {
            FailureKind.Transient => "transient",
            FailureKind.RateLimited => "rate_limited",
            FailureKind.Refused => "refused",
            _ => "operator",
        };
}
