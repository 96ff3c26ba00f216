namespace SanityStripeBridge.Cli.Demo.Acts;

/// <summary>The bridge as its own process, killed twice while people edit on both sides.</summary>
internal static class Crash
{
    private const int Edits = 200;

    /// <summary>Killed after so many writes: some families are done, some in the middle, most not begun.</summary>
    private const int WritesBeforeKill = 15;
    private const string Plan = "office-starter-monthly";
    private const string Grinder = "reference-grinder";

    public static async Task<string> KillAsync(Stage stage, CancellationToken cancel)
    {
        await stage.QuietAsync(cancel);
        await stage.StopBridgeAsync();
        using (var first = await stage.StartChildAsync(cancel))
            await KillInTheMiddleAsync(stage, first, "first", 3100, cancel);
        using (var second = await stage.StartChildAsync(cancel))
            await KillInTheMiddleAsync(stage, second, "second", 3300, cancel);
        // What is said while nobody listens is found by the catch-up.
        await stage.Sandboxes.Sanity.Studio.SetAsync(Grinder, "name", "Reference Grinder, while away");
        await stage.StartBridgeAsync(cancel);
        var took = await stage.Watch.UntilAsync(
            "both sides are equal again",
            () => Comparison.Differences(stage.Sandboxes).Count == 0,
            cancel
        );
        await stage.QuietAsync(cancel);
        Hold.Nothing(Comparison.Differences(stage.Sandboxes));
        return $"killed twice; equal {took.TotalSeconds:0.0} s after the last start";
    }

    private static async Task KillInTheMiddleAsync(
        Stage stage,
        ChildBridge child,
        string mark,
        long amount,
        CancellationToken cancel
    )
    {
        var before = stage.Sandboxes.Calls.Writes;
        await stage.Sandboxes.Sanity.Studio.SetAsync(Plan, "unitAmount", amount);
        await Crowds.EditEverywhereAsync(stage, mark + " crash", Edits);
        await stage.Watch.UntilAsync(
            "the bridge is in the middle of its writes",
            () => stage.Sandboxes.Calls.Writes > before + WritesBeforeKill,
            cancel
        );
        await child.KillAsync(cancel);
    }
}
