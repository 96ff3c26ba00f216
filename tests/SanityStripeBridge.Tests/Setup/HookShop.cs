using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using SanityStripeBridge.Hosting;
using SanityStripeBridge.Sandbox.SanitySandbox;
using SanityStripeBridge.Tests.Cli;

namespace SanityStripeBridge.Tests.Setup;

/// <summary>Two simulators, a command line, and a person with the rights to change webhooks at both platforms.</summary>
internal sealed class HookShop : IAsyncDisposable
{
    public const string Host = "https://bridge.example";

    private readonly HttpClient _http = new();

    private HookShop(CliShop shop) => Shop = shop;

    public CliShop Shop { get; }

    public CliRun Cli => Shop.Cli;

    public static async Task<HookShop> OpenAsync(SanitySimulatorOptions? sanity = null)
    {
        var shop = new HookShop(await CliShop.OpenAsync(sanity));
        shop.Cli.Environment["SANITY_MANAGE_TOKEN"] = "sk-manage";
        return shop;
    }

    /// <summary>A shop whose webhooks were set up and whose secrets are configured.</summary>
    public static async Task<HookShop> ReadyAsync(SanitySimulatorOptions? sanity = null, string host = Host)
    {
        var shop = await OpenAsync(sanity);
        var made = (await shop.SetupAsync("--url", host)).Json;
        shop.Cli.Environment["STRIPE_WEBHOOK_SECRET"] = made.GetProperty("stripe")
            .GetProperty("secret")
            .GetString();
        shop.Cli.Environment["SANITY_WEBHOOK_SECRET"] = made.GetProperty("sanity")
            .GetProperty("secret")
            .GetString();
        return shop;
    }

    public Task<CliResult> SetupAsync(params string[] args) =>
        Cli.RunAsync(["setup", "webhooks", "--json", .. args]);

    public Task<CliResult> DoctorAsync(params string[] args) => Cli.RunAsync(["doctor", "--json", .. args]);

    /// <summary>The service, on an address of its own.</summary>
    public async Task<WebApplication> ServeAsync(string urls = "http://127.0.0.1:0", bool works = true)
    {
        var app = await BridgeHost.BuildAsync(
            new()
            {
                Settings = new ConfigurationBuilder().AddInMemoryCollection(Cli.Environment).Build(),
                Urls = urls,
                RunsWorkers = works,
            },
            default
        );
        await app.StartAsync();
        return app;
    }

    public async Task<IReadOnlyList<JsonObject>> EndpointsAsync() =>
        [
            .. (await StripeAsync(HttpMethod.Get, "/v1/webhook_endpoints", ""))["data"]!
                .AsArray()
                .Select(endpoint => endpoint!.AsObject()),
        ];

    public async Task<JsonNode> StripeAsync(HttpMethod method, string path, string form)
    {
        using var request = new HttpRequestMessage(method, new Uri(Shop.Stripe.Address, path));
        request.Headers.Authorization = new("Bearer", "sk_test_sandbox");
        if (method == HttpMethod.Post)
            request.Content = new StringContent(
                form,
                new MediaTypeHeaderValue("application/x-www-form-urlencoded")
            );
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    public async Task<IReadOnlyList<JsonObject>> HooksAsync() =>
        [.. (await SanityAsync(HttpMethod.Get, "", null)).AsArray().Select(hook => hook!.AsObject())];

    public async Task<JsonNode> SanityAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(
            method,
            new Uri(Shop.Sanity.Address, "/v2025-08-04/hooks/projects/demoproj" + path)
        );
        request.Headers.Authorization = new("Bearer", "sk-manage");
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    public (long Stripe, long Sanity) Writes => (Shop.Stripe.Requests.Writes, Shop.Sanity.Requests.Writes);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Shop.DisposeAsync();
    }
}
