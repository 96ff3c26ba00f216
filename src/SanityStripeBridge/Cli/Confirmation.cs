using SanityStripeBridge.Cli.Shapes;

namespace SanityStripeBridge.Cli;

/// <summary>Nothing is written before a person, or <c>--yes</c>, has said so.</summary>
internal static class Confirmation
{
    /// <exception cref="CliException"><c>confirmation</c>: nobody can be asked, or the answer was no.</exception>
    public static void Ask(VerbRun run, Preview preview)
    {
        if (!run.Voice.CanAsk)
            throw new CliException(
                "confirmation",
                $"{preview.Changes.Count} changes are waiting; run with --yes where nobody can be asked",
                details: new() { ["counts"] = PlanShape.Of(preview)["counts"]?.DeepClone() }
            );
        if (!run.Voice.Ask($"Write these {preview.Changes.Count} changes?"))
            throw new CliException("confirmation", "Nothing was written");
    }
}
