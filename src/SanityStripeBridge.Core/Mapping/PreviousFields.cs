using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Mapping;

/// <summary>The fields of a Stripe object as they stood before an event, from its body and <c>previous_attributes</c>.</summary>
public static class PreviousFields
{
    /// <summary>Lays the old values over the body; metadata is a diff per key, in which null means the key was not there.</summary>
    /// <param name="type">Product or price.</param>
    /// <param name="body"><c>data.object</c>.</param>
    /// <param name="previous"><c>data.previous_attributes</c>; null when nothing is said to have changed.</param>
    /// <param name="documentOf">The price document of a Stripe price id.</param>
    /// <param name="ownedKeys">Freely named metadata keys to read.</param>
    /// <param name="pictures">Which image is which; null: each is its address.</param>
    public static Fields Of(
        ObjectType type,
        JsonElement body,
        JsonElement? previous,
        Func<string, string?> documentOf,
        IReadOnlySet<string> ownedKeys,
        Pictures? pictures = null
    )
    {
        var old = JsonObject.Create(body)!;
        if (previous is { ValueKind: JsonValueKind.Object } changes)
            foreach (var change in changes.EnumerateObject())
                Lay(old, change);
        return type == ObjectType.Product
            ? StripeReader
                .Product(old.Deserialize(StripeJson.Default.StripeProduct)!, documentOf, ownedKeys, pictures)
                .Fields
            : StripeReader.Price(old.Deserialize(StripeJson.Default.StripePrice)!, ownedKeys).Fields;
    }

    private static void Lay(JsonObject old, JsonProperty change)
    {
        if (change.Name != "metadata" || change.Value.ValueKind != JsonValueKind.Object)
        {
            old[change.Name] = JsonNode.Parse(change.Value.GetRawText());
            return;
        }
        var metadata = (old["metadata"] as JsonObject)?.DeepClone().AsObject() ?? [];
        foreach (var key in change.Value.EnumerateObject())
            if (key.Value.ValueKind == JsonValueKind.Null)
                metadata.Remove(key.Name);
            else
                metadata[key.Name] = key.Value.GetString();
        old["metadata"] = metadata;
    }
}
