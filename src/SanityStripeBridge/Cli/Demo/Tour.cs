using SanityStripeBridge.Cli.Demo.Acts;

namespace SanityStripeBridge.Cli.Demo;

/// <summary>One promise: what is shown, and how; the answer is what was seen.</summary>
internal sealed record Act(string Promise, Func<Stage, CancellationToken, Task<string>> PlayAsync);

/// <summary>How an act came out.</summary>
/// <param name="Seen">What was seen, or what was found instead.</param>
internal sealed record Scene(string Promise, bool Held, string Seen, TimeSpan Took);

/// <summary>The scripted tour: people edit on both sides, and every promise is looked at.</summary>
internal static class Tour
{
    public static IReadOnlyList<Act> Acts { get; } =
    [
        new("both sides hold the same catalogue", FirstSync.BothSidesAreFullAsync),
        new("an edit in the Studio shows in Stripe", Edits.StudioToStripeAsync),
        new("an edit in the Dashboard shows in Sanity", Edits.DashboardToSanityAsync),
        new("two people edit different fields: both survive", Edits.DifferentFieldsAsync),
        new("two people edit the same field: one conflict, nothing lost", Edits.SameFieldAsync),
        new("what only one side knows is left alone", Edits.ForeignFieldsAsync),
        new("a new amount replaces the price, and the shop never sees a dead one", Amounts.FromStudioAsync),
        new("a new amount in the Dashboard keeps the document", Amounts.FromDashboardAsync),
        new("archived in Stripe is inactive in Sanity, and back", Lives.ArchiveAsync),
        new("deleted in Sanity is archived in Stripe, and restored", Lives.DeleteAndRestoreAsync),
        new("a burst of 200 edits arrives", Crowds.BurstAsync),
        new("duplicate and late webhooks write nothing", Crowds.DuplicatesAsync),
        new("killed in the middle of edits, started again, nothing lost or doubled", Crash.KillAsync),
        new("nothing is left to do, and nothing loops", Rest.NothingLeftAsync),
    ];

    public static async Task<IReadOnlyList<Scene>> PlayAsync(
        Stage stage,
        Action<Scene> shown,
        CancellationToken cancel
    )
    {
        var scenes = new List<Scene>();
        foreach (var act in Acts)
        {
            var scene = await PlayAsync(act, stage, cancel);
            scenes.Add(scene);
            shown(scene);
        }
        return scenes;
    }

    private static async Task<Scene> PlayAsync(Act act, Stage stage, CancellationToken cancel)
    {
        var clock = stage.Watch.Clock;
        var start = clock.GetTimestamp();
        try
        {
            var seen = await act.PlayAsync(stage, cancel);
            return new(act.Promise, true, seen, clock.GetElapsedTime(start));
        }
        catch (DidNotHoldException failure)
        {
            return new(act.Promise, false, failure.Message, clock.GetElapsedTime(start));
        }
    }
}

/// <summary>Says what did not hold.</summary>
internal static class Hold
{
    public static void That(bool holds, string otherwise)
    {
        if (!holds)
            throw new DidNotHoldException(otherwise);
    }

    public static void Nothing(IReadOnlyList<string> differences)
    {
        if (differences.Count > 0)
            throw new DidNotHoldException(
                $"{differences.Count} differences, first: {string.Join("; ", differences.Take(3))}"
            );
    }
}
