using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using SanityStripeBridge.Hosting;

namespace SanityStripeBridge.Tests.Cli;

public sealed class AcceptedSettingsTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_bad_change_of_a_file_is_refused_and_the_old_value_stays_until_a_good_one_comes()
    {
        await WriteAsync("""{"BRIDGE_ATTEMPTS":"3"}""");
        using var sources = new SettingsSources(_cli.Directory, _cli.Environment);
        using var accepted = new AcceptedSettings(sources, serving: false);
        var settings = new ConfigurationBuilder().Add(accepted).Build();
        settings["BRIDGE_ATTEMPTS"].Should().Be("3");

        await WriteAsync("""{"BRIDGE_ATTEMPTS":"never"}""");
        sources.Raw.Reload();
        settings["BRIDGE_ATTEMPTS"].Should().Be("3");

        await WriteAsync("{ broken");
        sources.Raw.Reload();
        settings["BRIDGE_ATTEMPTS"].Should().Be("3");

        await WriteAsync("""{"BRIDGE_ATTEMPTS":"5"}""");
        var told = 0;
        using var watch = ChangeToken.OnChange(settings.GetReloadToken, () => told++);
        sources.Raw.Reload();
        settings["BRIDGE_ATTEMPTS"].Should().Be("5");
        told.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task A_bridge_that_comes_is_announced_for_the_next_start_and_one_that_goes_is_served_as_it_was()
    {
        const string eu = """
            {"Bridges":{"eu":{"STRIPE_SECRET_KEY":"sk_test_e","SANITY_PROJECT_ID":"demoproj","SANITY_DATASET":"europe","SANITY_API_TOKEN":"t"}}}
            """;
        await WriteAsync(eu);
        using var sources = new SettingsSources(_cli.Directory, _cli.Environment);
        using var accepted = new AcceptedSettings(sources, serving: false);
        var settings = new ConfigurationBuilder().Add(accepted).Build();
        using var log = new Heard();
        accepted.Log = log;

        await WriteAsync(eu.Replace("\"eu\"", "\"us\""));
        sources.Raw.Reload();

        new BridgeView(settings, "eu")["SANITY_DATASET"].Should().Be("europe");
        log.Lines.Should().ContainSingle(line => line.Contains("us is new; it is served after a restart"));
        log.Lines.Should().ContainSingle(line => line.Contains("eu was taken out"));
    }

    [Fact]
    public async Task A_bridges_own_settings_are_read_again_when_they_change_and_what_it_lacks_of_the_process_is_the_processs()
    {
        await WriteAsync(
            """{"BRIDGE_INSTANCE":"shop","BRIDGE_ATTEMPTS":"3","Bridges":{"eu":{"BRIDGE_BRAKE":"1,1%,1"}}}"""
        );
        using var sources = new SettingsSources(_cli.Directory, _cli.Environment);
        var view = new BridgeView(sources.Raw, "eu");
        (view["BRIDGE_INSTANCE"], view["BRIDGE_ATTEMPTS"], view["BRIDGE_BRAKE"])
            .Should()
            .Be(("shop", null, "1,1%,1"));
        var told = 0;
        using var watch = ChangeToken.OnChange(view.GetReloadToken, () => told++);

        await WriteAsync("""{"BRIDGE_INSTANCE":"shop","Bridges":{"eu":{"BRIDGE_INSTANCE":"eu"}}}""");
        sources.Raw.Reload();

        view["BRIDGE_INSTANCE"].Should().Be("eu");
        told.Should().BeGreaterThan(0);
    }

    private Task WriteAsync(string text) =>
        File.WriteAllTextAsync(Path.Combine(_cli.Directory, "appsettings.json"), text);
}

/// <summary>What was logged, as it reads.</summary>
internal sealed class Heard : ILogger, IDisposable
{
    public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => Lines.Enqueue(formatter(state, exception));

    public void Dispose() { }
}
