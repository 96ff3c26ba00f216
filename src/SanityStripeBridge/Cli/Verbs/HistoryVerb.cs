using System.CommandLine;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;
using Spectre.Console;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>The audit trail.</summary>
internal static class HistoryVerb
{
    private const int MostLines = 10_000;

    private static readonly string[] Amounts = ["unitAmount", "currency", "tiers", "customUnitAmount"];

    public static Command Create(CliWorld world)
    {
        var id = new Argument<string?>("id")
        {
            Description = "A Sanity id, a Stripe product id or a Stripe price id; without it, everything",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var runId = new Option<string?>("--run")
        {
            Description = "Only what this run wrote",
            HelpName = "run",
        };
        var prices = new Option<bool>("--prices") { Description = "Only what changed an amount" };
        var limit = new Option<int>("--limit")
        {
            Description = $"How many lines at most, 1 to {MostLines}",
            DefaultValueFactory = _ => 100,
            HelpName = "lines",
        };
        limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MostLines)
                result.AddError($"--limit: expected 1 to {MostLines}");
        });
        var verb = Verb.Create(
            "history",
            "Lists what was changed: when, on which side, from what, to what, and because of what; newest last.",
            "history prod_abc --prices"
        );
        verb.Arguments.Add(id);
        verb.Options.Add(runId);
        verb.Options.Add(prices);
        verb.Options.Add(limit);
        return verb.Does(
            world,
            async (run, cancel) =>
            {
                await using var session = await Session.OpenAsync(run, cancel);
                var entries = await FindAsync(
                    session,
                    run.Get(id),
                    run.Get(runId),
                    run.Get(prices) ? IsOfAmounts : _ => true,
                    cancel
                );
                Show(run.Voice, [.. entries.TakeLast(run.Get(limit))]);
                return ExitCode.Done;
            }
        );
    }

    private static async Task<IEnumerable<HistoryEntry>> FindAsync(
        Session session,
        string? id,
        string? runId,
        Func<HistoryEntry, bool> passes,
        CancellationToken cancel
    )
    {
        var memory = session.Get<IMemory>();
        var family = id is null ? null : await Resolve.FamilyAsync(session, id, cancel);
        if (runId is null)
        {
            var told = await memory.HistoryAsync(family, MostLines, cancel);
            return (family is null ? told.Reverse() : told).Where(passes);
        }
        var ofRun = await memory.ChangesOfAsync(runId, cancel);
        if (ofRun.Count == 0 && (await memory.RunsAsync(MostLines, cancel)).All(run => run.Id != runId))
            throw RefusedException.Unknown(runId, "the id of a run, as status lists them");
        return ofRun.Where(entry => (family is null || entry.Family == family) && passes(entry));
    }

    private static bool IsOfAmounts(HistoryEntry entry) =>
        entry.Type == ObjectType.Price
        && entry.Fields.Any(field =>
            Amounts.Contains(field.Path)
            || field.Path.StartsWith("currencyOptions.", StringComparison.Ordinal)
        );

    private static void Show(Voice voice, IReadOnlyList<HistoryEntry> entries)
    {
        if (entries.Count == 0)
            voice.Line("Nothing was changed.");
        foreach (var entry in entries)
        {
            var what = entry.Side is { } side
                ? $"{Words.Of(side)} {entry.Action} {Words.Of(entry.Type)} {Names(entry)}{Ordered(entry)}"
                : $"note {Names(entry)}: {entry.Because}";
            voice.Item($"[grey]{Words.Short(entry.At)}[/] ", Markup.Escape($"{entry.Id}  {what}"));
            foreach (var field in entry.Fields.Where(field => field.From != field.To))
                voice.Item(
                    "   ",
                    Markup.Escape(
                        $"{Parts.Shown(entry.SanityId ?? "", field.Path)}: {field.From} -> {field.To}"
                    )
                );
        }
        voice.Json(Words.List(entries, ChangeShape.Of));
    }

    private static string Ordered(HistoryEntry entry) =>
        entry.OrderedBy is { } by ? ", ordered by " + by : "";

    private static string Names(HistoryEntry entry) =>
        entry.StripeId is { } id && entry.SanityId is { } document
            ? $"{PartId.DocumentOf(document)} ({id})"
            : entry.StripeId ?? entry.SanityId ?? entry.Family;
}
