using System.Globalization;
using SanityStripeBridge.Tests.Storage;
using Xunit.Abstractions;

namespace SanityStripeBridge.Tests.Histories;

/// <summary>
/// Thirty histories of 150 steps; <c>tests/run</c> plays 160 of 200, and 40 on PostgreSQL. <c>HISTORY_SEED</c> replays one on
/// both stores; <c>HISTORY_FROM</c>, <c>HISTORY_COUNT</c>, <c>HISTORY_SHARED</c> and <c>HISTORY_STEPS</c> draw others.
/// </summary>
public sealed class RandomHistoryTests(ITestOutputHelper output) : RandomHistory(output)
{
    public static TheoryData<int> Seeds() => Seeds("HISTORY_COUNT", usual: 30);

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task After_quiet_both_sides_are_equal_nothing_is_double_and_no_edit_is_lost(int seed) =>
        PlayAsync(seed, StoreKind.Sqlite, workers: 1);
}

/// <summary>Three of them where two workers share a server, beside the others.</summary>
public sealed class SharedRandomHistoryTests(ITestOutputHelper output) : RandomHistory(output)
{
    public static TheoryData<int> Seeds() => Seeds("HISTORY_SHARED", usual: 3);

    [Theory]
    [MemberData(nameof(Seeds))]
    public Task The_same_holds_when_two_workers_share_a_server(int seed) =>
        PlayAsync(seed, StoreKind.Postgres, workers: 2);
}

/// <summary>What histories have in common.</summary>
public abstract class RandomHistory(ITestOutputHelper output)
{
    private static readonly int Steps = Number("HISTORY_STEPS") ?? 150;

    protected static TheoryData<int> Seeds(string count, int usual)
    {
        var seeds = new TheoryData<int>();
        if (Number("HISTORY_SEED") is { } seed)
            seeds.Add(seed);
        else
            for (var i = 0; i < (Number(count) ?? usual); i++)
                seeds.Add((Number("HISTORY_FROM") ?? 1) + i);
        return seeds;
    }

    private protected async Task PlayAsync(int seed, StoreKind store, int workers)
    {
        await using var history = new History(seed, Steps, store, workers);
        try
        {
            await history.RunAsync();
        }
        catch
        {
            await TellAsync(history);
            throw;
        }
        var calls = history.World.Calls;
        var faults = await Verdict.FaultsAsync(history);
        output.WriteLine(
            $"seed {seed} on {store}: {history.Steps} steps, {history.Actions} actions, {history.Edits.Count} edits, {history.Faults} faults, {history.Crashes} crashes, calls {calls}"
        );
        if (faults.Count > 0)
            await TellAsync(history);
        faults.Should().BeEmpty("seed {0} must end in agreement", seed);
        // The design's table allows at most three Stripe writes and one transaction for an action; each trouble repeats a few.
        var repeats = (5 * history.Faults) + (3 * history.Crashes);
        calls.StripeWrites.Should().BeLessThanOrEqualTo((3 * history.Actions) + repeats);
        calls.SanityWrites.Should().BeLessThanOrEqualTo(history.Actions + repeats);
    }

    // Everything a person needs to understand a failed history: what happened, and what the bridge remembers of it.
    private async Task TellAsync(History history)
    {
        foreach (var line in history.Log)
            output.WriteLine(line);
        foreach (var entry in (await history.World.Memory.HistoryAsync(null, 2000, default)).Reverse())
            output.WriteLine(
                $"{entry.At:HH:mm:ss.fff} {entry.Family} {entry.Action} {entry.Type} {entry.SanityId} {entry.StripeId} on {entry.Side}: {entry.Because} [{string.Join("; ", entry.Fields.Select(field => $"{field.Path} {field.From}->{field.To}"))}] {entry.Cause}"
            );
        await foreach (var link in history.World.Memory.LinksAsync(default))
            output.WriteLine(
                $"link {link.Type} {link.SanityId} {link.StripeId} {link.Family} {link.State} {link.Baseline.ToJson()}"
            );
        foreach (var document in history.World.Sanity.Dataset.Documents)
            output.WriteLine($"document {document.ToJsonString()}");
        foreach (var product in history.World.StripeProducts())
            output.WriteLine($"product {product.ToJsonString()}");
        foreach (var price in history.World.StripePrices())
            output.WriteLine($"price {price.ToJsonString()}");
        foreach (var record in await history.World.Memory.ConflictsAsync(false, default))
            output.WriteLine(record.ToString());
    }

    private static int? Number(string name) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(name),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;
}
