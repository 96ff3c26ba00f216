using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SanityStripeBridge.Metrics;
using SanityStripeBridge.Traces;

namespace SanityStripeBridge.Hosting;

/// <summary>
/// Sends traces and metrics to an OpenTelemetry collector when the standard <c>OTEL_*</c> settings name one; else it does
/// nothing. A collector that is down costs the work nothing.
/// </summary>
internal sealed class OtlpExport(IConfiguration settings, FigureBoard board, TimeProvider clock)
    : BackgroundService
{
    private const string ServiceName = "sanity-stripe-bridge";

    /// <summary>How long the end of the program waits for the collector, for each of the two.</summary>
    private const int ShutdownMs = 1500;

    /// <summary>Gauges show the figures that were asked for last.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);

    private static readonly string[] Meters =
    [
        "SanityStripeBridge",
        "Microsoft.AspNetCore.Hosting",
        "System.Runtime",
    ];

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (IsWanted("TRACES"))
            _traces = Sdk.CreateTracerProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(settings))
                .ConfigureResource(Name)
                .AddSource(Spans.SourceName)
                .AddOtlpExporter(options => Own(options, "TRACES"))
                .Build();
        if (IsWanted("METRICS"))
            _metrics = Sdk.CreateMeterProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(settings))
                .ConfigureResource(Name)
                .AddMeter(Meters)
                .AddOtlpExporter(options => Own(options, "METRICS"))
                .Build();
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        _traces?.Shutdown(ShutdownMs);
        _metrics?.Shutdown(ShutdownMs);
    }

    public override void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The program's start does not wait for the first look.
        await Task.Yield();
        while (_metrics is not null)
        {
            await board.RefreshAsync(stoppingToken);
            await Task.Delay(Pace, clock, stoppingToken);
        }
    }

    private bool IsWanted(string signal) =>
        !IsTrue(settings["OTEL_SDK_DISABLED"])
        && (settings[$"OTEL_{signal}_EXPORTER"] is null or "" or "otlp")
        && (Has("OTEL_EXPORTER_OTLP_ENDPOINT") || Has($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"));

    // The library reads what both signals have in common; what one has of its own it leaves to its host.
    private void Own(OtlpExporterOptions options, string signal)
    {
        if (settings[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] is { Length: > 0 } address)
            options.Endpoint = new(address);
        if (settings[$"OTEL_EXPORTER_OTLP_{signal}_HEADERS"] is { Length: > 0 } headers)
            options.Headers = headers;
        options.Protocol = settings[$"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL"] switch
        {
            "grpc" => OtlpExportProtocol.Grpc,
            "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
            _ => options.Protocol,
        };
    }

    private void Name(ResourceBuilder resource)
    {
        if (
            !Has("OTEL_SERVICE_NAME")
            && settings["OTEL_RESOURCE_ATTRIBUTES"]?.Contains("service.name", StringComparison.Ordinal)
                != true
        )
            resource.AddService(ServiceName);
    }

    private bool Has(string name) => !string.IsNullOrWhiteSpace(settings[name]);

    private static bool IsTrue(string? text) =>
        string.Equals(text, "true", StringComparison.OrdinalIgnoreCase);
}
