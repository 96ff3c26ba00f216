using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Sandbox.Tests.Faults;

/// <summary>The smallest platform there can be: a counter that goes up with each POST.</summary>
internal sealed class TinySandbox : ISandbox, IAsyncDisposable
{
    private SandboxHost? _host;

    private TinySandbox()
    {
        Clock = new SandboxClock(Time);
        Deliveries = new DeliveryQueue(Clock);
    }

    public ManualTime Time { get; } = new();

    public SandboxClock Clock { get; }

    public FaultPlan Faults { get; } = new();

    public RequestLog Requests { get; } = new();

    public DeliveryQueue Deliveries { get; }

    public int Count { get; private set; }

    public List<string> Acts { get; } = [];

    public HttpClient Http { get; } = new();

    public static async Task<TinySandbox> StartAsync()
    {
        var sandbox = new TinySandbox();
        sandbox._host = await SandboxHost.StartAsync(
            sandbox,
            0,
            context => context.Request.Method == "GET",
            sandbox.Map,
            CancellationToken.None
        );
        sandbox.Http.BaseAddress = sandbox._host.Address;
        return sandbox;
    }

    public void Reset() => Count = 0;

    public Task<JsonElement> ActAsync(JsonElement request, CancellationToken cancel)
    {
        Acts.Add($"{request.GetProperty("do").GetString()} at {Count}");
        return Task.FromResult(JsonSerializer.SerializeToElement(new { done = true }));
    }

    public JsonElement State() => JsonSerializer.SerializeToElement(new { count = Count });

    public JsonElement RegisterWebhook(JsonElement request) => throw new RefusedException("no webhooks here");

    public string ErrorBody(int status) => $$"""{"platform":{{status}}}""";

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host!.DisposeAsync();
        await Deliveries.DisposeAsync();
    }

    private void Map(WebApplication app)
    {
        app.MapPost(
            "/things/{id}",
            (string id) =>
                new
                {
                    id,
                    count = ++Count,
                    padding = new string('x', 100),
                }
        );
        app.MapGet("/things/{id}", (string id) => new { id, count = Count });
        app.MapGet("/", () => Results.Text("page"));
    }
}
