using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Groq;

/// <summary>A query or expression, parsed once; may be evaluated any number of times and by several threads.</summary>
public sealed class GroqQuery
{
    private static readonly IReadOnlyDictionary<string, object?> None = new Dictionary<string, object?>();
    private readonly GroqNode _root;

    private GroqQuery(string text, GroqNode root)
    {
        Text = text;
        _root = root;
    }

    public string Text { get; }

    /// <exception cref="GroqSyntaxException">Not GROQ, or outside the declared subset.</exception>
    public static GroqQuery Parse(string text, JsonObject? parameters = null) =>
        new(text, GroqParser.Parse(text, Values(parameters), delta: false));

    /// <summary>The filter or projection of a webhook: may ask <c>before()</c>, <c>after()</c> and <c>delta::</c>.</summary>
    /// <exception cref="GroqSyntaxException">Not GROQ, or outside the declared subset.</exception>
    public static GroqQuery ParseDelta(string text) => new(text, GroqParser.Parse(text, None, delta: true));

    /// <summary>Evaluates over a plain list of documents.</summary>
    public JsonNode? Evaluate(
        IReadOnlyList<JsonObject> documents,
        JsonObject? parameters,
        DateTimeOffset now,
        string identity = "",
        string projectId = "",
        string dataset = ""
    )
    {
        var byId = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var document in documents)
            byId[document["_id"]?.GetValue<string>() ?? ""] = GroqValues.From(document);
        return Evaluate(
            new GroqContext
            {
                Documents = [.. byId.Values],
                Find = byId.GetValueOrDefault,
                Parameters = Values(parameters),
                Now = now,
                Identity = identity,
                ProjectId = projectId,
                Dataset = dataset,
            }
        );
    }

    /// <summary>Evaluates over one change; attributes are those of the document after it, or before it when it was deleted.</summary>
    public JsonNode? EvaluateDelta(
        JsonObject? before,
        JsonObject? after,
        DateTimeOffset now,
        string identity = "",
        string projectId = "",
        string dataset = ""
    ) =>
        Evaluate(
            new GroqContext
            {
                Before = GroqValues.From(before),
                After = GroqValues.From(after),
                Now = now,
                Identity = identity,
                ProjectId = projectId,
                Dataset = dataset,
            }
        );

    /// <summary>The part that decides about a single document.</summary>
    /// <exception cref="GroqSyntaxException">Not a query over all documents.</exception>
    internal GroqFilter Filter() => GroqFilter.Of(_root, Text);

    internal JsonNode? Evaluate(GroqContext context) =>
        GroqValues.ToJson(
            GroqEvaluator.Evaluate(_root, new GroqScope(context.After ?? context.Before, null, context))
        );

    internal static IReadOnlyDictionary<string, object?> Values(JsonObject? parameters) =>
        parameters?.ToDictionary(entry => entry.Key, entry => GroqValues.From(entry.Value)) ?? None;
}
