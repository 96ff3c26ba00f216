using System.Globalization;
using SanityStripeBridge.Cli.Demo;

namespace SanityStripeBridge.Benchmarks;

/// <summary>
/// From a person's save on one side to the value's being readable on the other, over real HTTP on this machine, with the
/// shipped catalogue and the default settings. One edit at a time, each at a product that rests.
/// </summary>
internal static class Delay
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    public static async Task MeasureAsync(int edits, TextWriter output, CancellationToken cancel)
    {
        await using var stage = await Stage.StartAsync(Clock, cancel);
        await stage.Bridge.FirstSyncAsync(_ => { }, cancel);
        await stage.QuietAsync(cancel);
        string[] products =
        [
            .. stage.Catalogue.BornInSanity.Select(product => product["key"]!.GetValue<string>()),
        ];
        await output.WriteLineAsync(
            $"{edits} edits in each direction, {products.Length} products, debounce 250 ms"
        );
        await TellAsync("Studio to Stripe", ToStripeAsync);
        await TellAsync("Dashboard to Sanity", ToSanityAsync);

        async Task TellAsync(string direction, Func<Stage, string, string, CancellationToken, Task> edit)
        {
            var delays = new List<TimeSpan>();
            for (var i = 0; i < edits; i++)
            {
                await stage.QuietAsync(cancel);
                var value = string.Create(CultureInfo.InvariantCulture, $"{direction} {i}");
                var start = Clock.GetTimestamp();
                await edit(stage, products[i % products.Length], value, cancel);
                delays.Add(Clock.GetElapsedTime(start));
            }
            delays.Sort();
            await output.WriteLineAsync(
                $"{direction, -20} median {Milliseconds(delays, 0.5)} ms, p95 {Milliseconds(delays, 0.95)} ms, longest {Milliseconds(delays, 1)} ms"
            );
        }
    }

    private static async Task ToStripeAsync(Stage stage, string id, string value, CancellationToken cancel)
    {
        await stage.Sandboxes.Sanity.Studio.SetAsync(id, "description", value);
        await UntilAsync(() => Text(stage.Sandboxes.Counterpart(id)) == value, cancel);
    }

    private static async Task ToSanityAsync(Stage stage, string id, string value, CancellationToken cancel)
    {
        var sandboxes = stage.Sandboxes;
        await sandboxes.Stripe.Dashboard.EditProductAsync(
            sandboxes.StripeId(id),
            new { description = value }
        );
        await UntilAsync(() => Text(sandboxes.Document(id)) == value, cancel);
    }

    private static async Task UntilAsync(Func<bool> visible, CancellationToken cancel)
    {
        while (!visible())
            await Task.Delay(TimeSpan.FromMilliseconds(1), Clock, cancel);
    }

    private static string? Text(System.Text.Json.Nodes.JsonObject item) =>
        item["description"]?.GetValue<string>();

    private static string Milliseconds(List<TimeSpan> sorted, double share)
    {
        var place = Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1);
        return sorted[place].TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
    }
}
