using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Groq;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Http;

/// <summary><c>/data/mutate</c>, <c>/data/query</c>, <c>/data/doc</c> and <c>/data/export</c>.</summary>
internal sealed class DataRoutes(SanitySimulator sandbox)
{
    /// <summary>Bytes of one mutation request.</summary>
    private const int BodyLimit = 4_000_000;

    public SanityAnswer Mutate(SanityRequest request)
    {
        var dataset = sandbox.FindDataset(request.Route("dataset"));
        if (request.Bytes.Length > BodyLimit)
            throw SanityErrors.TooLarge;
        var body = request.Body();
        if (body["mutations"] is not JsonArray mutations)
            throw LakeErrors.Gateway(400, "Bad Request", "\"mutations\" is required");
        request.Caller.MayWrite(mutations);
        var done = dataset.Commit(
            new MutationRequest
            {
                Mutations = mutations,
                TransactionId = Text(body["transactionId"]) ?? request.Query("transactionId"),
                Author = request.Caller.UserId,
                DryRun = request.Flag("dryRun"),
                AutoGenerateArrayKeys = request.Flag("autoGenerateArrayKeys"),
                WaitForIndex = request.Query("visibility") is null or "sync",
            }
        );
        return SanityAnswer.Ok(Result(done, request.Flag("returnIds"), request.Flag("returnDocuments")));
    }

    public SanityAnswer QueryByUrl(SanityRequest request) =>
        Query(request, request.Query("query") ?? "", ParametersOf(request));

    /// <summary>Each <c>$name</c> of the address, read as JSON.</summary>
    /// <exception cref="LakeException">400.</exception>
    public static JsonObject ParametersOf(SanityRequest request)
    {
        var parameters = new JsonObject();
        foreach (var (name, value) in request.Context.Request.Query)
            if (name.StartsWith('$'))
                parameters[name[1..]] = Parameter(name, value.ToString());
        return parameters;
    }

    public SanityAnswer QueryByBody(SanityRequest request)
    {
        var body = request.Body();
        return Query(request, Text(body["query"]) ?? "", body["params"]?.DeepClone() as JsonObject ?? []);
    }

    /// <summary>By id, from the newest state.</summary>
    public SanityAnswer Documents(SanityRequest request)
    {
        var documents = sandbox.FindDataset(request.Route("dataset")).Snapshot();
        var (found, omitted) = (new JsonArray(), new JsonArray());
        foreach (var id in Uri.UnescapeDataString(request.Route("ids")).Split(','))
        {
            var wanted =
                request.Flag("includeAllVersions")
                    ? documents
                        .Keys.Where(key => DocumentId.Published(key) == DocumentId.Published(id))
                        .ToList()
                : documents.ContainsKey(id) ? [id]
                : [];
            var seen = wanted.Where(key => request.MaySee(key, sandbox.Options)).ToList();
            foreach (var key in seen)
                found.Add(Content(documents[key].Json, request.Flag("excludeContent")));
            if (seen.Count == 0)
                omitted.Add(
                    new JsonObject { ["id"] = id, ["reason"] = wanted.Count > 0 ? "permission" : "existence" }
                );
        }
        return SanityAnswer.Ok(new JsonObject { ["documents"] = found, ["omitted"] = omitted });
    }

    public SanityAnswer Export(SanityRequest request) =>
        SanityAnswer.Lines(
            sandbox
                .FindDataset(request.Route("dataset"))
                .Documents.Where(document =>
                    request.MaySee(document["_id"]!.GetValue<string>(), sandbox.Options)
                )
        );

    private SanityAnswer Query(SanityRequest request, string text, JsonObject parameters)
    {
        var dataset = sandbox.FindDataset(request.Route("dataset"));
        var query = Lake.Query.Parse(text, parameters);
        var indexed = dataset.IndexedSnapshot();
        var visible = indexed.RemoveRange(indexed.Keys.Where(id => !request.MaySee(id, sandbox.Options)));
        var result = Lake.Query.Run(
            query,
            parameters,
            visible,
            request.Query("perspective") is { Length: > 0 } asked
                ? asked.Split(',')
                : Perspective.Default(request.Route("version")),
            new GroqContext
            {
                Now = sandbox.Clock.GetUtcNow(),
                Identity = request.Caller.UserId,
                ProjectId = sandbox.Options.ProjectId,
                Dataset = dataset.Name,
            }
        );
        var answer = new JsonObject { ["ms"] = 1 };
        if (request.Query("returnQuery") != "false")
            answer["query"] = text;
        answer["result"] = result;
        answer["syncTags"] = new JsonArray("s1:sandbox");
        return SanityAnswer.Ok(answer);
    }

    private static JsonNode? Parameter(string name, string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            throw LakeErrors.Gateway(
                400,
                "Bad Request",
                $"Unable to parse value of \"{name}={value}\". Please quote string values."
            );
        }
    }

    private static JsonObject Content(JsonObject document, bool systemOnly)
    {
        var copy = document.DeepClone().AsObject();
        if (systemOnly)
            foreach (var name in document.Select(entry => entry.Key).Where(name => name[0] != '_').ToList())
                copy.Remove(name);
        return copy;
    }

    private static JsonObject Result(Transaction done, bool ids, bool documents)
    {
        var results = new JsonArray();
        foreach (var outcome in done.Outcomes)
        {
            var result = new JsonObject();
            if (ids || documents)
                result["id"] = outcome.Id;
            result["operation"] = outcome.Operation;
            if (documents && outcome.Document is { } document)
                result["document"] = document.DeepClone();
            results.Add(result);
        }
        return new JsonObject { ["transactionId"] = done.Id, ["results"] = results };
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
