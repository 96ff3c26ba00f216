namespace SanityStripeBridge.Cli.Demo.Acts;

internal static class Rest
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    /// <summary>The plan is empty, both sides are equal, and a quiet bridge makes no calls at all.</summary>
    public static async Task<string> NothingLeftAsync(Stage stage, CancellationToken cancel)
    {
        await stage.QuietAsync(cancel);
        var plan = await stage.Bridge.Sync.PlanAsync(new(), cancel);
        var change = plan.Changes.FirstOrDefault();
        Hold.That(
            change is null,
            $"{plan.Changes.Count()} changes are planned, first: {change?.Action} {change?.SanityId} {change?.StripeId}"
        );
        Hold.Nothing(Comparison.Differences(stage.Sandboxes));
        var before = stage.Sandboxes.Calls;
        await Task.Delay(Silence, stage.Watch.Clock, cancel);
        var calls = stage.Sandboxes.Calls - before;
        Hold.That(calls == default, $"the quiet bridge made {calls}");
        return $"the plan is empty; no call in {Silence.TotalSeconds:0} s of silence";
    }
}
