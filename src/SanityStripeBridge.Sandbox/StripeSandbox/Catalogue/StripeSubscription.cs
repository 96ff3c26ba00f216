using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

/// <summary>A customer's subscription to one recurring price: as much of it as a reader of the catalogue may ask for.</summary>
internal sealed record StripeSubscription
{
    public required string Id { get; init; }
    public required string Customer { get; init; }

    /// <summary>As it was when somebody subscribed: a price may be deleted under its subscriptions.</summary>
    public required StripePrice Price { get; init; }
    public required string Status { get; init; }
    public required bool Livemode { get; init; }

    /// <summary>Unix seconds.</summary>
    public required long Created { get; init; }

    public long? EndedAt { get; init; }

    public JsonObject Render(StripePrice price) =>
        new()
        {
            ["id"] = Id,
            ["object"] = "subscription",
            ["cancel_at_period_end"] = false,
            ["canceled_at"] = EndedAt,
            ["created"] = Created,
            ["currency"] = price.Currency,
            ["customer"] = Customer,
            ["ended_at"] = EndedAt,
            ["items"] = new JsonObject
            {
                ["object"] = "list",
                ["data"] = new JsonArray(
                    new JsonObject
                    {
                        ["id"] = Id.Replace("sub_", "si_", StringComparison.Ordinal),
                        ["object"] = "subscription_item",
                        ["created"] = Created,
                        ["metadata"] = new JsonObject(),
                        ["price"] = price.Render(),
                        ["quantity"] = 1,
                        ["subscription"] = Id,
                    }
                ),
                ["has_more"] = false,
                ["url"] = $"/v1/subscription_items?subscription={Id}",
            },
            ["livemode"] = Livemode,
            ["metadata"] = new JsonObject(),
            ["start_date"] = Created,
            ["status"] = Status,
        };
}
