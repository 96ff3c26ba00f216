using System.Text.Json;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Echoes;

/// <summary>The facts of a verified Stripe webhook, snapshot or thin.</summary>
public sealed record StripeDelivery
{
    private const string ThinPrefix = "v1.";

    /// <summary><c>evt_…</c>.</summary>
    public required string EventId { get; init; }

    /// <summary>As sent, <c>product.updated</c> or <c>v1.product.updated</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Product or price.</summary>
    public required ObjectType Object { get; init; }

    /// <summary><c>create</c>, <c>update</c> or <c>delete</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>Id of the product or price.</summary>
    public required string Subject { get; init; }

    /// <summary>True for live mode.</summary>
    public bool Livemode { get; init; }

    /// <summary>The connected account; null when the event is of the key's own.</summary>
    public string? Account { get; init; }

    /// <summary>The <c>Idempotency-Key</c> of the call behind the event; null for the Dashboard and for deletions.</summary>
    public string? Key { get; init; }

    /// <summary><c>req_…</c> of that call; null for changes that Stripe made by itself.</summary>
    public string? RequestId { get; init; }

    /// <summary>The object and its old values; null for a thin event, which is only a hint.</summary>
    public StripeEventData? Data { get; init; }

    /// <summary>A price's product; null for products, and when a thin event does not say.</summary>
    public string? Product { get; init; }

    /// <summary>The same event of the same account and mode is the same delivery.</summary>
    public string DedupeKey => $"{EventId}|{(Livemode ? "live" : "test")}|{Account}";

    /// <summary>Why it must not be worked before a person agrees; null when nothing speaks against it.</summary>
    /// <param name="livemode">Whether our key is a live one.</param>
    /// <param name="account">The connected account we work for; null for the key's own.</param>
    public string? QuarantineReason(bool livemode, string? account)
    {
        if (Livemode != livemode)
            return $"The event is of {Mode(Livemode)} mode, our key of {Mode(livemode)} mode.";
        return Account is not null && Account != account
            ? $"The event is of account {Account}, which is not ours."
            : null;
    }

    /// <summary>A metadata value of the object; null when there is none or the event is thin.</summary>
    public string? Metadata(string key) =>
        Data?.Object is { ValueKind: JsonValueKind.Object } body
        && body.TryGetProperty("metadata", out var metadata)
        && metadata.ValueKind == JsonValueKind.Object
            ? Text(metadata, key)
            : null;

    /// <summary>Reads a body; any bytes give a reading, none an exception.</summary>
    public static Reading<StripeDelivery> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return new Reading<StripeDelivery>.Malformed("The body is no JSON object.");
            var root = document.RootElement.Clone();
            return Of(root.Deserialize(StripeJson.Default.StripeEvent)!, Text(root, "context"));
        }
        catch (JsonException failure)
        {
            return new Reading<StripeDelivery>.Malformed(failure.Message);
        }
    }

    private static Reading<StripeDelivery> Of(StripeEvent sent, string? context)
    {
        var name = sent.Type.StartsWith(ThinPrefix, StringComparison.Ordinal)
            ? sent.Type[ThinPrefix.Length..]
            : sent.Type;
        if (KindOf(name) is not { } kind)
            return new Reading<StripeDelivery>.Ignored(sent.Type);
        var subject = sent.RelatedObject?.Id ?? (sent.Data is { } data ? Text(data.Object, "id") : null);
        if (string.IsNullOrEmpty(subject) || string.IsNullOrEmpty(sent.Id))
            return new Reading<StripeDelivery>.Malformed($"The {sent.Type} event names no object.");
        var request = sent.Request ?? sent.Reason?.Request;
        return new Reading<StripeDelivery>.Read(
            new()
            {
                EventId = sent.Id,
                Type = sent.Type,
                Object = kind.Object,
                Operation = kind.Operation,
                Subject = subject,
                Livemode = sent.Livemode,
                Account = sent.Account ?? context,
                Key = request?.IdempotencyKey,
                RequestId = request?.Id,
                Data = sent.Data is { Object.ValueKind: JsonValueKind.Object } ? sent.Data : null,
                Product = sent.Data is { } price ? Text(price.Object, "product") : null,
            }
        );
    }

    private static (ObjectType Object, string Operation)? KindOf(string name) =>
        name switch
        {
            "product.created" => (ObjectType.Product, "create"),
            "product.updated" => (ObjectType.Product, "update"),
            "product.deleted" => (ObjectType.Product, "delete"),
            "price.created" => (ObjectType.Price, "create"),
            "price.updated" => (ObjectType.Price, "update"),
            "price.deleted" => (ObjectType.Price, "delete"),
            _ => null,
        };

    private static string? Text(JsonElement map, string name) =>
        map.ValueKind == JsonValueKind.Object
        && map.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string Mode(bool live) => live ? "live" : "test";
}
