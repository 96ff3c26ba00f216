using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Tests.Setup;

/// <summary>What runs in the background after somebody changed the settings.</summary>
public sealed class DoubtTests
{
    private readonly IConfigurationRoot _settings = new ConfigurationBuilder()
        .AddInMemoryCollection([new("Dataset", "production")])
        .Build();
    private int _compared;

    [Fact]
    public async Task Settings_that_did_not_change_are_not_compared_again()
    {
        using var provider = Provider();
        using var doubt = new Doubt(Monitor(provider), Compare);
        await doubt.ResolveAsync(default);
        _compared.Should().Be(0);
    }

    [Fact]
    public async Task Settings_that_changed_are_compared_once()
    {
        using var provider = Provider();
        using var doubt = new Doubt(Monitor(provider), Compare);
        Change();
        await doubt.ResolveAsync(default);
        await doubt.ResolveAsync(default);
        _compared.Should().Be(1);
    }

    [Fact]
    public async Task Settings_that_lead_elsewhere_stop_everybody_until_they_are_corrected()
    {
        using var provider = Provider();
        var leadsElsewhere = true;
        using var doubt = new Doubt(
            Monitor(provider),
            _ => leadsElsewhere ? throw new InvalidOperationException("elsewhere") : Task.CompletedTask
        );
        Change();
        for (var background = 0; background < 2; background++)
            await doubt
                .Invoking(doubt => doubt.ResolveAsync(default))
                .Should()
                .ThrowAsync<InvalidOperationException>();
        leadsElsewhere = false;
        Change();
        await doubt.ResolveAsync(default);
    }

    [Fact]
    public async Task Whoever_comes_while_they_are_compared_waits_for_a_comparison_too()
    {
        using var provider = Provider();
        var ends = new TaskCompletionSource();
        using var doubt = new Doubt(Monitor(provider), _ => ends.Task);
        Change();
        var first = doubt.ResolveAsync(default);
        var second = doubt.ResolveAsync(default);
        second.IsCompleted.Should().BeFalse();
        ends.SetResult();
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task What_changes_while_they_are_compared_is_compared_once_more()
    {
        using var provider = Provider();
        using var doubt = new Doubt(
            Monitor(provider),
            _ =>
            {
                if (_compared++ == 0)
                    Change();
                return Task.CompletedTask;
            }
        );
        Change();
        await doubt.ResolveAsync(default);
        await doubt.ResolveAsync(default);
        _compared.Should().Be(2);
    }

    private Task Compare(CancellationToken cancel)
    {
        _compared++;
        return Task.CompletedTask;
    }

    private void Change()
    {
        _settings["Dataset"] = "staging";
        _settings.Reload();
    }

    private ServiceProvider Provider() =>
        new ServiceCollection().Configure<MirrorOptions>(_settings).BuildServiceProvider();

    private static IOptionsMonitor<MirrorOptions> Monitor(ServiceProvider provider) =>
        provider.GetRequiredService<IOptionsMonitor<MirrorOptions>>();
}
