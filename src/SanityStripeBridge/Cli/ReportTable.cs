using SanityStripeBridge.Mirror;
using Spectre.Console;

namespace SanityStripeBridge.Cli;

/// <summary>A report for people.</summary>
internal static class ReportTable
{
    public static void Write(Voice voice, RunReport report)
    {
        foreach (var item in report.Items.Where(item => item.Error is not null))
            voice.Line($"[red]{Markup.Escape($"{item.Result}: {item.SanityId}: {item.Error}")}[/]");
        string[] results =
        [
            "created",
            "updated",
            "replaced",
            "archived",
            "restored",
            "deleted",
            "held",
            "error",
        ];
        var told = results
            .Select(result => (result, Count: report.Count(result)))
            .Where(pair => pair.Count > 0)
            .Select(pair => $"{pair.Count} {pair.result}");
        voice.Line(
            Markup.Escape(
                $"Run {report.Id} is {report.State}: "
                    + string.Join(", ", told.Append($"{report.Unchanged} unchanged"))
                    + "."
            )
        );
    }
}
