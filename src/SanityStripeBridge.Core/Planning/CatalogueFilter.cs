using System.Globalization;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Planning;

/// <summary>What a filter may ask of one object.</summary>
public sealed record ObjectFacts
{
    /// <summary>Product or price.</summary>
    public required ObjectType Type { get; init; }

    /// <summary>The product's plan type; null when it has none.</summary>
    public string? PlanType { get; init; }

    /// <summary>The product's project; null when it has none.</summary>
    public string? Project { get; init; }

    /// <summary>Whether it is for sale.</summary>
    public bool Active { get; init; }

    /// <summary>linked or unlinked, and of drift, conflict and error what holds.</summary>
    public required IReadOnlySet<string> States { get; init; }

    /// <summary>When the older of the two objects was made; null when unknown.</summary>
    public DateTimeOffset? Created { get; init; }
}

/// <summary>Terms joined by commas, all of which an object must pass: <c>key=value</c>, <c>key!=value</c>, <c>created&gt;date</c>, <c>created&lt;date</c>.</summary>
public sealed class CatalogueFilter
{
    private static readonly string[] States = ["linked", "unlinked", "drift", "conflict", "error"];

    private readonly IReadOnlyList<Predicate<ObjectFacts>> _terms;

    private CatalogueFilter(IReadOnlyList<Predicate<ObjectFacts>> terms) => _terms = terms;

    /// <summary>Whether the object passes every term.</summary>
    public bool Passes(ObjectFacts facts) => _terms.All(term => term(facts));

    /// <summary>Reads a filter; a <see cref="FormatException"/> says in a sentence what is wrong.</summary>
    public static CatalogueFilter Parse(string text) =>
        new([.. text.Split(',', StringSplitOptions.TrimEntries).Select(Term)]);

    private static Predicate<ObjectFacts> Term(string term)
    {
        var at = term.IndexOfAny(['=', '!', '<', '>']);
        if (at <= 0)
            throw new FormatException(
                $"'{term}' is no term; expected key=value, key!=value, created>date or created<date"
            );
        var isNot = term[at] == '!';
        var (key, mark) = (term[..at].Trim(), term[at]);
        if (isNot && (at + 1 >= term.Length || term[at + 1] != '='))
            throw new FormatException($"'{term}' is no term; expected key!=value");
        var value = term[(at + (isNot ? 2 : 1))..].Trim();
        if (mark is '<' or '>')
            return Created(key, mark, value);
        var isEqual = Equal(key, value);
        return isNot ? facts => !isEqual(facts) : isEqual;
    }

    private static Predicate<ObjectFacts> Equal(string key, string value) =>
        key switch
        {
            "type" => OneOf(value, "product", "price") is "product"
                ? facts => facts.Type == ObjectType.Product
                : facts => facts.Type == ObjectType.Price,
            "planType" => facts => (facts.PlanType ?? "") == value,
            "project" => facts => (facts.Project ?? "") == value,
            "active" => OneOf(value, "true", "false") is "true"
                ? facts => facts.Active
                : facts => !facts.Active,
            "state" => State(OneOf(value, States)),
            "created" => Day(Date(value)),
            _ => throw new FormatException(
                $"'{key}' is no key; expected type, planType, project, active, state or created"
            ),
        };

    private static Predicate<ObjectFacts> State(string state) => facts => facts.States.Contains(state);

    private static Predicate<ObjectFacts> Day(DateTimeOffset day) =>
        facts => facts.Created is { } at && at >= day && at < day.AddDays(1);

    private static Predicate<ObjectFacts> Created(string key, char mark, string value)
    {
        if (key != "created")
            throw new FormatException($"'{key}' has no order; only created can be compared with < and >");
        var date = Date(value);
        return mark == '>' ? facts => facts.Created > date : facts => facts.Created < date;
    }

    private static DateTimeOffset Date(string value) =>
        DateTimeOffset.TryParse(
            value,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var date
        )
            ? date
            : throw new FormatException($"'{value}' is no date; expected one like 2026-01-31");

    private static string OneOf(string value, params string[] words) =>
        words.Contains(value, StringComparer.Ordinal)
            ? value
            : throw new FormatException($"'{value}' is not one of {string.Join(", ", words)}");
}
