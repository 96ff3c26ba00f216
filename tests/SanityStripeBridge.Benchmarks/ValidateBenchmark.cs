using System.Globalization;

namespace SanityStripeBridge.Benchmarks;

/// <summary>How <c>validate</c> grows with the catalogue: calls, time and peak memory, for a tenth of it and for all of it.</summary>
internal static class ValidateBenchmark
{
    private const int MegaByte = 1 << 20;

    public static async Task<int> RunAsync(int products, int pricesOfEach)
    {
        Say("catalogue", "run", "Stripe reads", "Sanity reads", "writes", "seconds", "peak MB");
        var failed = false;
        foreach (var size in (int[])[Math.Max(1, products / 10), products])
        {
            await using var shop = await BigShop.FillAsync(size, pricesOfEach);
            var directory = Directory.CreateTempSubdirectory("bridge-benchmark-").FullName;
            try
            {
                // The first run of a new store also links what names each other.
                foreach (var run in (string[])["first", "again", "again"])
                    failed |= !await MeasureAsync(shop, directory, run, size, size * pricesOfEach);
            }
            finally
            {
                Directory.Delete(directory, recursive: true);
            }
        }
        return failed ? 1 : 0;
    }

    private static async Task<bool> MeasureAsync(
        BigShop shop,
        string directory,
        string run,
        int products,
        int prices
    )
    {
        shop.Stripe.Requests.Clear();
        shop.Sanity.Requests.Clear();
        var settings = new Dictionary<string, string>
        {
            ["STRIPE_SECRET_KEY"] = "sk_test_sandbox",
            ["SANITY_PROJECT_ID"] = "demoproj",
            ["SANITY_DATASET"] = "production",
            ["SANITY_API_TOKEN"] = "sk-editor",
            ["STRIPE_API_BASE"] = shop.Stripe.Address.ToString().TrimEnd('/'),
            ["SANITY_API_BASE"] = shop.Sanity.Address.ToString().TrimEnd('/'),
            ["BRIDGE_STORE"] = "sqlite:" + Path.Combine(directory, "bridge.db"),
        };
        var measured = await MeasuredProcess.RunAsync(settings, directory, "validate");
        Say(
            $"{products} + {prices}",
            run,
            shop.Stripe.Requests.Reads,
            shop.Sanity.Requests.Reads,
            shop.Stripe.Requests.Writes + shop.Sanity.Requests.Writes,
            measured.Time.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture),
            measured.PeakBytes / MegaByte
        );
        if (measured.Exit == 0)
            return true;
        Console.Error.WriteLine($"validate ended with {measured.Exit}: {measured.Out}{measured.Error}");
        return false;
    }

    private static void Say(params object[] cells) =>
        Console.WriteLine(string.Join("  ", cells.Select(cell => $"{cell, 14}")));
}
