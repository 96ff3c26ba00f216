using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Sandbox.Tests.SanitySandbox;

/// <summary>A simulator of its own for each test, talked to over HTTP.</summary>
public abstract class SanityTest : IAsyncLifetime
{
    private const string Version = "v2025-02-19";
    private readonly HttpClient _http = new();

    protected ManualTime Clock { get; } = new();

    protected SanitySimulator Sandbox { get; private set; } = null!;

    protected virtual SanitySimulatorOptions Options => new() { Clock = Clock };

    protected string? Token { get; set; } = "sk-editor";

    public async Task InitializeAsync() => Sandbox = await SanitySimulator.StartAsync(Options, default);

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await Sandbox.DisposeAsync();
    }

    protected async Task<(HttpResponseMessage Response, string Text)> SendAsync(
        HttpMethod method,
        string path,
        string? body = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(Sandbox.Address, path));
        if (Token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        var response = await _http.SendAsync(request);
        return (response, await response.Content.ReadAsStringAsync());
    }

    protected async Task<(int Status, JsonNode? Body)> CallAsync(
        HttpMethod method,
        string path,
        string? body = null
    )
    {
        var (response, text) = await SendAsync(method, path, body);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    protected async Task<JsonNode> MutateAsync(string mutations, string options = "", string? id = null) =>
        (await TryMutateAsync(mutations, options, id)) is (200, { } body)
            ? body
            : throw new InvalidOperationException($"refused: {mutations}");

    protected Task<(int Status, JsonNode? Body)> TryMutateAsync(
        string mutations,
        string options = "",
        string? id = null
    ) =>
        CallAsync(
            HttpMethod.Post,
            $"/{Version}/data/mutate/production?returnIds=true{options}",
            id is null
                ? $$"""{"mutations":{{mutations}}}"""
                : $$"""{"mutations":{{mutations}},"transactionId":"{{id}}"}"""
        );

    protected async Task<JsonNode?> FetchAsync(string query, string options = "", string version = Version)
    {
        var (status, body) = await CallAsync(
            HttpMethod.Get,
            $"/{version}/data/query/production?query={Uri.EscapeDataString(query)}{options}"
        );
        status.Should().Be(200, "{0}", body);
        return body!["result"];
    }

    protected async Task<JsonObject?> GetAsync(string id) =>
        (await CallAsync(HttpMethod.Get, $"/{Version}/data/doc/production/{id}")).Body!["documents"]!
            .AsArray()
            .FirstOrDefault()
            ?.AsObject();

    protected Task<(int Status, JsonNode? Body)> ControlAsync(string path, string? body = null) =>
        CallAsync(body is null ? HttpMethod.Get : HttpMethod.Post, $"/_sandbox/{path}", body);
}
