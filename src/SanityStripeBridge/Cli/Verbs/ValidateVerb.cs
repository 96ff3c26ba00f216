using System.CommandLine;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>Compares both sides field by field.</summary>
internal static class ValidateVerb
{
    public static Command Create(CliWorld world)
    {
        var selection = new Selection();
        var verb = Verb.Create(
            "validate",
            "Compares both sides field by field and writes nothing. Exit code 3: they differ.",
            "validate --filter type=product,active=true"
        );
        selection.AddTo(verb);
        return verb.Does(
            world,
            (run, cancel) => PlanVerb.ShowAsync(run, new(), selection.Of(run), null, isPreview: false, cancel)
        );
    }
}
