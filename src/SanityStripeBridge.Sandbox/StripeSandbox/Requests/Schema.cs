namespace SanityStripeBridge.Sandbox.StripeSandbox.Requests;

/// <summary>The closed set of parameters of one operation; <c>*</c> stands for any key or index.</summary>
internal sealed class Schema(params string[] patterns)
{
    private readonly string[][] _patterns =
    [
        .. patterns
            .Append("expand[*]")
            .Select(pattern => pattern.Replace("]", "", StringComparison.Ordinal).Split('[')),
    ];

    /// <summary>Unknown names are refused before anything else is looked at.</summary>
    public void Check(FormNode form)
    {
        var unknown = form.Leaves().Select(leaf => Unknown(leaf.Path)).OfType<string>().Distinct().ToList();
        if (unknown.Count > 0)
            throw Refuse.Unknown(unknown);
    }

    private string? Unknown(string path)
    {
        var names = path.Replace("]", "", StringComparison.Ordinal).Split('[');
        var deepest = _patterns.Max(pattern => Agreeing(pattern, names));
        if (deepest == names.Length)
            return null;
        var known = names[0] + string.Concat(names.Skip(1).Take(deepest).Select(name => $"[{name}]"));
        return deepest == 0 ? names[0] : known;
    }

    private static int Agreeing(string[] pattern, string[] names)
    {
        var at = 0;
        while (at < pattern.Length && at < names.Length && (pattern[at] == "*" || pattern[at] == names[at]))
            at++;
        return at;
    }
}
