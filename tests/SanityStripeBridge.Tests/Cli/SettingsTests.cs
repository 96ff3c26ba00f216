namespace SanityStripeBridge.Tests.Cli;

public sealed class SettingsTests : IDisposable
{
    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Every_fault_is_told_at_once_and_names_its_setting()
    {
        _cli.Environment["STRIPE_SECRET_KEY"] = "pk_test_public";
        _cli.Environment["SANITY_PROJECT_ID"] = null;
        _cli.Environment["BRIDGE_INSTANCE"] = "Not Allowed";
        _cli.Environment["BRIDGE_POLICY_CONFLICT"] = "newest";
        _cli.Environment["BRIDGE_BRAKE"] = "many";
        _cli.Environment["BRIDGE_ATTEMPTS"] = "0";
        _cli.Environment["BRIDGE_DEBOUNCE_MS"] = "soon";
        _cli.Environment["BRIDGE_FEED"] = "carrier-pigeon";
        _cli.Environment["BRIDGE_PULL_SECONDS"] = "300-15";
        _cli.Environment["BRIDGE_SCHEDULE_FULL"] = "0 0 30 2 *";
        _cli.Environment["BRIDGE_RETENTION_DAYS"] = "0";

        var result = await _cli.RunAsync("status", "--json");

        result.Exit.Should().Be(2);
        result.ErrorCode.Should().Be("config");
        Names(result)
            .Should()
            .BeEquivalentTo(
                "STRIPE_SECRET_KEY",
                "SANITY_PROJECT_ID",
                "BRIDGE_INSTANCE",
                "BRIDGE_POLICY_CONFLICT",
                "BRIDGE_BRAKE",
                "BRIDGE_ATTEMPTS",
                "BRIDGE_DEBOUNCE_MS",
                "BRIDGE_FEED",
                "BRIDGE_PULL_SECONDS",
                "BRIDGE_SCHEDULE_FULL",
                "BRIDGE_RETENTION_DAYS"
            );
    }

    [Fact]
    [Trait("case", "93")]
    public async Task The_value_of_a_secret_is_never_repeated()
    {
        _cli.Environment["STRIPE_SECRET_KEY"] = "whsec_verysecret";
        _cli.Environment["STRIPE_WEBHOOK_SECRET"] = "sk_test_verysecret";

        var result = await _cli.RunAsync("status");

        result.Exit.Should().Be(2);
        (result.Out + result.Error).Should().NotContain("verysecret").And.Contain("STRIPE_WEBHOOK_SECRET");
    }

    [Fact]
    [Trait("case", "29")]
    public async Task Only_the_service_needs_the_webhook_secrets()
    {
        var served = await _cli.RunAsync("serve", "--json");

        served.Exit.Should().Be(2);
        Names(served).Should().BeEquivalentTo("STRIPE_WEBHOOK_SECRET", "SANITY_WEBHOOK_SECRET");
        (await _cli.RunAsync("inbox", "list")).Exit.Should().Be(0);
    }

    [Theory]
    [InlineData("STRIPE_API_BASE", "http://stripe.example")]
    [InlineData("SANITY_API_BASE", "http://sanity.example")]
    [InlineData("BRIDGE_BRAKE", "300,10%,200")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "collector")]
    [InlineData("BRIDGE_PRICE_GRACE", "-1")]
    [InlineData("STRIPE_TOLERANCE_SECONDS", "0")]
    public async Task A_setting_that_contradicts_itself_is_refused(string name, string value)
    {
        _cli.Environment[name] = value;

        var result = await _cli.RunAsync("inbox", "list", "--json");

        result.Exit.Should().Be(2);
        Names(result).Should().Equal(name);
    }

    [Fact]
    public async Task The_environment_wins_over_the_files_and_the_dotenv_file_over_appsettings()
    {
        await WriteAsync("appsettings.json", """{"BRIDGE_INSTANCE":"Bad One","BRIDGE_ATTEMPTS":"none"}""");
        await WriteAsync(
            ".env",
            "# of this machine\nBRIDGE_INSTANCE=\"Bad Two\"\nexport BRIDGE_ATTEMPTS=5\n"
        );
        _cli.Environment["BRIDGE_INSTANCE"] = "good";

        (await _cli.RunAsync("inbox", "list")).Exit.Should().Be(0);
    }

    [Fact]
    public async Task A_settings_file_that_cannot_be_read_is_a_fault_by_its_name()
    {
        await WriteAsync("appsettings.json", "{ broken");
        await WriteAsync(".env", "just words");

        var result = await _cli.RunAsync("inbox", "list", "--json");

        result.Exit.Should().Be(2);
        Names(result).Should().BeEquivalentTo("appsettings.json", ".env");
    }

    [Fact]
    public async Task Another_bridge_than_default_is_a_wrong_usage()
    {
        var result = await _cli.RunAsync("inbox", "list", "--bridge", "shop", "--json");

        result.Exit.Should().Be(2);
        result.Json.GetProperty("error").GetProperty("message").GetString().Should().Contain("shop");
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
