namespace SanityStripeBridge.Calls;

/// <summary>Splits ids so that each part fits into one address.</summary>
internal static class AddressBatches
{
    /// <summary>Proxies commonly cut addresses at 8 KiB; host, path and parameters need some of it.</summary>
    public const int Longest = 7_500;

    /// <param name="most">Ids to a part.</param>
    /// <param name="besides">Characters that stand around each id in the address.</param>
    public static IEnumerable<IReadOnlyList<string>> Of(IEnumerable<string> ids, int most, int besides)
    {
        var (part, length) = (new List<string>(), 0);
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
        {
            var added = Uri.EscapeDataString(id).Length + besides;
            if (part.Count == most || (part.Count > 0 && length + added > Longest))
            {
                yield return part;
                (part, length) = ([], 0);
            }
            part.Add(id);
            length += added;
        }
        if (part.Count > 0)
            yield return part;
    }
}
