using System.Diagnostics;
using System.Globalization;

namespace SanityStripeBridge.Benchmarks;

/// <summary>What one call of the program took.</summary>
/// <param name="PeakBytes">The most memory it ever held (Linux: VmHWM, read while it lives).</param>
internal sealed record Measured(int Exit, TimeSpan Time, long PeakBytes, string Out, string Error);

/// <summary>Runs the program as its users do: a process of its own.</summary>
internal static class MeasuredProcess
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    public static async Task<Measured> RunAsync(
        IReadOnlyDictionary<string, string> settings,
        string directory,
        params string[] args
    )
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "bridge.dll"));
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var peak = 0L;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, PeakOf(process.Id));
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(Pace));
        }
        return new(process.ExitCode, clock.Elapsed, peak, await output, await error);
    }

    private static long PeakOf(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status")
                .FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            var kilobytes = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            return 1024 * long.Parse(kilobytes ?? "0", CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended between the two looks.
            return 0;
        }
    }
}
