using System.Diagnostics;
using SanityStripeBridge.Tests.World;
using Xunit.Abstractions;

namespace SanityStripeBridge.Tests.Crashes;

/// <summary>
/// The process dies before the first and after each call and commit of every saga, another one goes on with the same store, and
/// the end is the end of the run that nothing disturbed.
/// </summary>
public sealed class CrashMatrixTests(ITestOutputHelper output)
{
    /// <summary>
    /// One write may be sent again under its key, on either side; the new process reads the account and the dataset's mark, and
    /// everything is looked at once more.
    /// </summary>
    private static readonly (long StripeReads, long StripeWrites, long SanityReads, long SanityWrites) More =
        (4, 1, 5, 1);

    public static TheoryData<string> Names() => new(Sagas.All.Select(saga => saga.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_death_at_any_moment_loses_nothing_and_doubles_nothing(string name)
    {
        var saga = Sagas.All.Single(saga => saga.Name == name);
        var watch = Stopwatch.StartNew();
        var whole = await RunAsync(saga, null);
        output.WriteLine($"{name}: undisturbed {whole.Calls}");
        var faults = new List<string>();
        for (var point = 0; point < whole.Points.Count; point++)
        {
            var where = point == 0 ? "before everything" : $"after {whole.Points[point - 1]}";
            var run = await RunAsync(saga, point);
            output.WriteLine($"{point}: {where}: {run.Calls}");
            faults.AddRange(Differences(saga, whole, run).Select(fault => $"{point} {where}: {fault}"));
        }
        output.WriteLine($"{whole.Points.Count} moments in {watch.Elapsed.TotalSeconds:0.0} s");
        foreach (var fault in faults)
            output.WriteLine(fault);
        faults.Should().BeEmpty();
    }

    private sealed record Run(
        IReadOnlyList<string> Points,
        IReadOnlyList<string> End,
        (long StripeReads, long StripeWrites, long SanityReads, long SanityWrites) Calls,
        IReadOnlyList<string> Faults,
        string Routes
    );

    private static async Task<Run> RunAsync(Saga saga, int? dieAfter)
    {
        await using var world = await BridgeWorld.StartAsync(settings: saga.Settings);
        await saga.Before(world);
        await world.SettleAsync();
        world.ClearLogs();
        await saga.Act(world);
        var faults = new List<string>();
        world.Fuse.Count(dieAfter);
        try
        {
            await RestAsync(world, saga);
        }
        catch (ProcessDiedException) when (world.Fuse.IsBlown) { }
        var points = world.Fuse.Passed;
        if (dieAfter is not null)
        {
            if (!world.Fuse.IsBlown)
                faults.Add("the process did not come that far");
            if (saga.KeepsSelling)
                faults.AddRange(NotSold(world));
            await world.RestartAsync();
            world.Clock.Advance(TimeSpan.FromMinutes(6));
            await RestAsync(world, saga);
        }
        var calls = world.Calls;
        var routes = string.Join(
            "; ",
            world
                .Stripe.Requests.Snapshot()
                .ByRoute.Concat(world.Sanity.Requests.Snapshot().ByRoute)
                .Select(route => $"{route.Value} {route.Key}")
        );
        var end = await Picture.OfAsync(world);
        world.ClearLogs();
        await world.SettleAsync();
        if (world.Calls != (0, 0, 0, 0))
            faults.Add($"it does not rest: {world.Calls}");
        faults.AddRange((await world.PlanAsync()).Changes.Select(change => $"still to do: {change.Because}"));
        return new(points, end, calls, faults, routes);
    }

    // Longer than any grace of a saga, in two steps: what waits for its time is worked too.
    private static async Task RestAsync(BridgeWorld world, Saga saga)
    {
        if (saga.Verb is not null)
            await saga.Verb(world);
        await world.SettleAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await world.SettleAsync();
    }

    private static IEnumerable<string> NotSold(BridgeWorld world)
    {
        var prices = world.StripePrices().ToDictionary(price => (string)price["id"]!, StringComparer.Ordinal);
        foreach (var document in world.Documents("price"))
            if (document.Text("stripePriceId") is { } id && !(bool)prices[id]["active"]!)
                yield return $"{document.Id} names {id}, which is not active";
    }

    private static IEnumerable<string> Differences(Saga saga, Run whole, Run run)
    {
        foreach (var fault in run.Faults)
            yield return fault;
        foreach (var line in whole.End.Except(run.End, StringComparer.Ordinal))
            yield return "missing: " + line;
        foreach (var line in run.End.Except(whole.End, StringComparer.Ordinal))
            yield return "strange: " + line;
        if (run.End.Count != whole.End.Count)
            yield return $"{run.End.Count} lines instead of {whole.End.Count}";
        if (
            run.Calls.StripeReads > whole.Calls.StripeReads + (saga.Families * More.StripeReads)
            || run.Calls.StripeWrites > whole.Calls.StripeWrites + More.StripeWrites
            || run.Calls.SanityReads > whole.Calls.SanityReads + (saga.Families * More.SanityReads)
            || run.Calls.SanityWrites > whole.Calls.SanityWrites + More.SanityWrites
        )
            yield return $"{run.Calls} calls, undisturbed {whole.Calls}: {run.Routes}";
    }
}
