using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace SanityStripeBridge.Tests.Storage;

/// <summary>
/// The PostgreSQL that the tests share: the one named by <c>BRIDGE_TEST_POSTGRES</c>, else one that is started for this process
/// and ends with it. Without any the tests fail; they are never skipped.
/// </summary>
internal static class PostgresServer
{
    private static readonly Lazy<Task<string>> Started = new(StartAsync);

    /// <summary>Its address, in the form of <c>BRIDGE_STORE</c>.</summary>
    public static Task<string> AddressAsync() =>
        Environment.GetEnvironmentVariable("BRIDGE_TEST_POSTGRES") is { Length: > 0 } given
            ? Task.FromResult(given)
            : Started.Value;

    private static async Task<string> StartAsync()
    {
        var script = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../support/pg"));
        var start = new ProcessStartInfo("bash")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(script);
        start.ArgumentList.Add("start");
        start.ArgumentList.Add(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        var address = await process.StandardOutput.ReadLineAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 && address is not null
            ? address
            : throw new InvalidOperationException($"No PostgreSQL for the tests: {await said}");
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
