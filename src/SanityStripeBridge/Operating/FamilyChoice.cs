using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating;

/// <summary>A part of the catalogue, by ids, by a filter, or by both. A part is always whole families.</summary>
internal sealed class FamilyChoice
{
    private readonly IReadOnlyList<string> _ids;
    private readonly string? _text;
    private readonly CatalogueFilter? _filter;

    /// <param name="ids">Sanity ids, Stripe product ids or Stripe price ids; empty for all.</param>
    /// <param name="filter">Terms; null for none.</param>
    /// <exception cref="FormatException">A sentence on what is wrong with the filter.</exception>
    public FamilyChoice(IReadOnlyList<string> ids, string? filter) =>
        (_ids, _text, _filter) = (ids, filter, filter is null ? null : CatalogueFilter.Parse(filter));

    /// <summary>Whether single objects are asked for.</summary>
    public bool HasIds => _ids.Count > 0;

    /// <summary>For the audit trail; begins with a comma, or is empty.</summary>
    public string Sentence =>
        (_ids.Count > 0 ? $", of {string.Join(" ", _ids.Take(10))}{(_ids.Count > 10 ? " …" : "")}" : "")
        + (_text is null ? "" : $", where {_text}");

    /// <summary>The families of the plan that are meant; null for all.</summary>
    /// <exception cref="RefusedException">An unknown id, or nothing passes the filter.</exception>
    public IReadOnlySet<string>? Of(FullPlan plan)
    {
        if (_ids.Count == 0 && _filter is null)
            return null;
        var families = _ids.Count == 0 ? plan.Stock.Looks.Keys : _ids.Select(id => FamilyOf(plan, id));
        var picked = families
            .Where(family => _filter is null || Facts.Of(plan, family).Any(_filter.Passes))
            .ToHashSet(StringComparer.Ordinal);
        return picked.Count > 0
            ? picked
            : throw new RefusedException("no_match", $"nothing passes the filter {_text}");
    }

    private static string FamilyOf(FullPlan plan, string id)
    {
        var published = SanityIds.Published(id);
        if (plan.Stock.Looks.ContainsKey(published))
            return published;
        var found = plan
            .Stock.Looks.Where(entry =>
                entry.Value.Documents.ContainsKey(published)
                || entry.Value.Products.ContainsKey(id)
                || entry.Value.Prices.ContainsKey(id)
            )
            .Select(entry => entry.Key)
            .FirstOrDefault();
        return found ?? throw RefusedException.UnknownObject(id);
    }
}
