using System.Text.Json;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Echoes;

/// <summary>Whether a delivery is the answer to our own write.</summary>
public abstract record EchoVerdict
{
    private EchoVerdict() { }

    /// <summary>Someone else's doing, or not to be proved ours.</summary>
    public sealed record NotOurs : EchoVerdict;

    /// <summary>Our own write, and nothing else in it.</summary>
    /// <param name="Key">The ledger's key; the write is proved to have happened.</param>
    public sealed record Ours(string Key) : EchoVerdict;

    /// <summary>Our name, but no row of the ledger: someone uses it, or the store was restored. A normal delivery, and an alarm.</summary>
    /// <param name="Key">The key that was used.</param>
    public sealed record OurNameWithoutRow(string Key) : EchoVerdict;

    /// <summary>Our own write, which ran over an edit made after our look: a normal delivery, for the worker records the conflict.</summary>
    /// <param name="Key">The ledger's key; the write is proved to have happened.</param>
    public sealed record OverwroteAnEdit(string Key) : EchoVerdict;
}

/// <summary>The origin mark, exact: only what the ledger and the signed body prove together is an echo.</summary>
public static class EchoProof
{
    private static readonly EchoVerdict Foreign = new EchoVerdict.NotOurs();

    /// <summary>The verdict on a Stripe event.</summary>
    /// <param name="delivery">The event.</param>
    /// <param name="intents">The ledger's rows under <see cref="StripeDelivery.Key"/>.</param>
    /// <param name="ourName">How every key of this instance begins, <c>ssb-&lt;instance&gt;-</c>.</param>
    /// <param name="oldFields">The object's fields as they stood when our write came; null when they cannot be told.</param>
    public static EchoVerdict Check(
        StripeDelivery delivery,
        IReadOnlyList<Intent> intents,
        string ourName,
        Func<Intent, StripeEventData, Fields?> oldFields
    )
    {
        if (delivery.Key is not { } key)
            return Foreign;
        var rows = intents.Where(intent => intent.Side == Side.Stripe && intent.Key == key).ToList();
        if (rows.Count == 0)
            return WithoutRow(key, ourName);
        // We never delete in Stripe, and a deletion carries no key: whatever this is, it is looked at.
        if (delivery.Operation == "delete")
            return Foreign;
        var own = rows.FirstOrDefault(intent => intent.StripeId == delivery.Subject);
        if (delivery.Operation == "create")
            return new EchoVerdict.Ours(key);
        if (delivery.Data is not { } data)
            return Foreign;
        if (own is null)
            return LostOnlyItsLookupKey(data) ? new EchoVerdict.Ours(key) : Foreign;
        if (oldFields(own, data) is not { } old)
            return Foreign;
        return own.Paths.All(path => old[path] == own.Before[path] || old[path] == own.After[path])
            ? new EchoVerdict.Ours(key)
            : new EchoVerdict.OverwroteAnEdit(key);
    }

    /// <summary>The verdict on a Sanity delivery.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="intents">The ledger's rows under <see cref="LookupKey"/>.</param>
    /// <param name="ourName">How every transaction id of this instance begins.</param>
    public static EchoVerdict Check(SanityDelivery delivery, IReadOnlyList<Intent> intents, string ourName)
    {
        if (LookupKey(delivery) is not { } key)
            return Foreign;
        var rows = intents.Where(intent => intent.Side == Side.Sanity && intent.Key == key).ToList();
        if (rows.Count == 0)
            return delivery.Operation == "delete" ? Foreign : WithoutRow(key, ourName);
        var deletes = delivery.Operation == "delete";
        var isOurs = rows.Any(intent =>
            PartId.DocumentOf(intent.SanityId) == delivery.DocumentId
            && (intent.Action == IntentAction.Delete) == deletes
        );
        var isContradicted = delivery.Headers.Transaction is { } transaction && transaction != key;
        return isOurs && !isContradicted ? new EchoVerdict.Ours(key) : Foreign;
    }

    /// <summary>
    /// The transaction by which the ledger is asked: the signed revision; for a deletion, whose body is the document as it
    /// was before and so names its last writer, the header's transaction, which counts only if the ledger holds our deletion
    /// of that very document. Null when nothing can be proved.
    /// </summary>
    public static string? LookupKey(SanityDelivery delivery) =>
        delivery.Operation switch
        {
            "create" or "update" => delivery.Rev,
            "delete" => delivery.Headers.Transaction,
            _ => null,
        };

    private static EchoVerdict WithoutRow(string key, string ourName) =>
        key.StartsWith(ourName, StringComparison.Ordinal) ? new EchoVerdict.OurNameWithoutRow(key) : Foreign;

    // The former holder of a lookup key that our create or update took over.
    private static bool LostOnlyItsLookupKey(StripeEventData data) =>
        data.PreviousAttributes is { ValueKind: JsonValueKind.Object } changes
        && changes.EnumerateObject().All(change => change.Name is "lookup_key" or "updated")
        && changes.TryGetProperty("lookup_key", out _);
}
