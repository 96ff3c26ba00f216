using SanityStripeBridge.Calls;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Stripe;

/// <content>What setup and the doctor ask: webhook endpoints, and any address to see what it answers.</content>
internal sealed partial class StripeClient
{
    private const string Endpoints = "/v1/webhook_endpoints";

    /// <summary>Whether events come from a connected account: then the endpoint is the platform's own.</summary>
    public bool IsConnected => _options().Account is { Length: > 0 };

    /// <summary>All webhook endpoints of the key's own account and mode.</summary>
    public async Task<IReadOnlyList<StripeWebhookEndpoint>> ListEndpointsAsync(CancellationToken cancel)
    {
        var page = await SendAsync(
            $"GET {Endpoints}",
            // Sixteen are the most that Stripe allows.
            options => StripeMessage.Get(OwnAccount(options), $"{Endpoints}?{PageSize}"),
            _ => null,
            StripeJson.Default.StripeListStripeWebhookEndpoint,
            cancel
        );
        return page!.Data;
    }

    /// <summary>The only answer that carries the secret.</summary>
    /// <param name="key">A request that is sent again under it makes no second endpoint and answers the same secret.</param>
    public Task<StripeWebhookEndpoint> CreateEndpointAsync(
        IReadOnlyList<FormPair> form,
        string key,
        CancellationToken cancel
    ) => PostEndpointAsync($"POST {Endpoints}", new(Endpoints, form), key, cancel);

    public Task<StripeWebhookEndpoint> ChangeEndpointAsync(
        string id,
        IReadOnlyList<FormPair> form,
        string key,
        CancellationToken cancel
    ) =>
        PostEndpointAsync(
            $"POST {Endpoints}/{{id}}",
            new($"{Endpoints}/{StripeMessage.Segment(id)}", form),
            key,
            cancel
        );

    /// <summary>Deletes an endpoint; one that is gone already is fine.</summary>
    public Task RemoveEndpointAsync(string id, CancellationToken cancel) =>
        DeleteAsync(
            $"DELETE {Endpoints}/{{id}}",
            options => StripeMessage.Delete(OwnAccount(options), $"{Endpoints}/{StripeMessage.Segment(id)}"),
            cancel
        );

    /// <summary>Deletes a product; one that is gone already is fine. The mirror never does this: it archives.</summary>
    public Task RemoveProductAsync(string id, CancellationToken cancel) =>
        DeleteAsync(
            "DELETE /v1/products/{id}",
            options => StripeMessage.Delete(options, $"/v1/products/{StripeMessage.Segment(id)}"),
            cancel
        );

    /// <summary>What an address answers to the key, refusals included; only silence is a failure.</summary>
    public Task<Probe> ProbeAsync(HttpMethod method, string path, CancellationToken cancel)
    {
        var options = _options();
        var route = path.Split('?')[0];
        var isEndpoint = route.StartsWith(Endpoints, StringComparison.Ordinal);
        var operation = $"{method} {StripeMessage.Route(route)}";
        var call = new Call("stripe", operation, options.TimeOut, _budgets.For(operation, options));
        var sentAt = _clock.GetUtcNow();
        return _caller.SendAsync(
            call,
            () =>
            {
                sentAt = _clock.GetUtcNow();
                return StripeMessage.Empty(isEndpoint ? OwnAccount(options) : options, method, path);
            },
            Judge,
            cancel
        );

        Attempt<Probe> Judge(Answer answer) =>
            answer.Status is 429 or >= 500
                ? StripeFailure.From<Probe>(answer, operation, options.SecretKey, _clock.GetUtcNow())
                : Attempts.Done(
                    Probe.Of(
                        answer,
                        sentAt,
                        _clock.GetUtcNow(),
                        answer.Header("Stripe-Version"),
                        body => StripeFailure.Said(body, options.SecretKey)
                    )
                );
    }

    private async Task<StripeWebhookEndpoint> PostEndpointAsync(
        string operation,
        StripeRequest request,
        string key,
        CancellationToken cancel
    ) =>
        (
            await SendAsync(
                operation,
                options => StripeMessage.Post(OwnAccount(options), request, key, ""),
                _ => null,
                StripeJson.Default.StripeWebhookEndpoint,
                cancel
            )
        )!;

    private async Task DeleteAsync(
        string operation,
        Func<StripeOptions, HttpRequestMessage> build,
        CancellationToken cancel
    ) =>
        await SendAsync(
            operation,
            build,
            answer =>
                StripeFailure.IsMissing(answer)
                    ? Attempts.Done<System.Text.Json.Nodes.JsonObject?>(null, "missing")
                    : null,
            CallJson.Default.JsonObject,
            cancel
        );

    // Events of connected accounts go only to the platform's endpoints that were made with connect=true.
    private static StripeOptions OwnAccount(StripeOptions options) =>
        new()
        {
            SecretKey = options.SecretKey,
            ApiBase = options.ApiBase,
            ApiVersion = options.ApiVersion,
            TimeOut = options.TimeOut,
        };
}

/// <summary>The answer to a deletion, of which nothing is read.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
internal sealed partial class CallJson : System.Text.Json.Serialization.JsonSerializerContext;
