using System.Text.Json;

namespace SanityStripeBridge.Tests.Cli;

/// <summary>Settings of several bridges in one process: what is refused at start, and which one a verb means.</summary>
public sealed class BridgeSettingsTests : IDisposable
{
    private readonly CliRun _cli = new();

    public BridgeSettingsTests()
    {
        Eu("STRIPE_SECRET_KEY", "sk_test_europe");
        Eu("SANITY_PROJECT_ID", "demoproj");
        Eu("SANITY_DATASET", "europe");
        Eu("SANITY_API_TOKEN", "sk-editor");
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Faults_of_all_bridges_are_told_at_once_and_name_the_setting_with_its_bridge()
    {
        _cli.Environment["BRIDGE_ATTEMPTS"] = "0";
        Eu("STRIPE_SECRET_KEY", "pk_test_secret");
        Eu("BRIDGE_ATTEMPTS", "never");
        Eu("ASPNETCORE_URLS", "http://localhost:5081");
        _cli.Environment["Bridges:default:STRIPE_SECRET_KEY"] = "sk_test_x";
        _cli.Environment["Bridges:no_good:STRIPE_SECRET_KEY"] = "sk_test_x";

        var result = await _cli.RunAsync("inbox", "list", "--json");

        result.Exit.Should().Be(2);
        Names(result)
            .Should()
            .Contain([
                "BRIDGE_ATTEMPTS",
                "Bridges:eu:STRIPE_SECRET_KEY",
                "Bridges:eu:BRIDGE_ATTEMPTS",
                "Bridges:eu:ASPNETCORE_URLS",
                "Bridges:default",
                "Bridges:no_good",
                "Bridges:no_good:SANITY_DATASET",
            ]);
        result.Out.Should().NotContain("pk_test_secret");
    }

    [Fact]
    public async Task A_fault_of_a_setting_that_belongs_to_the_process_is_told_once_and_where_it_stands()
    {
        _cli.Environment["BRIDGE_STORE"] = "nowhere";
        Eu("BRIDGE_INSTANCE", "Not Allowed");
        Names(await _cli.RunAsync("inbox", "list", "--json"))
            .Should()
            .Equal("BRIDGE_STORE", "Bridges:eu:BRIDGE_INSTANCE");
    }

    [Fact]
    public async Task The_service_needs_the_webhook_secrets_of_every_bridge()
    {
        var result = await _cli.RunAsync("serve", "--json");
        Names(result)
            .Should()
            .BeEquivalentTo(
                "STRIPE_WEBHOOK_SECRET",
                "SANITY_WEBHOOK_SECRET",
                "Bridges:eu:STRIPE_WEBHOOK_SECRET",
                "Bridges:eu:SANITY_WEBHOOK_SECRET"
            );
    }

    [Fact]
    public async Task Two_bridges_on_one_dataset_are_refused_and_both_are_named()
    {
        Eu("SANITY_DATASET", "production");

        var result = await _cli.RunAsync("inbox", "list", "--json");

        result.Exit.Should().Be(2);
        Names(result).Should().Equal("Bridges:eu:SANITY_DATASET");
        result.Out.Should().Contain("default and eu").And.Contain("product.stripeProductId");
    }

    [Theory]
    [InlineData("stripeIdEu", "euSync", null)]
    [InlineData("stripeIdEu", "stripeSync", "prefix stripeSync")]
    [InlineData("stripeProductId", "euSync", "plan.stripeProductId")]
    public async Task Two_bridges_on_one_dataset_need_id_fields_and_companions_of_their_own(
        string id,
        string prefix,
        string? clash
    )
    {
        Eu("SANITY_DATASET", "production");
        _cli.Environment["BRIDGE_MAPPING"] = await MappingAsync("stripeProductId", "stripeSync");
        Eu("BRIDGE_MAPPING", await MappingAsync(id, prefix));

        var result = await _cli.RunAsync("inbox", "list", "--json");

        result.Exit.Should().Be(clash is null ? 0 : 2);
        result.Out.Should().Contain(clash ?? "items");
    }

    [Theory]
    [InlineData("published", 2)]
    [InlineData("off", 0)]
    public async Task Of_two_bridges_with_one_key_at_most_one_imports(string policy, int exit)
    {
        Eu("STRIPE_SECRET_KEY", "sk_test_sandbox");
        Eu("BRIDGE_POLICY_NEW_FROM_STRIPE", policy);

        var result = await _cli.RunAsync("inbox", "list", "--json");

        result.Exit.Should().Be(exit);
        if (exit == 2)
            Names(result).Should().Equal("Bridges:eu:BRIDGE_POLICY_NEW_FROM_STRIPE");
    }

    [Fact]
    public async Task A_verb_is_about_default_unless_it_names_another_and_an_unknown_one_is_answered_with_the_known()
    {
        (await _cli.RunAsync("pause", "--bridge", "eu", "--reason", "stocktaking")).Exit.Should().Be(0);
        (await _cli.RunAsync("resume", "--json")).Out.Should().NotContain("stocktaking");
        (await _cli.RunAsync("inbox", "list", "--bridge", "EU")).Exit.Should().Be(0);

        var unknown = await _cli.RunAsync("inbox", "list", "--bridge", "us", "--json");

        unknown.Exit.Should().Be(2);
        unknown.ErrorCode.Should().Be("usage");
        unknown.Out.Should().Contain("no bridge us").And.Contain("default, eu");
    }

    [Fact]
    public async Task Without_default_the_only_bridge_is_meant_and_of_several_one_must_be_named()
    {
        foreach (
            var name in new[]
            {
                "STRIPE_SECRET_KEY",
                "SANITY_PROJECT_ID",
                "SANITY_DATASET",
                "SANITY_API_TOKEN",
            }
        )
            _cli.Environment[name] = null;
        (await _cli.RunAsync("inbox", "list")).Exit.Should().Be(0);

        foreach (var name in new[] { "STRIPE_SECRET_KEY", "SANITY_PROJECT_ID", "SANITY_API_TOKEN" })
            _cli.Environment["Bridges:us:" + name] = _cli.Environment["Bridges:eu:" + name];
        _cli.Environment["Bridges:us:SANITY_DATASET"] = "america";
        _cli.Environment["Bridges:us:BRIDGE_POLICY_NEW_FROM_STRIPE"] = "off";
        var several = await _cli.RunAsync("inbox", "list", "--json");
        several.Exit.Should().Be(2);
        several.Out.Should().Contain("eu, us");
        (await _cli.RunAsync("inbox", "list", "--bridge", "us")).Exit.Should().Be(0);
    }

    [Fact]
    public async Task Bridges_stand_in_every_source_of_settings()
    {
        foreach (
            var name in _cli
                .Environment.Keys.Where(name => name.StartsWith("Bridges", StringComparison.Ordinal))
                .ToList()
        )
            _cli.Environment.Remove(name);
        await WriteAsync(
            "appsettings.json",
            """{"Bridges":{"fr":{"STRIPE_SECRET_KEY":"sk_test_f","SANITY_PROJECT_ID":"demoproj"}}}"""
        );
        await WriteAsync(
            ".env",
            "Bridges__fr__SANITY_DATASET=france\nBridges__fr__SANITY_API_TOKEN=sk-editor\n"
        );

        (await _cli.RunAsync("inbox", "list", "--bridge", "fr")).Exit.Should().Be(0);
    }

    private void Eu(string name, string value) => _cli.Environment["Bridges:eu:" + name] = value;

    private async Task<string> MappingAsync(string id, string prefix)
    {
        var file = Path.Combine(_cli.Directory, $"{id}-{prefix}.json");
        await File.WriteAllTextAsync(
            file,
            JsonSerializer.Serialize(
                new
                {
                    version = 1,
                    companionPrefix = prefix,
                    products = new[]
                    {
                        new
                        {
                            type = "plan",
                            id,
                            fields = new { name = "title" },
                        },
                    },
                }
            )
        );
        return file;
    }

    private Task WriteAsync(string name, string text) =>
        File.WriteAllTextAsync(Path.Combine(_cli.Directory, name), text);

    private static IEnumerable<string?> Names(CliResult result) =>
        result
            .Json.GetProperty("error")
            .GetProperty("details")
            .GetProperty("settings")
            .EnumerateArray()
            .Select(entry => entry.GetProperty("name").GetString());
}
