using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;
using Spectre.Console;

namespace SanityStripeBridge.Cli;

/// <summary>A plan for people.</summary>
internal static class PlanTable
{
    /// <summary>Ids up to this length are never broken in two, so that they can be copied.</summary>
    private const int LongestId = 40;

    public static void Write(Voice voice, Preview preview)
    {
        voice.Line(preview.Place.Heading());
        if (preview.Changes.Count > 0)
            voice.Table(Changes(preview));
        if (preview.Conflicts.Count > 0)
            voice.Table(Conflicts(preview.Conflicts));
        foreach (
            var group in preview
                .Changes.Where(entry => entry.Change.Consequence is not null)
                .GroupBy(entry => (entry.Change.Action, entry.Change.Consequence))
        )
            voice.Line(
                Markup.Escape(
                    $"{Words.Of(group.Key.Action)} {string.Join(", ", group.Select(entry => entry.Change.StripeId))}: {group.Key.Consequence}"
                )
            );
        foreach (var sentence in StayingSubscriptions.Tell(preview.Subscriptions))
            voice.Line(Markup.Escape(sentence));
        foreach (var finding in preview.Plan.Families.SelectMany(Unwritten))
            voice.Line(Markup.Escape($"{finding.SanityId}: {finding.Message}"));
        voice.Line(Markup.Escape(Summary(preview)));
    }

    public static Table Conflicts(IEnumerable<Conflict> records)
    {
        var table = Voice.NewTable("Conflict", "Document", "Field", "Sanity", "Stripe", "State");
        table.Columns[0].NoWrap = true;
        foreach (var record in records)
            table.AddRow(
                Cell(record.Id.Length > 0 ? record.Id : "(new)"),
                Cell(PartId.DocumentOf(record.SanityId)),
                Cell(Parts.Shown(record.SanityId, record.Path)),
                Cell(Shortened.Of(record.Sanity)),
                Cell(Shortened.Of(record.Stripe)),
                Cell(State(record))
            );
        return table;
    }

    private static Table Changes(Preview preview)
    {
        var table = Voice.NewTable("Write to", "Action", "Object", "Fields");
        table.Columns[2].NoWrap = preview.Changes.All(entry =>
            Object(entry.Change).Split('\n').All(id => id.Length <= LongestId)
        );
        foreach (var (_, change) in preview.Changes)
            table.AddRow(
                Cell(Words.Of(change.Side)),
                new Markup($"[{Colour(change.Action)}]{Words.Of(change.Action)}[/] {Words.Of(change.Type)}"),
                Cell(Object(change)),
                Cell(Fields(change))
            );
        return table;
    }

    private static string Object(Change change) =>
        PartId.DocumentOf(change.SanityId) + (change.StripeId is { } id ? "\n" + id : "");

    private static string Fields(Change change) =>
        change.Action is ChangeAction.Create
            ? change.Because
            : string.Join(
                '\n',
                change.Fields.Select(field =>
                    $"{Parts.Shown(change.SanityId, field.Path)}: {Shortened.Change(field.From, field.To)}"
                )
            );

    private static string Summary(Preview preview)
    {
        if (preview.IsQuiet)
            return "Both sides agree; nothing to do.";
        var calls = preview.Calls;
        return $"{Counted.Of(preview.Changes.Count, "change")}, {Counted.Of(preview.Conflicts.Count, "conflict")}; about "
            + $"{Counted.Of(calls.StripeReads + calls.StripeWrites, "call")} to Stripe, "
            + $"{calls.SanityReads + calls.SanityTransactions} to Sanity, {calls.Seconds} s."
            + (preview.Brake.Held > 0 ? $" The brake would hold {preview.Brake.Held} of them." : "");
    }

    private static IEnumerable<Finding> Unwritten(FamilyPlan plan) =>
        plan.Findings.Where(finding =>
            finding.Status is not (CompanionStatus.Synced or CompanionStatus.Conflict)
        );

    private static string State(Conflict record) =>
        record.Winner is { } winner ? $"{Words.Of(winner)} wins"
        : record.ResolvedAt is null ? "open"
        : "resolved";

    private static string Colour(ChangeAction action) =>
        action switch
        {
            ChangeAction.Create or ChangeAction.Restore => "green",
            ChangeAction.Replace => "yellow",
            ChangeAction.Archive or ChangeAction.Delete => "red",
            _ => "default",
        };

    private static Markup Cell(string text) => new(Markup.Escape(text));
}
