using System.Diagnostics;

namespace SanityStripeBridge.Cli.Demo;

/// <summary>The bridge as a process of its own, so that it can be killed as a crash kills it.</summary>
internal sealed class ChildBridge : IDisposable
{
    private readonly Process _process;

    private ChildBridge(Process process) => _process = process;

    /// <summary>Starts <c>bridge serve</c> and returns when it answers.</summary>
    public static async Task<ChildBridge> StartAsync(
        IReadOnlyDictionary<string, string> settings,
        Uri address,
        Watch watch,
        CancellationToken cancel
    )
    {
        var start = Command();
        start.ArgumentList.Add("serve");
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add(address.GetLeftPart(UriPartial.Authority));
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        try
        {
            // Unread, its log would fill the pipe and stop it.
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            using var http = new HttpClient { BaseAddress = address };
            await watch.UntilAsync("the bridge answers", () => AnswersAsync(process, http, cancel), cancel);
            return new(process);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Ends it at whatever instruction it is.</summary>
    public async Task KillAsync(CancellationToken cancel)
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(cancel);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static async Task<bool> AnswersAsync(Process process, HttpClient http, CancellationToken cancel)
    {
        if (process.HasExited)
            throw new DidNotHoldException($"bridge serve ended at once with code {process.ExitCode}");
        try
        {
            using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative), cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // The folder of the demo has no settings files, and no setting of the person who runs it may leak in.
    private static ProcessStartInfo Command()
    {
        var library = typeof(ChildBridge).Assembly.Location;
        var program = Path.ChangeExtension(library, OperatingSystem.IsWindows() ? ".exe" : null);
        var start = new ProcessStartInfo(File.Exists(program) ? program : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        if (!File.Exists(program))
            start.ArgumentList.Add(library);
        return start;
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("BRIDGE_", StringComparison.Ordinal)
        || name.StartsWith("STRIPE_", StringComparison.Ordinal)
        || name.StartsWith("SANITY_", StringComparison.Ordinal)
        || name.StartsWith("Bridges__", StringComparison.OrdinalIgnoreCase)
        || name == "ASPNETCORE_URLS";
}
