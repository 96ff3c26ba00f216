using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;
using SanityStripeBridge.Sandbox.StripeSandbox.Search;

namespace SanityStripeBridge.Sandbox.StripeSandbox;

/// <summary>Every address the simulator knows; all others answer Stripe's 404.</summary>
internal static class StripeRoutes
{
    private static readonly StripeRoute[] All =
    [
        new("GET", "/v1/account", "account_read", Account),
        new("GET", "/v1/products", "product_read", Listings.Products),
        new(
            "POST",
            "/v1/products",
            "product_write",
            c => c.Ledger.ProductRules.Create(c.Form, c.Caller).Render()
        ),
        new("GET", "/v1/products/search", "product_read", Searches.Products),
        new("GET", "/v1/products/{id}", "product_read", c => c.Ledger.ProductRules.Get(c.PathId).Render()),
        new(
            "POST",
            "/v1/products/{id}",
            "product_write",
            c => c.Ledger.ProductRules.Update(c.PathId, c.Form, c.Caller).Render()
        ),
        new("DELETE", "/v1/products/{id}", "product_write", DeleteProduct),
        new("GET", "/v1/prices", "plan_read", Listings.Prices),
        new("POST", "/v1/prices", "plan_write", c => c.Ledger.PriceRules.Create(c.Form, c.Caller).Render()),
        new("GET", "/v1/prices/search", "plan_read", Searches.Prices),
        new("GET", "/v1/prices/{id}", "plan_read", c => c.Ledger.PriceRules.Get(c.PathId).Render()),
        new(
            "POST",
            "/v1/prices/{id}",
            "plan_write",
            c => c.Ledger.PriceRules.Update(c.PathId, c.Form, c.Caller).Render()
        ),
        new("GET", "/v1/plans/{id}", "plan_read", c => PriceJson.Plan(RecurringPrice(c))),
        new("DELETE", "/v1/plans/{id}", "plan_write", DeletePlan),
        new("GET", "/v1/subscriptions", "subscription_read", c => c.Ledger.Subscriptions.List(c)),
        new(
            "GET",
            "/v1/subscriptions/{id}",
            "subscription_read",
            c => c.Ledger.Subscriptions.Render(c.PathId)
        ),
        new("GET", "/v1/events", "event_read", Listings.Events),
        new("GET", "/v1/events/{id}", "event_read", c => c.Ledger.Events.Get(c.PathId)),
        new("GET", "/v1/webhook_endpoints", "webhook_read", Listings.Endpoints),
        new(
            "POST",
            "/v1/webhook_endpoints",
            "webhook_write",
            c => c.Ledger.Endpoints.Create(c.Form).RenderCreated()
        ),
        new(
            "GET",
            "/v1/webhook_endpoints/{id}",
            "webhook_read",
            c => c.Ledger.Endpoints.Get(c.PathId).Render()
        ),
        new(
            "POST",
            "/v1/webhook_endpoints/{id}",
            "webhook_write",
            c => c.Ledger.Endpoints.Update(c.PathId, c.Form).Render()
        ),
        new("DELETE", "/v1/webhook_endpoints/{id}", "webhook_write", DeleteEndpoint),
    ];

    public static void Map(WebApplication app, StripePipeline pipeline)
    {
        foreach (var route in All)
        {
            RequestDelegate handle = context => pipeline.InvokeAsync(context, route);
            app.MapMethods(route.Template, [route.Method], handle);
        }
        RequestDelegate unknown = context => pipeline.InvokeAsync(context, null);
        app.Map("/{**rest}", unknown);
    }

    private static JsonObject Account(StripeCall call) =>
        new()
        {
            ["id"] = call.Ledger.Account,
            ["object"] = "account",
            ["business_profile"] = new JsonObject { ["name"] = "Sandbox", ["url"] = null },
            ["charges_enabled"] = true,
            ["country"] = "US",
            ["default_currency"] = "usd",
            ["details_submitted"] = true,
            ["email"] = "owner@example.com",
            ["payouts_enabled"] = true,
            ["settings"] = new JsonObject
            {
                ["dashboard"] = new JsonObject { ["display_name"] = "Sandbox", ["timezone"] = "Etc/UTC" },
            },
            ["type"] = "standard",
        };

    private static JsonObject DeleteProduct(StripeCall call)
    {
        call.Ledger.ProductRules.Delete(call.PathId, call.Caller);
        return Deleted(call.PathId, "product");
    }

    private static JsonObject DeletePlan(StripeCall call)
    {
        RecurringPrice(call);
        call.Ledger.PriceRules.Delete(call.PathId, call.Caller);
        return Deleted(call.PathId, "plan");
    }

    private static JsonObject DeleteEndpoint(StripeCall call)
    {
        call.Ledger.Endpoints.Delete(call.PathId);
        return Deleted(call.PathId, "webhook_endpoint");
    }

    private static StripePrice RecurringPrice(StripeCall call) =>
        call.Ledger.Prices[call.PathId] is { Recurring: not null } price
            ? price
            : throw Refuse.NoSuch("plan", call.PathId, "plan", 404);

    private static JsonObject Deleted(string id, string kind) =>
        new()
        {
            ["id"] = id,
            ["object"] = kind,
            ["deleted"] = true,
        };
}
