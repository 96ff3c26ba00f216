using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Echoes;

/// <summary>Headers of a Sanity webhook. They are not signed: nothing is dropped on their word alone.</summary>
/// <param name="Project"><c>sanity-project-id</c>.</param>
/// <param name="Dataset"><c>sanity-dataset</c>.</param>
/// <param name="Transaction"><c>sanity-transaction-id</c>: the write that caused the delivery, also for a deletion.</param>
public sealed record SanityHeaders(string? Project, string? Dataset, string? Transaction);

/// <summary>The document types that concern us.</summary>
/// <param name="Products">Types of products.</param>
/// <param name="Prices">Types of prices, each with the attribute that refers to the product.</param>
/// <param name="Prefix">How the ids of our companions begin.</param>
public sealed record SanityTypes(
    IReadOnlySet<string> Products,
    IReadOnlyDictionary<string, string> Prices,
    string Prefix = SanityTypes.Companion
)
{
    /// <summary>Type of the companions by which editors ask for a sync.</summary>
    public const string Companion = "stripeSync";
}

/// <summary>The facts of a verified Sanity webhook about a published document.</summary>
public sealed record SanityDelivery
{
    /// <summary>The published document's id.</summary>
    public required string DocumentId { get; init; }

    /// <summary>Document type.</summary>
    public required string Type { get; init; }

    /// <summary>The document spoken of: itself, or a companion's subject.</summary>
    public required string Subject { get; init; }

    /// <summary>Revision in the signed body: after a create or update, but before a delete. Null when a projection left it out.</summary>
    public string? Rev { get; init; }

    /// <summary><c>create</c>, <c>update</c> or <c>delete</c> in the signed body; null when it does not say.</summary>
    public string? Operation { get; init; }

    /// <summary>Published id of a price's product; null when the body does not say.</summary>
    public string? Product { get; init; }

    /// <summary>Unsigned.</summary>
    public required SanityHeaders Headers { get; init; }

    /// <summary>Null, and so never a duplicate, when the signed body lacks a part of it.</summary>
    public string? DedupeKey => Rev is null || Operation is null ? null : $"{DocumentId}|{Rev}|{Operation}";

    /// <summary>Why it must not be worked before a person agrees; null when nothing speaks against it.</summary>
    public string? QuarantineReason(string project, string dataset)
    {
        if (Headers.Project is { } otherProject && otherProject != project)
            return $"The delivery is of project {otherProject}, not of {project}.";
        return Headers.Dataset is { } otherDataset && otherDataset != dataset
            ? $"The delivery is of dataset {otherDataset}, not of {dataset}."
            : null;
    }

    /// <summary>Reads a body; any bytes give a reading, none an exception.</summary>
    public static Reading<SanityDelivery> Read(
        ReadOnlySpan<byte> body,
        SanityHeaders headers,
        SanityTypes types
    )
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject map
                ? Of(new SanityDocument(map), headers, types)
                : new Reading<SanityDelivery>.Malformed("The body is no JSON object.");
        }
        catch (JsonException failure)
        {
            return new Reading<SanityDelivery>.Malformed(failure.Message);
        }
        // A key that stands twice in one object is found only when the object is read.
        catch (ArgumentException failure)
        {
            return new Reading<SanityDelivery>.Malformed(failure.Message);
        }
    }

    private static Reading<SanityDelivery> Of(
        SanityDocument document,
        SanityHeaders headers,
        SanityTypes types
    )
    {
        if (document.Id.Length == 0 || document.Type.Length == 0)
            return new Reading<SanityDelivery>.Malformed("The body has no _id or no _type.");
        var operation = document.Text("operation");
        var companion = document.Type == SanityTypes.Companion;
        if (!companion && !types.Products.Contains(document.Type) && !types.Prices.ContainsKey(document.Type))
            return new Reading<SanityDelivery>.Ignored(document.Type);
        if (
            !SanityIds.IsPublished(document.Id)
            || (companion && (operation == "delete" || !IsOurs(document, types.Prefix)))
        )
            return new Reading<SanityDelivery>.Ignored(document.Id);
        return new Reading<SanityDelivery>.Read(
            new()
            {
                DocumentId = document.Id,
                Type = document.Type,
                Subject = companion ? SubjectOf(document, types.Prefix) : document.Id,
                Rev = document.Rev,
                Operation = operation is "create" or "update" or "delete" ? operation : null,
                Product = types.Prices.TryGetValue(document.Type, out var attribute)
                    ? Reference(document, attribute)
                    : null,
                Headers = headers,
            }
        );
    }

    // Another bridge on the same dataset has companions of its own.
    private static bool IsOurs(SanityDocument companion, string prefix) =>
        companion.Id.StartsWith(prefix + "-", StringComparison.Ordinal);

    private static string SubjectOf(SanityDocument companion, string prefix)
    {
        if (Reference(companion, "subject") is { } subject)
            return subject;
        return companion.Id[(prefix.Length + 1)..];
    }

    private static string? Reference(SanityDocument document, string field) =>
        document.Body[field] is JsonObject reference
        && reference["_ref"] is JsonValue value
        && value.TryGetValue(out string? id)
        && id.Length > 0
            ? SanityIds.Published(id)
            : null;
}
