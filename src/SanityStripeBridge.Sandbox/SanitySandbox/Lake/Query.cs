using System.Collections.Immutable;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Groq;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Lake;

/// <summary>Queries over a dataset, through a perspective.</summary>
internal static class Query
{
    /// <exception cref="LakeException">400 <c>queryParseError</c>.</exception>
    public static GroqQuery Parse(string text, JsonObject? parameters)
    {
        try
        {
            return GroqQuery.Parse(text, parameters);
        }
        catch (GroqSyntaxException error)
        {
            throw LakeErrors.Unparsable(text, error.Message, error.Start, error.End);
        }
    }

    /// <summary>What a listener's query asks of a single document.</summary>
    /// <exception cref="LakeException">400 <c>queryParseError</c>.</exception>
    public static GroqFilter Filter(string text, JsonObject? parameters)
    {
        try
        {
            return GroqQuery.Parse(text, parameters).Filter();
        }
        catch (GroqSyntaxException error)
        {
            throw LakeErrors.Unparsable(text, error.Message, error.Start, error.End);
        }
    }

    public static JsonNode? Run(
        GroqQuery query,
        JsonObject? parameters,
        ImmutableSortedDictionary<string, StoredDocument> documents,
        IReadOnlyList<string> perspective,
        GroqContext surroundings
    )
    {
        var seen = Perspective.Of(documents, perspective);
        return query.Evaluate(
            surroundings with
            {
                Documents = [.. seen.Values],
                Find = id => seen.GetValueOrDefault(id),
                Parameters = GroqQuery.Values(parameters),
            }
        );
    }
}
