using System.Text.Json;
using System.Text.Json.Serialization;

namespace SanityStripeBridge.Core.Wire;

/// <summary>One name and value of a form.</summary>
/// <param name="Name">With brackets, <c>metadata[sku]</c>.</param>
/// <param name="Value">An empty string clears the field on update.</param>
public sealed record FormPair(string Name, string Value);

/// <summary>A write to Stripe as a value: it is stored with its intent and sent again exactly as it was.</summary>
/// <param name="Path"><c>/v1/products</c>, <c>/v1/products/{id}</c>, <c>/v1/prices</c> or <c>/v1/prices/{id}</c>; ids are escaped.</param>
/// <param name="Form">In the order in which it is sent.</param>
public sealed record StripeRequest(string Path, IReadOnlyList<FormPair> Form)
{
    /// <summary>The text that an intent stores.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, StripeRequestJson.Default.StripeRequest);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static StripeRequest FromJson(string json) =>
        JsonSerializer.Deserialize(json, StripeRequestJson.Default.StripeRequest)!;
}

/// <summary>Generated serialiser of stored requests.</summary>
[JsonSerializable(typeof(StripeRequest))]
public sealed partial class StripeRequestJson : JsonSerializerContext;
