using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Planning;

/// <summary>
/// Finds out from the audit trail whether two parties fight over a field: each puts back what the other took away. One party
/// that changes its mind, however often, fights with nobody.
/// </summary>
public static class Flapping
{
    /// <summary>So many times a value must have come back against somebody else's.</summary>
    public const int MostTurns = 6;

    /// <summary>
    /// Fewer writes are no fight: a write shows two edits at most, the first none that it overrode, and each party's first value
    /// is no return.
    /// </summary>
    public const int FewestWrites = (MostTurns + 2) / 2;

    /// <summary>Within this time.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>The field that is fought over, as a sentence for people; null when there is peace.</summary>
    /// <param name="history">The family's trail, oldest first.</param>
    /// <param name="since">What was written before does not count: a person has let it go on since.</param>
    /// <param name="now">End of the window.</param>
    public static string? Find(IEnumerable<HistoryEntry> history, DateTimeOffset? since, DateTimeOffset now)
    {
        var begin = now - Window;
        return history
            .Where(entry => entry.Side is not null && entry.At >= begin && !(entry.At < since))
            .SelectMany(entry => entry.Fields.Select(field => (Entry: entry, Field: field)))
            // Every amount has a price of its own in Stripe, and each of them is archived once.
            .GroupBy(write =>
                (
                    write.Entry.SanityId,
                    StripeId: write.Field.Path == "active" ? write.Entry.StripeId : null,
                    write.Field.Path
                )
            )
            .Select(group =>
                (group.Key, Turns: Turns(group.Select(write => (write.Entry.Side!.Value, write.Field))))
            )
            .Where(fought => fought.Turns >= MostTurns)
            .Select(fought =>
                $"{fought.Key.Path} of {fought.Key.SanityId} came back {fought.Turns} times within {Window.TotalMinutes:0} minutes: two parties set it against each other. Nothing is written until somebody has stopped one of them and released it (held release)"
            )
            .FirstOrDefault();
    }

    // A write tells who edited: what the written side no longer held when we came was its own party's edit, and what we
    // brought is the other party's, unless both sides held it already.
    private static int Turns(IEnumerable<(Side Side, FieldChange Field)> writes)
    {
        var turns = 0;
        FieldValue? agreed = null;
        Side? last = null;
        var held = new HashSet<(Side, FieldValue)>();
        foreach (var (side, field) in writes)
        {
            if (agreed is { } known && field.From != known)
                Edited(side, field.From, isOverridden: true);
            if (field.To != agreed)
                Edited(side.Other(), field.To, isOverridden: false);
            agreed = field.To;
        }
        return turns;

        void Edited(Side party, FieldValue value, bool isOverridden)
        {
            if (!held.Add((party, value)) && (isOverridden || last != party))
                turns++;
            last = party;
        }
    }
}
