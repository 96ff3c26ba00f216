using System.Net.Http.Headers;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Stripe;

/// <summary>Makes Stripe's HTTP requests: key, version and account on each, forms on writes.</summary>
internal static class StripeMessage
{
    public static HttpRequestMessage Get(StripeOptions options, string path) =>
        Message(options, HttpMethod.Get, path);

    public static HttpRequestMessage Delete(StripeOptions options, string path) =>
        Message(options, HttpMethod.Delete, path);

    /// <summary>A request without content.</summary>
    public static HttpRequestMessage Empty(StripeOptions options, HttpMethod method, string path) =>
        Message(options, method, path);

    /// <summary>
    /// The expansions are sent with the form because an answer without <c>currency_options</c> and <c>tiers</c> could not
    /// become a baseline. They are the same for every write: a key may only be sent again with the same parameters.
    /// </summary>
    public static HttpRequestMessage Post(
        StripeOptions options,
        StripeRequest request,
        string key,
        string expand
    )
    {
        var message = Message(options, HttpMethod.Post, request.Path);
        message.Headers.Add("Idempotency-Key", key);
        var form = request.Form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value));
        var expansions = expand
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(field => KeyValuePair.Create("expand[]", field));
        message.Content = new FormUrlEncodedContent([.. form, .. expansions]);
        return message;
    }

    /// <summary>An id as one path segment. Dots alone would be read as a folder, and no object can be named so.</summary>
    public static string Segment(string id) =>
        id.Trim('.').Length > 0
            ? Uri.EscapeDataString(id)
            : throw new RemoteException(FailureKind.Refused, $"\"{id}\" is no Stripe id.", code: "bad_id");

    /// <summary>The path with its id replaced, for budgets and metrics.</summary>
    public static string Route(string path)
    {
        var parts = path.Split('/');
        return parts.Length > 3 ? $"/{parts[1]}/{parts[2]}/{{id}}" : path;
    }

    private static HttpRequestMessage Message(StripeOptions options, HttpMethod method, string path)
    {
        var message = new HttpRequestMessage(method, new Uri(options.ApiBase.TrimEnd('/') + path));
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.SecretKey);
        message.Headers.Add("Stripe-Version", options.ApiVersion);
        if (!string.IsNullOrEmpty(options.Account))
            message.Headers.Add("Stripe-Account", options.Account);
        return message;
    }
}
