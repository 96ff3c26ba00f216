using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Operating.Shapes;

/// <summary>A delivery for scripts.</summary>
internal static class DeliveryShape
{
    public static JsonObject Of(Delivery delivery) =>
        new()
        {
            ["id"] = delivery.Id,
            ["side"] = Words.Of(delivery.Side),
            ["type"] = delivery.Type,
            ["operation"] = delivery.Operation,
            ["subject"] = delivery.Subject,
            ["family"] = delivery.Family,
            ["receivedAt"] = Words.Of(delivery.ReceivedAt),
            ["state"] = Words.Of(delivery.State),
            ["outcome"] = Words.Of(delivery.Outcome),
            ["attempts"] = delivery.Attempts,
            ["reason"] = delivery.Reason,
            ["doneAt"] = Words.Of(delivery.DoneAt),
        };

    public static JsonObject WithBody(Delivery delivery)
    {
        var shape = Of(delivery);
        shape["body"] = Body(delivery);
        return shape;
    }

    private static JsonNode? Body(Delivery delivery)
    {
        try
        {
            return JsonNode.Parse(delivery.Body);
        }
        catch (JsonException)
        {
            // Stored as received: what is no JSON is shown as text.
            return Encoding.UTF8.GetString(delivery.Body);
        }
    }
}
