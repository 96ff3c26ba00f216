using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;
using SanityStripeBridge.Sandbox.SanitySandbox.Screens;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Http;

/// <summary>The HTTP face: every answer is made here, every refusal becomes its status and body.</summary>
internal sealed class SanityRoutes(SanitySimulator sandbox)
{
    private readonly MutationRate _rate = new(sandbox.Options.MutationsPerSecond, sandbox.Clock);

    public static bool IsRead(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        || HttpMethods.IsHead(context.Request.Method)
        || (context.Request.Path.Value ?? "").Contains("/data/query/", StringComparison.Ordinal);

    public void Map(WebApplication app)
    {
        var data = new DataRoutes(sandbox);
        var history = new HistoryRoutes(sandbox);
        var manage = new ManagementRoutes(sandbox);
        var assets = new AssetRoutes(sandbox);
        app.MapPost("/{version}/assets/images/{dataset}", Answering(assets.UploadImage));
        app.MapGet("/images/{project}/{dataset}/{file}", assets.ServeAsync);
        app.MapPost("/{version}/data/mutate/{dataset}", Answering(request => Mutate(request, data)));
        app.MapGet("/{version}/data/query/{dataset}", Answering(data.QueryByUrl));
        app.MapPost("/{version}/data/query/{dataset}", Answering(data.QueryByBody));
        app.MapGet("/{version}/data/doc/{dataset}/{**ids}", Answering(data.Documents));
        app.MapGet("/{version}/data/export/{dataset}", Answering(data.Export));
        app.MapGet("/{version}/data/history/{dataset}/documents/{id}", Answering(history.Document));
        app.MapGet("/{version}/data/history/{dataset}/transactions/{ids?}", Answering(history.Transactions));
        app.MapGet("/{version}/users/me", Answering(ManagementRoutes.Me));
        app.MapGet("/{version}/projects/{project}", Answering(manage.Project));
        app.MapGet("/{version}/projects/{project}/datasets", Answering(manage.Datasets));
        app.MapGet("/{version}/hooks/projects/{project}", Answering(manage.ListHooks));
        app.MapPost("/{version}/hooks/projects/{project}", Answering(manage.CreateHook));
        app.MapGet("/{version}/hooks/projects/{project}/{id}", Answering(manage.GetHook));
        app.MapPatch("/{version}/hooks/projects/{project}/{id}", Answering(manage.ChangeHook));
        app.MapDelete("/{version}/hooks/projects/{project}/{id}", Answering(manage.DeleteHook));
        app.MapGet("/{version}/hooks/projects/{project}/{id}/messages", Answering(manage.Messages));
        app.MapGet("/{version}/hooks/projects/{project}/{id}/attempts", Answering(manage.Attempts));
        StudioPage.Map(app, sandbox);
        app.MapFallback(
            "/{**rest}",
            Answering(_ => throw LakeErrors.Gateway(404, "Not Found", "Resource not found"))
        );
    }

    private SanityAnswer Mutate(SanityRequest request, DataRoutes data)
    {
        _rate.Take(request.Context.Response.Headers);
        return data.Mutate(request);
    }

    private RequestDelegate Answering(Func<SanityRequest, SanityAnswer> handle) =>
        async context =>
        {
            SanityAnswer answer;
            try
            {
                var request = await SanityRequest.ReadAsync(context, sandbox.Options);
                answer = handle(request);
            }
            catch (LakeException refused)
            {
                answer = new SanityAnswer(refused.Status, Json.Text(refused.Body));
                if (refused.Status == StatusCodes.Status429TooManyRequests)
                    context.Response.Headers.RetryAfter = "1";
            }
            context.Response.StatusCode = answer.Status;
            if (answer.Status == StatusCodes.Status204NoContent)
                return;
            context.Response.ContentType = answer.ContentType;
            await context.Response.WriteAsync(answer.Body, context.RequestAborted);
        };
}

/// <summary>What is written back.</summary>
internal sealed record SanityAnswer(
    int Status,
    string Body,
    string ContentType = "application/json; charset=utf-8"
)
{
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

/// <summary>The gateway's limit on mutations, and the headers that tell of it.</summary>
internal sealed class MutationRate(int? perSecond, TimeProvider clock)
{
    /// <summary>What live answers were seen to carry.</summary>
    private const int Advertised = 50;

    private readonly Lock _lock = new();
    private long _second;
    private int _taken;

    /// <exception cref="LakeException">429.</exception>
    public void Take(IHeaderDictionary headers)
    {
        var limit = perSecond ?? Advertised;
        int taken;
        lock (_lock)
        {
            var now = clock.GetUtcNow().ToUnixTimeSeconds();
            _taken = now == _second ? _taken + 1 : 1;
            _second = now;
            taken = _taken;
        }
        var left = Math.Max(0, limit - taken).ToString(CultureInfo.InvariantCulture);
        var most = limit.ToString(CultureInfo.InvariantCulture);
        headers["ratelimit-limit"] = most;
        headers["ratelimit-remaining"] = left;
        headers["ratelimit-reset"] = "1";
        headers["x-ratelimit-limit-second"] = most;
        headers["x-ratelimit-remaining-second"] = left;
        headers["sanity-inflight-limit"] = "100";
        headers["sanity-inflight-current"] = "0";
        if (perSecond is not null && taken > limit)
            throw SanityErrors.TooMany;
    }
}
