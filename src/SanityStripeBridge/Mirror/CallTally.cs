namespace SanityStripeBridge.Mirror;

/// <summary>Calls that reached for the platforms, retries included: each is metered, whatever came of it.</summary>
internal sealed record CallCounts(int StripeReads, int StripeWrites, int SanityReads, int SanityTransactions);

/// <summary>
/// Counts the calls of one piece of work, whoever makes them on its behalf. It follows the work through its awaits and not what
/// goes on beside it; at the end of the asynchronous method that entered it, it is left.
/// </summary>
internal sealed class CallTally
{
    private static readonly AsyncLocal<CallTally?> Entered = new();

    private int _stripeReads;
    private int _stripeWrites;
    private int _sanityReads;
    private int _sanityTransactions;

    /// <summary>Of the work that is being done here; null when nobody counts.</summary>
    public static CallTally? Current => Entered.Value;

    public CallCounts Counts =>
        new(
            Volatile.Read(ref _stripeReads),
            Volatile.Read(ref _stripeWrites),
            Volatile.Read(ref _sanityReads),
            Volatile.Read(ref _sanityTransactions)
        );

    /// <summary>From here to the end of the asynchronous method around it, calls count here.</summary>
    public CallTally Enter() => Entered.Value = this;

    /// <param name="side"><c>stripe</c> or <c>sanity</c>.</param>
    /// <param name="operation">Method and route; what is no <c>GET</c> writes.</param>
    public void Count(string side, string operation)
    {
        var reads = operation.StartsWith("GET ", StringComparison.Ordinal);
        if (side == "stripe")
            Interlocked.Increment(ref reads ? ref _stripeReads : ref _stripeWrites);
        else
            Interlocked.Increment(ref reads ? ref _sanityReads : ref _sanityTransactions);
    }
}
