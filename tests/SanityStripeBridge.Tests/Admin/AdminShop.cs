using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Admin;

/// <summary>A served bridge between the simulators, and somebody who calls its admin API.</summary>
internal sealed class AdminShop : IAsyncDisposable
{
    public const string Token = "right-token";

    private readonly HttpClient _http = new();

    private AdminShop(BridgeWorld world) => World = world;

    public BridgeWorld World { get; }

    /// <summary>What is sent as a bearer token; null: no header.</summary>
    public string? Key { get; set; } = Token;

    public static async Task<AdminShop> OpenAsync(params (string Name, string? Value)[] settings) =>
        new(await BridgeWorld.StartAsync(settings: [("BRIDGE_ADMIN_TOKEN", Token), .. settings]));

    /// <summary>One product with its default price, not mirrored yet.</summary>
    public static async Task<AdminShop> WithNewMugAsync(params (string Name, string? Value)[] settings)
    {
        var shop = await OpenAsync(settings);
        await shop.World.CreateProductAsync(
            "mug",
            "Mug",
            ("defaultPrice", SanityPatch.WeakReference("mug-once"))
        );
        await shop.World.CreatePriceAsync("mug-once", "mug", 1999);
        return shop;
    }

    /// <summary>The same, linked and in agreement.</summary>
    public static async Task<AdminShop> WithMugAsync(params (string Name, string? Value)[] settings)
    {
        var shop = await WithNewMugAsync(settings);
        await shop.World.SettleAsync();
        shop.World.ClearLogs();
        return shop;
    }

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Reply> PostAsync(string path, object? body = null) =>
        SendAsync(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body));

    /// <summary>Runs to the end; the report.</summary>
    public async Task<JsonObject> RunAsync(object order)
    {
        var reply = await PostAsync("sync?wait=60", order);
        reply.Status.Should().Be(HttpStatusCode.OK, reply.Text);
        return reply.Json.AsObject();
    }

    public async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        var address = path.StartsWith('/') ? path : "/api/admin/" + path;
        using var request = new HttpRequestMessage(method, World.Host.Urls.First() + address)
        {
            Content = content,
        };
        if (Key is not null)
            request.Headers.Authorization = new("Bearer", Key);
        using var response = await _http.SendAsync(request);
        return new(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsStringAsync()
        );
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await World.DisposeAsync();
    }
}

/// <summary>What a caller sees.</summary>
internal sealed record Reply(HttpStatusCode Status, string? Type, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public IReadOnlyList<JsonNode> Items => [.. Json["items"]!.AsArray().Select(item => item!)];

    /// <summary>The code of a problem, which must be one by RFC 9457.</summary>
    public string? Code
    {
        get
        {
            Type.Should().Be("application/problem+json", Text);
            return (string?)Json["code"];
        }
    }
}
