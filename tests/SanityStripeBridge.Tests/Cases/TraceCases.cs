using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>Traces and metrics as an OpenTelemetry collector gets them.</summary>
public sealed class TraceCases
{
    [Fact]
    public async Task A_webhook_its_work_and_its_calls_are_one_trace_without_secrets()
    {
        await using var collector = await Collector.StartAsync();
        await using var world = await Shop.WithMugAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
        );
        await world.CreateProductAsync("traced", "Traced");
        await world.SettleAsync();
        await world.Host.StopAsync();

        var spans = collector.Spans;
        var calls = spans.Where(span => span.Name == "POST /v1/products").ToList();
        var work = spans.Where(span => span.Name == "work family" && span.Raw.Contains("traced")).ToList();
        var (call, its) = (
            from one in calls
            from family in work
            where one.Parent == family.Id
            select (one, family)
        ).Single();
        var receipt = spans.Single(span => span.Id == its.Parent);
        receipt.Name.Should().Be("receive sanity");
        receipt.Parent.Should().BeEmpty("what the sender says of its own trace is not signed");
        new[] { call.Trace, its.Trace }.Should().AllBe(receipt.Trace);
        receipt.Raw.Should().Contain("bridge.result").And.Contain("accepted");
        its.Raw.Should().Contain("settled").And.Contain("bridge.deliveries");
        call.Raw.Should().Contain("stripe").And.Contain("ok");

        collector.Taken.Should().OnlyContain(sent => sent.Type == "application/x-protobuf");
        collector.All.Should().Contain("sanity-stripe-bridge").And.Contain("bridge.deliveries");
        collector
            .Taken.Where(sent => sent.Path == "/v1/metrics")
            .Select(sent => System.Text.Encoding.Latin1.GetString(sent.Body))
            .Should()
            .Contain(body => body.Contains("bridge.inbox.depth") && body.Contains("bridge.api.calls"));
        foreach (
            var secret in new[]
            {
                "sk_test_sandbox",
                "sk-editor",
                BridgeWorld.StripeSecret,
                BridgeWorld.SanitySecret,
            }
        )
            collector.All.Should().NotContain(secret);
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", null)]
    public async Task Without_a_collector_or_when_switched_off_nothing_is_sent(string name, string? value)
    {
        await using var collector = await Collector.StartAsync();
        await using var world = await Shop.WithMugAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            (name, value)
        );
        await world.Host.StopAsync();
        collector.Taken.Should().BeEmpty();
    }

    [Fact]
    public async Task A_signal_that_is_not_wanted_is_not_sent()
    {
        await using var collector = await Collector.StartAsync();
        await using var world = await Shop.WithMugAsync(
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", collector.Address + "/v1/metrics"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_SERVICE_NAME", "our-bridge")
        );
        await world.Host.StopAsync();
        collector.Taken.Should().NotBeEmpty().And.OnlyContain(sent => sent.Path == "/v1/metrics");
        collector.All.Should().Contain("our-bridge").And.NotContain("sanity-stripe-bridge");
    }

    [Fact]
    public async Task A_collector_that_is_down_costs_the_work_nothing()
    {
        await using var world = await Shop.WithMugAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
        );
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Cup");
        var stop = () => world.Host.StopAsync();
        await stop.Should().CompleteWithinAsync(TimeSpan.FromSeconds(5));
    }
}
