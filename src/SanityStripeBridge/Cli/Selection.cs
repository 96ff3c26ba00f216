using System.CommandLine;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Cli;

/// <summary>The options by which a verb keeps to a part of the catalogue. A part is always whole families.</summary>
internal sealed class Selection
{
    private readonly Option<string[]> _only = new("--only")
    {
        Description = "Keep to these objects: published Sanity ids, Stripe product ids or Stripe price ids",
        HelpName = "id",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _filter = new("--filter")
    {
        Description =
            "Keep to families with an object that passes, such as type=product,planType!=free,created>2026-01-31",
        HelpName = "terms",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_only);
        command.Options.Add(_filter);
    }

    /// <summary>Checks the options' form at once, and gives what picks the families out of a plan; null picks all.</summary>
    public Func<FullPlan, IReadOnlySet<string>?> Of(VerbRun run)
    {
        var ids = run.Get(_only) ?? [];
        var filter = run.Get(_filter) is { } text ? Parse(text) : null;
        return plan =>
        {
            if (ids.Length == 0 && filter is null)
                return null;
            var families = ids.Length == 0 ? plan.Stock.Looks.Keys : ids.Select(id => FamilyOf(plan, id));
            var picked = families
                .Where(family => filter is null || Facts.Of(plan, family).Any(filter.Passes))
                .ToHashSet(StringComparer.Ordinal);
            return picked.Count > 0
                ? picked
                : throw new CliException("no_match", $"nothing passes the filter {run.Get(_filter)}");
        };
    }

    private static CatalogueFilter Parse(string text)
    {
        try
        {
            return CatalogueFilter.Parse(text);
        }
        catch (FormatException fault)
        {
            throw CliException.Usage($"--filter: {fault.Message}");
        }
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
        return found ?? throw CliException.Unknown(id);
    }
}
