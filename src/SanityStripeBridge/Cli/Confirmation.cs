using System.Text.Json.Nodes;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Cli;

/// <summary>Nothing is written before a person, or <c>--yes</c>, has said so.</summary>
internal static class Confirmation
{
    /// <exception cref="CliException"><c>confirmation</c>: nobody can be asked, or the answer was no.</exception>
    public static async Task AskAsync(VerbRun run, Preview preview, CancellationToken cancel)
    {
        if (!run.Voice.CanAsk)
            throw new CliException(
                "confirmation",
                $"{Counted.Of(preview.Changes.Count, "change is", "changes are")} waiting; run with --yes where nobody can be asked",
                details: new() { ["counts"] = PlanShape.Of(preview)["counts"]?.DeepClone() }
            );
        var question =
            preview.Changes.Count == 1
                ? "Write this change?"
                : $"Write these {preview.Changes.Count} changes?";
        if (!await run.Voice.AskAsync(question, cancel))
            throw new CliException("confirmation", "Nothing was written");
    }

    /// <summary>Goes on only with a yes: the option's, or a person's at the terminal.</summary>
    /// <param name="what">What is about to be written, without a full stop.</param>
    public static async Task RequireAsync(
        VerbRun run,
        bool yes,
        string what,
        JsonObject details,
        CancellationToken cancel
    )
    {
        if (yes)
            return;
        if (!run.Voice.CanAsk)
            throw new CliException(
                "confirmation",
                $"{what}; run with --yes where nobody can be asked",
                details: details
            );
        if (!await run.Voice.AskAsync($"{what}. Go on?", cancel))
            throw new CliException("confirmation", "Nothing was written");
    }
}
