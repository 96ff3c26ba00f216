using System.Net.Http.Headers;
using System.Text.Json;
using SanityStripeBridge.Sandbox.StripeSandbox;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Sandbox.Tests.StripeSandbox;

internal sealed record Answer(int Status, JsonElement Body, string Text, HttpResponseHeaders Headers)
{
    public string Id => Body.GetProperty("id").GetString()!;

    public JsonElement Error => Body.GetProperty("error");

    public string Message => Error.GetProperty("message").GetString()!;

    public JsonElement this[string name] => Body.GetProperty(name);
}

/// <summary>A simulator on a manual clock and a plain HTTP client with a key.</summary>
internal sealed class Account : IAsyncDisposable
{
    private Account(StripeSimulator simulator, ManualTime time) => (Stripe, Time) = (simulator, time);

    public StripeSimulator Stripe { get; }

    public ManualTime Time { get; }

    public string Key { get; set; } = "sk_test_sandbox";

    private HttpClient Http { get; } = new();

    public static async Task<Account> OpenAsync(StripeSimulatorOptions? options = null)
    {
        var time = new ManualTime();
        var simulator = await StripeSimulator.StartAsync(
            (options ?? new StripeSimulatorOptions()) with
            {
                Clock = time,
            },
            CancellationToken.None
        );
        return new Account(simulator, time);
    }

    public Task<Answer> Get(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answer> Delete(string path) => SendAsync(HttpMethod.Delete, path, null);

    public Task<Answer> Post(string path, string form, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, form, headers);

    public async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        string? form,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(Stripe.Address, "/v1/" + path));
        if (Key.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (form is not null)
            request.Content = new StringContent(form, null, "application/x-www-form-urlencoded");
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, JsonElement.Parse(text), text, response.Headers);
    }

    public async Task<string> Product(string form = "name=Mug") => (await Post("products", form)).Id;

    public async Task<string> Price(string product, string form = "currency=usd&unit_amount=1850") =>
        (await Post("prices", $"product={product}&{form}")).Id;

    /// <summary>All events, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> Events()
    {
        var list = await Get("events?limit=100");
        return [.. list["data"].EnumerateArray().Reverse()];
    }

    public async Task<IEnumerable<string?>> EventTypes() =>
        (await Events()).Select(e => e.GetProperty("type").GetString());

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Stripe.DisposeAsync();
    }
}

/// <summary>Each test has an account of its own.</summary>
public abstract class StripeTests : IAsyncLifetime
{
    internal Account Account { get; private set; } = null!;

    internal virtual StripeSimulatorOptions Options => new();

    public async Task InitializeAsync() => Account = await Account.OpenAsync(Options);

    public async Task DisposeAsync() => await Account.DisposeAsync();
}
