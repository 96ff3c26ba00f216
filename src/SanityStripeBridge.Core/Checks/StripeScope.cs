namespace SanityStripeBridge.Core.Checks;

/// <summary>A permission of a restricted key, and the work that needs it.</summary>
/// <param name="Name">As Stripe's refusals name it.</param>
/// <param name="Label">As the Dashboard names it.</param>
/// <param name="Work">What does not work without it.</param>
/// <param name="Grade">How bad that is.</param>
/// <param name="Method">Of the request that shows whether it is there.</param>
/// <param name="Path">Of that request; a write names an object that cannot exist, so that it is refused or finds nothing.</param>
public sealed record StripeScope(
    string Name,
    string Label,
    string Work,
    Grade Grade,
    string Method,
    string Path
)
{
    /// <summary>Every permission, the first first.</summary>
    /// <param name="nobody">A text that is in no id.</param>
    public static IReadOnlyList<StripeScope> All(string nobody) =>
        [
            new(
                "account_read",
                "Accounts: Read",
                "the bridge cannot tell which account it writes to, and does not start",
                Grade.Failure,
                "GET",
                "/v1/account"
            ),
            new(
                "product_read",
                "Products: Read",
                "products cannot be looked at, nothing is mirrored",
                Grade.Failure,
                "GET",
                "/v1/products?limit=1"
            ),
            new(
                "product_write",
                "Products: Write",
                "products are not created, changed or archived in Stripe",
                Grade.Failure,
                "POST",
                $"/v1/products/bridge_doctor_{nobody}"
            ),
            new(
                "plan_read",
                "Prices: Read",
                "prices cannot be looked at, nothing is mirrored",
                Grade.Failure,
                "GET",
                "/v1/prices?limit=1"
            ),
            new(
                "plan_write",
                "Prices: Write",
                "prices are not created, replaced or archived in Stripe",
                Grade.Failure,
                "POST",
                $"/v1/prices/price_bridge_doctor_{nobody}"
            ),
            new(
                "event_read",
                "Events: Read",
                "catch-up cannot read what webhooks did not tell, and the bridge does not start",
                Grade.Failure,
                "GET",
                "/v1/events?limit=1"
            ),
            new(
                "webhook_read",
                "Webhook Endpoints: Read",
                "only the doctor needs it: it cannot look at the webhook endpoint",
                Grade.Warning,
                "GET",
                "/v1/webhook_endpoints?limit=1"
            ),
        ];
}
