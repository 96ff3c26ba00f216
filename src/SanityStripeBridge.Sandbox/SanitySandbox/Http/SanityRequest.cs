using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Http;

/// <summary>What is written back.</summary>
internal sealed record SanityAnswer(
    int Status,
    string Body,
    string ContentType = "application/json; charset=utf-8"
)
{
    /// <summary>Everything has been sent already.</summary>
    public static readonly SanityAnswer Written = new(StatusCodes.Status200OK, "");

    public static SanityAnswer Ok(JsonNode? body) => new(StatusCodes.Status200OK, Json.Text(body));

    public static SanityAnswer Lines(IEnumerable<JsonNode> rows) =>
        new(
            StatusCodes.Status200OK,
            string.Concat(rows.Select(row => Json.Text(row) + "\n")),
            "application/x-ndjson"
        );
}

/// <summary>A request with its caller known and its body read.</summary>
internal sealed record SanityRequest(HttpContext Context, Caller Caller, byte[] Bytes)
{
    public static async Task<SanityRequest> ReadAsync(HttpContext context, SanitySimulatorOptions options)
    {
        var caller = Caller.Of(context, options);
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        return new SanityRequest(context, caller, bytes.ToArray());
    }

    public string Route(string name) => (string?)Context.Request.RouteValues[name] ?? "";

    public string? Query(string name) =>
        Context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>Whether the caller is shown a document: without a token, public ids of a public dataset only.</summary>
    public bool MaySee(string id, SanitySimulatorOptions options) =>
        !Caller.IsAnonymous || (!options.IsPrivate && !id.Contains('.', StringComparison.Ordinal));

    public bool Flag(string name) => Query(name) == "true";

    /// <exception cref="LakeException">400.</exception>
    public JsonObject Body()
    {
        try
        {
            return JsonNode.Parse(Bytes) as JsonObject ?? throw SanityErrors.Malformed;
        }
        catch (JsonException)
        {
            throw SanityErrors.Malformed;
        }
    }
}
