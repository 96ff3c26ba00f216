using System.Globalization;
using SanityStripeBridge.Core.Adoption;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;
using Spectre.Console;

namespace SanityStripeBridge.Cli;

/// <summary>What adopting would link, for people.</summary>
internal static class AdoptionTable
{
    /// <summary>Rows shown of each kind; all of them stand in the JSON.</summary>
    private const int MostRows = 40;

    private static readonly HashSet<string> NoKeys = new(StringComparer.Ordinal);

    public static void Write(Voice voice, Adoption adoption)
    {
        var matches = adoption.Matches;
        if (matches.Certain.Count + matches.Ambiguous.Count > 0)
            voice.Table(Rows(matches));
        More(voice, matches.Certain.Count, "certain");
        More(voice, matches.Ambiguous.Count, "ambiguous");
        if (adoption.Plan.Families.Sum(family => family.Conflicts.Count) is > 0 and var differences)
            voice.Line(
                adoption.Request.Prefer is { } side
                    ? $"In {Counted.Of(differences, "field")} the two sides differ; {Words.Of(side)} wins."
                    : $"In {Counted.Of(differences, "field")} the two sides differ; {(differences == 1 ? "it is" : "they are")} held for a person (conflicts list), or --prefer sanity|stripe decides."
            );
        voice.Line(
            $"{matches.Certain.Count} certain, {matches.Ambiguous.Count} ambiguous, unmatched: {matches.LoneDocuments.Count} in Sanity, {matches.LoneObjects.Count} in Stripe."
        );
    }

    /// <summary>What an id on either side stands for, in a few words; null when it is none of the unlinked ones.</summary>
    public static Func<string, string?> Shown(Unlinked sides)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var product in sides.Products)
            words[product.Id] = product.Text("name") ?? "";
        foreach (var price in sides.Prices)
            words[price.Id] = Terms(SanityReader.Price(price).Fields);
        foreach (var product in sides.StripeProducts)
            words[product.Id] = product.Name + (product.Active ? "" : " (archived)");
        foreach (var price in sides.StripePrices)
            words[price.Id] =
                Terms(StripeReader.Price(price, NoKeys).Fields) + (price.Active ? "" : " (archived)");
        return id => words.GetValueOrDefault(id);
    }

    private static string Terms(Core.Catalogue.Fields fields)
    {
        var amount = fields["unitAmount"];
        var currency = fields["currency"].AsText() ?? "";
        var shown =
            amount.AsInteger() is { } whole ? CurrencyRules.Major(currency, whole)
            : amount.AsText() is { } exact
            && decimal.TryParse(exact, CultureInfo.InvariantCulture, out var fine)
                ? CurrencyRules.Major(currency, fine)
            : "tiers or a chosen amount";
        var interval = fields["interval"].AsText() is { } unit
            ? fields["intervalCount"].AsInteger() is > 1 and var count
                ? $" every {Counted.Of(count, unit)}"
                : $" every {unit}"
            : "";
        var name = fields["nickname"].AsText() is { } nickname ? $" ({nickname})" : "";
        return $"{shown} {currency}{interval}{name}";
    }

    private static Table Rows(Matches matches)
    {
        var table = Voice.NewTable("", "What", "Document", "Stripe", "Because");
        foreach (var match in matches.Certain.Take(MostRows))
            table.AddRow(
                "certain",
                Words.Of(match.Type),
                Markup.Escape(match.SanityId),
                Markup.Escape(match.StripeId),
                Markup.Escape(match.Because)
            );
        foreach (var open in matches.Ambiguous.Take(MostRows))
            table.AddRow(
                "[yellow]ambiguous[/]",
                Words.Of(open.Type),
                Markup.Escape(open.SanityId),
                Markup.Escape(string.Join('\n', open.Candidates.Select(candidate => candidate.StripeId))),
                Markup.Escape(open.Why)
            );
        return table;
    }

    private static void More(Voice voice, int count, string what)
    {
        if (count > MostRows)
            voice.Line(
                $"… and {Counted.Of(count - MostRows, "more that is", "more that are")} {what}; --json lists all."
            );
    }
}
