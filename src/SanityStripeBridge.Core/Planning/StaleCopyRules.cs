using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <summary>What becomes of a stale copy that was looked at.</summary>
public abstract record StaleVerdict
{
    private StaleVerdict() { }

    /// <summary>It is gone, or holds another value: nothing is left to mend.</summary>
    public sealed record Forget : StaleVerdict;

    /// <summary>It is quiet and still holds the old value.</summary>
    public sealed record Mend : StaleVerdict;

    /// <summary>Somebody types in it, or its time has not come.</summary>
    public sealed record Wait(StaleCopy Stale) : StaleVerdict;
}

/// <summary>Decides about stale copies. Quiet is judged by revisions, never by the copy's own clock.</summary>
public static class StaleCopyRules
{
    /// <summary>How long a copy must stand still before it is written.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    /// <summary>So long after a look nobody is expected to have opened a copy. Longer, where Stripe was waited for meanwhile, one is looked for.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between two looks at a copy that does not come to rest, or that is locked.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>When copies that nobody has seen are looked for: at the same moment for all that were written in a quarter of a minute, in one read.</summary>
    public static DateTimeOffset LookForUnseenAt(DateTimeOffset now) =>
        now + Quiet is var earliest && earliest.UtcTicks % Together.Ticks is > 0 and var past
            ? earliest + Together - TimeSpan.FromTicks(past)
            : earliest;

    private static readonly TimeSpan Together = TimeSpan.FromSeconds(15);

    /// <summary>The verdict on one copy.</summary>
    /// <param name="stale">As remembered.</param>
    /// <param name="copy">As it stands; null when it is gone.</param>
    /// <param name="fields">Its fields in normal form.</param>
    /// <param name="now">For the next look.</param>
    public static StaleVerdict Judge(StaleCopy stale, SanityDocument? copy, Fields fields, DateTimeOffset now)
    {
        if (copy is null || fields[stale.Path] != stale.Old)
            return new StaleVerdict.Forget();
        if (now < stale.LookAt)
            return new StaleVerdict.Wait(stale);
        return copy.Rev == stale.Rev
            ? new StaleVerdict.Mend()
            : new StaleVerdict.Wait(Later(stale with { Rev = copy.Rev }, now));
    }

    /// <summary>
    /// What a look after the write tells: all copies that hold the old value are stale, those that were opened before the write
    /// and nobody saw, and those that were made from a stale one.
    /// </summary>
    /// <param name="stale">As remembered.</param>
    /// <param name="copies">All copies of the document (of a part: its place in each), with their fields in normal form.</param>
    /// <param name="now">Their quiet begins.</param>
    public static IEnumerable<StaleCopy> Opened(
        StaleCopy stale,
        IEnumerable<(SanityDocument Copy, Fields Fields)> copies,
        DateTimeOffset now
    ) =>
        copies
            .Where(one => one.Fields[stale.Path] == stale.Old)
            .Select(one =>
                stale with
                {
                    CopyId = one.Copy.Id,
                    Rev = one.Copy.Rev,
                    Looks = 0,
                    LookAt = now + Quiet,
                }
            );

    /// <summary>The same copy, to be looked at later; each time after a longer wait.</summary>
    public static StaleCopy Later(StaleCopy stale, DateTimeOffset now)
    {
        var wait = Quiet * Math.Pow(2, Math.Min(stale.Looks, 8));
        return stale with
        {
            Looks = stale.Looks + 1,
            LookAt = now + (wait < LongestWait ? wait : LongestWait),
        };
    }
}
