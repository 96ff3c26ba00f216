using Microsoft.Extensions.Configuration;
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

    private Task WriteAsync(string text) =>
        File.WriteAllTextAsync(Path.Combine(_cli.Directory, "appsettings.json"), text);
}
