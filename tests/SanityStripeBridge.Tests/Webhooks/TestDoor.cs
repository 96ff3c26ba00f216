using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Storage;
using SanityStripeBridge.TestKit;
using SanityStripeBridge.Webhooks;

namespace SanityStripeBridge.Tests.Webhooks;

/// <summary>The receivers on real Kestrel over a real store.</summary>
internal sealed class TestDoor : IAsyncDisposable
{
    public const string StripeSecret = "whsec_test_secret";
    public const string SanitySecret = "demo-webhook-secret-please-change";

    private readonly string _folder;
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private TestDoor(WebApplication app, string folder, ManualTime clock)
    {
        (_app, _folder, Clock) = (app, folder, clock);
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public ManualTime Clock { get; }

    public string File => Path.Combine(_folder, "bridge.db");

    public SqlInbox Inbox => _app.Services.GetRequiredService<SqlInbox>();

    /// <summary>The settings in force; what a test changes here counts from the next request on.</summary>
    public WebhookOptions Options =>
        _app.Services.GetRequiredService<IOptionsMonitor<WebhookOptions>>().CurrentValue;

    public IMemory Memory => _app.Services.GetRequiredService<IMemory>();

    public static async Task<TestDoor> OpenAsync(Action<WebhookOptions>? change = null)
    {
        var folder = Directory.CreateTempSubdirectory("bridge-door-").FullName;
        var clock = new ManualTime();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddStorage(
            StoreOptions.Parse("sqlite:" + Path.Combine(folder, "bridge.db")) with
            {
                BusyTimeout = TimeSpan.FromSeconds(1),
            }
        );
        builder.Services.AddSingleton<Standing>();
        builder.Services.AddWebhooks();
        builder.Services.Configure<WebhookOptions>(options =>
        {
            options.StripeSecrets = [StripeSecret];
            options.SanitySecrets = [SanitySecret];
            options.Project = "demoproj";
            options.Dataset = "production";
            change?.Invoke(options);
        });
        var app = builder.Build();
        app.MapWebhooks();
        await app.StartAsync();
        return new(app, folder, clock);
    }

    public Task<Reply> StripeAsync(byte[] body, string secret = StripeSecret, DateTimeOffset? at = null)
    {
        var time = (at ?? Clock.GetUtcNow()).ToUnixTimeSeconds();
        var signature = Convert.ToHexStringLower(Mac(secret, time, body));
        return SendAsync(
            "/api/stripe/webhook",
            body,
            new() { ["Stripe-Signature"] = $"t={time},v1={signature}" }
        );
    }

    public Task<Reply> StripeAsync(JsonNode body) => StripeAsync(Encoding.UTF8.GetBytes(body.ToJsonString()));

    public Task<Reply> SanityAsync(
        string body,
        Dictionary<string, string>? headers = null,
        string secret = SanitySecret,
        DateTimeOffset? at = null
    )
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var time = (at ?? Clock.GetUtcNow()).ToUnixTimeMilliseconds();
        var all = new Dictionary<string, string>(headers ?? [])
        {
            ["sanity-webhook-signature"] =
                $"t={time},v1={Base64Url.EncodeToString(Mac(secret, time, bytes))}",
        };
        return SendAsync("/api/sanity/webhook", bytes, all);
    }

    public async Task<Reply> SendAsync(string path, byte[] body, Dictionary<string, string> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        var outcome = JsonNode.Parse(text)?["outcome"]?.GetValue<string>();
        return new((int)answer.StatusCode, outcome, answer.Headers.RetryAfter is not null);
    }

    public Task<IReadOnlyList<Delivery>> StoredAsync() => Inbox.ListAsync(null, null, 100, default);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static byte[] Mac(string secret, long time, byte[] body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes(FormattableString.Invariant($"{time}.")), .. body];
        return HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
    }
}

/// <summary>What a sender is told.</summary>
internal sealed record Reply(int Status, string? Outcome, bool RetryAfter = false)
{
    public static Reply Of(string outcome) => new(200, outcome);
}
