using System.Diagnostics;
using System.Text.Json;
using SanityStripeBridge.Cli;

namespace SanityStripeBridge.Tests.Cli;

/// <summary>The service's log as machines read it: a real process, its real standard error.</summary>
public sealed class JsonLogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Each_line_is_an_object_and_a_delivery_s_lines_bear_request_and_duration_as_fields()
    {
        using var cli = new CliRun();
        cli.Environment["BRIDGE_LOG"] = "json";
        cli.Environment["STRIPE_WEBHOOK_SECRET"] = "whsec_json";
        cli.Environment["SANITY_WEBHOOK_SECRET"] = "json-secret";
        cli.Environment["STRIPE_API_BASE"] = cli.Environment["SANITY_API_BASE"] = "http://127.0.0.1:1";
        using var end = new CancellationTokenSource(Patience);
        using var process = Start(cli);
        try
        {
            var listening = await LineAsync(process, "Now listening on: ", end.Token);
            var address = listening.GetProperty("Message").GetString()!.Split(": ")[1];
            using var http = new HttpClient();
            using var content = new StringContent("{}");
            using var answer = await http.PostAsync(
                new Uri(address + "/api/stripe/webhook"),
                content,
                end.Token
            );
            var refused = await LineAsync(process, "[WEBHOOK] refused", end.Token);

            refused.GetProperty("LogLevel").GetString().Should().Be("Warning");
            refused.GetProperty("Timestamp").GetString().Should().EndWith("Z");
            var scope = refused
                .GetProperty("Scopes")
                .EnumerateArray()
                .Single(one => one.TryGetProperty("DurationMs", out _));
            scope.GetProperty("RequestId").GetString().Should().NotBeNullOrEmpty();
            scope.GetProperty("DurationMs").GetInt64().Should().BeGreaterThanOrEqualTo(0);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    // Every line up to it must be an object, too.
    private static async Task<JsonElement> LineAsync(
        Process process,
        string message,
        CancellationToken cancel
    )
    {
        while (await process.StandardError.ReadLineAsync(cancel) is { } line)
        {
            var entry = JsonDocument.Parse(line).RootElement;
            if (entry.GetProperty("Message").GetString()!.StartsWith(message, StringComparison.Ordinal))
                return entry;
        }
        throw new InvalidOperationException($"The log ended without: {message}");
    }

    private static Process Start(CliRun cli)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardError = true,
            WorkingDirectory = cli.Directory,
        };
        foreach (
            var argument in new[]
            {
                typeof(CliWorld).Assembly.Location,
                "serve",
                "--urls",
                "http://127.0.0.1:0",
            }
        )
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in cli.Environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
