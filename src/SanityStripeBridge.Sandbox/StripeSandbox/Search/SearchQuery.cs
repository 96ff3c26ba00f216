using System.Text.RegularExpressions;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Search;

/// <summary><c>field:'value'</c>, <c>-field~"part"</c>, <c>metadata['key']:null</c>.</summary>
internal sealed record SearchClause(bool Negated, string Field, string? Key, bool IsSubstring, string? Value);

/// <summary>Clauses joined by AND (or a space) or by OR, never by both.</summary>
internal sealed partial record SearchQuery(IReadOnlyList<SearchClause> Clauses, bool AnyOf)
{
    /// <summary>Stripe allows ten clauses in a query.</summary>
    private const int MaxClauses = 10;

    /// <summary>Shorter parts are not indexed.</summary>
    private const int MinSubstring = 3;

    /// <exception cref="StripeErrorException">400: not a query.</exception>
    public static SearchQuery Parse(string text)
    {
        var clauses = new List<SearchClause>();
        var joins = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var at = 0; at < text.Length; )
        {
            if (ClauseShape().Match(text, at) is not { Success: true } found)
                throw Unreadable();
            clauses.Add(Clause(found));
            at = found.Index + found.Length;
            if (found.Groups["join"] is { Success: true, Value: { Length: > 0 } join })
                joins.Add(join);
        }
        if (clauses.Count is 0 or > MaxClauses || joins.Count > 1 || Dangles(text))
            throw Unreadable();
        return new SearchQuery(clauses, joins.Contains("OR"));
    }

    public bool Matches<T>(T item, SearchFields<T> fields)
    {
        var hits = Clauses.Select(clause => Matches(clause, item, fields) != clause.Negated);
        return AnyOf ? hits.Any(hit => hit) : hits.All(hit => hit);
    }

    /// <exception cref="StripeErrorException">400: a field that cannot be searched, or not in this way.</exception>
    public void Check<T>(SearchFields<T> fields)
    {
        foreach (var clause in Clauses.Where(clause => clause.Key is null))
        {
            if (!fields.ByName.TryGetValue(clause.Field, out var field))
                throw Refuse.Value(
                    $"Field `{clause.Field}` is an unsupported search field for resource `{fields.Resource}`. "
                        + $"See http://stripe.com/docs/search#query-fields-for-{fields.Resource} for a list of supported fields.",
                    null
                );
            if (clause.IsSubstring && !field.HasSubstrings)
                throw Unreadable();
        }
    }

    private static bool Matches<T>(SearchClause clause, T item, SearchFields<T> fields)
    {
        var actual = clause.Key is { } key
            ? fields.Metadata(item).GetValueOrDefault(key)
            : fields.ByName[clause.Field].Read(item);
        if (clause.Value is not { } wanted)
            return actual is null;
        return actual is not null
            && (
                clause.IsSubstring
                    ? actual.Contains(wanted, StringComparison.OrdinalIgnoreCase)
                    : actual.Equals(wanted, StringComparison.OrdinalIgnoreCase)
            );
    }

    private static SearchClause Clause(Match found)
    {
        var quoted = found.Groups["text"];
        var value = quoted.Success ? Escape().Replace(quoted.Value, "$1") : null;
        var isSubstring = found.Groups["op"].Value == "~";
        if (isSubstring && (value is null || value.Length < MinSubstring))
            throw Unreadable();
        var (field, key) = (found.Groups["field"].Value, found.Groups["key"]);
        if (key.Success != (field == "metadata"))
            throw Unreadable();
        return new SearchClause(
            found.Groups["not"].Success,
            field,
            key.Success ? Escape().Replace(key.Value, "$1") : null,
            isSubstring,
            value
        );
    }

    private static bool Dangles(string text) => DanglingJoin().IsMatch(text);

    private static StripeErrorException Unreadable() =>
        Refuse.Value(
            "We were unable to parse your search query. Try using the format `metadata[\"key\"]:\"value\"` to query for metadata "
                + "or key:\"value\" to query for other fields.",
            null
        );

    [GeneratedRegex(
        """\G\s*(?<not>-)?(?<field>[A-Za-z_]+)(\[(?<kq>['"])(?<key>(\\.|(?!\k<kq>).)*)\k<kq>\])?(?<op>[:~])(?:null|(?<vq>['"])(?<text>(\\.|(?!\k<vq>).)*)\k<vq>)(?:\s+(?<join>AND|OR)(?=\s)|(?=\s)|$)\s*""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex ClauseShape();

    [GeneratedRegex(@"\s(AND|OR)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex DanglingJoin();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escape();
}
