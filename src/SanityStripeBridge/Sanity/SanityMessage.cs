using System.Text;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Sanity;

/// <summary>Makes Sanity's HTTP requests.</summary>
internal static class SanityMessage
{
    // Other alphabets as they are: escaped, they would take up to twice the bytes of the size limit.
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Splits ids, escaped and joined with commas, so that each part fits into one address.</summary>
    public static IEnumerable<string> Batches(IReadOnlyList<string> ids) =>
        AddressBatches
            .Of(ids, int.MaxValue, besides: 1)
            .Select(part => string.Join(',', part.Select(Uri.EscapeDataString)));

    public static HttpRequestMessage Documents(SanityOptions options, string ids, bool allVersions) =>
        Message(
            options,
            HttpMethod.Get,
            $"/data/doc/{Dataset(options)}/{ids}{(allVersions ? "?includeAllVersions=true" : "")}"
        );

    public static HttpRequestMessage Query(
        SanityOptions options,
        string query,
        JsonObject parameters,
        string perspective = "published"
    )
    {
        var values = parameters.Select(pair =>
            $"&%24{pair.Key}={Uri.EscapeDataString(pair.Value?.ToJsonString() ?? "null")}"
        );
        var path =
            $"/data/query/{Dataset(options)}?perspective={perspective}&returnQuery=false"
            + $"&query={Uri.EscapeDataString(query)}{string.Concat(values)}";
        return Message(options, HttpMethod.Get, path);
    }

    /// <summary>The body of a transaction; the id in it becomes the revision of every document written.</summary>
    public static byte[] Transaction(IReadOnlyList<SanityMutation> mutations, string transactionId)
    {
        var body = new JsonObject
        {
            ["transactionId"] = transactionId,
            ["mutations"] = new JsonArray([.. mutations.Select(mutation => mutation.ToJson())]),
        };
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Compact))
            body.WriteTo(writer);
        return bytes.ToArray();
    }

    /// <summary>
    /// <c>visibility=sync</c>: the answer comes when queries see the write. With <c>async</c> the next listing, or the search
    /// for a product's prices, could miss what was just written and plan it a second time; the wait is below a second.
    /// </summary>
    public static HttpRequestMessage Mutate(SanityOptions options, byte[] body)
    {
        var path = $"/data/mutate/{Dataset(options)}?returnIds=true&visibility=sync";
        var message = Message(options, HttpMethod.Post, path);
        message.Content = new ByteArrayContent(body);
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        return message;
    }

    public static HttpRequestMessage Upload(SanityOptions options, string name, Download.Image image)
    {
        var path = $"/assets/images/{Dataset(options)}?filename={Uri.EscapeDataString(name)}";
        var message = Message(options, HttpMethod.Post, path);
        message.Content = new ByteArrayContent(image.Bytes);
        message.Content.Headers.ContentType = new MediaTypeHeaderValue(image.ContentType);
        return message;
    }

    /// <summary>The project's hooks, or one of them.</summary>
    public static HttpRequestMessage Hooks(
        SanityOptions options,
        HttpMethod method,
        string path,
        JsonObject? body
    ) =>
        WithJson(
            Message(
                options.ManagementRoot + $"/hooks/projects/{Uri.EscapeDataString(options.ProjectId)}{path}",
                method,
                ManageToken(options)
            ),
            body
        );

    /// <summary>Any address below the versioned root.</summary>
    public static HttpRequestMessage Any(
        SanityOptions options,
        HttpMethod method,
        string path,
        JsonObject? body
    ) => WithJson(Message(options, method, path), body);

    /// <summary>The token that manages hooks: its own, or else the bridge's, which may be an administrator's.</summary>
    public static string ManageToken(SanityOptions options) =>
        options.ManageToken.Length > 0 ? options.ManageToken : options.Token;

    private static HttpRequestMessage WithJson(HttpRequestMessage message, JsonObject? body)
    {
        if (body is not null)
            message.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return message;
    }

    private static string Dataset(SanityOptions options) => Uri.EscapeDataString(options.Dataset);

    private static HttpRequestMessage Message(SanityOptions options, HttpMethod method, string path) =>
        Message(options.Root + path, method, options.Token);

    private static HttpRequestMessage Message(string address, HttpMethod method, string token)
    {
        var message = new HttpRequestMessage(method, new Uri(address));
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return message;
    }
}
