using System.CommandLine;
using System.CommandLine.Help;
using SanityStripeBridge.Cli.Demo;
using SanityStripeBridge.Cli.Verbs;

namespace SanityStripeBridge.Cli;

/// <summary>The command line: the table of verbs, and what they have in common.</summary>
internal static class BridgeCli
{
    /// <summary>After Ctrl-C a verb has this long to end by itself; the contract gives it five seconds in all.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4.5);

    /// <summary>One line per verb; <c>serve</c> is also what the program does without one.</summary>
    private static readonly Func<CliWorld, Command>[] Verbs =
    [
        DemoVerb.Create,
        ServeVerb.Create,
        PlanVerb.Create,
        SyncVerb.Create,
        ValidateVerb.Create,
        BackfillVerb.Create,
        AdoptVerb.Create,
        SeedVerb.Create,
        ExportVerb.Create,
        StatusVerb.Create,
        WhyVerb.Create,
        HistoryVerb.Create,
        UndoVerb.Create,
        InboxVerb.Create,
        ConflictsVerb.Create,
        HeldVerb.Create,
        PauseVerb.Create,
        ResumeVerb.Create,
        StoreVerb.Create,
        SetupVerb.Create,
        DoctorVerb.Create,
    ];

    public static async Task<int> RunAsync(string[] args, CliWorld world, CancellationToken cancel)
    {
        var parsed = Root(world).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            new Voice(world, args.Contains("--json")).Failure("usage", UsageErrors.Of(parsed), []);
            return ExitCode.Usage;
        }
        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                Output = world.Out,
                Error = world.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = Patience,
            },
            cancel
        );
    }

    private static RootCommand Root(CliWorld world)
    {
        var root = new RootCommand(
            "Keeps Sanity and Stripe as one catalogue of products and prices, both ways. Without a verb it serves."
        );
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new HelpWithExample((HelpAction)help.Action!);
        root.Options.Add(Verb.Json);
        root.Options.Add(Verb.Bridge);
        ServeVerb.AddTo(root, world);
        foreach (var create in Verbs)
            root.Subcommands.Add(create(world));
        return root;
    }
}
