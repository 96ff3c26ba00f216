namespace SanityStripeBridge.Webhooks;

/// <summary>Where the webhooks come in.</summary>
internal static class WebhookRoutes
{
    /// <param name="endpoints">The program's routes.</param>
    /// <param name="bridge">Suffix of the routes of a further bridge; null for the first.</param>
    /// <param name="rooms">Where that bridge's receivers are registered; null for the program's own services.</param>
    public static IEndpointRouteBuilder MapWebhooks(
        this IEndpointRouteBuilder endpoints,
        string? bridge = null,
        IServiceProvider? rooms = null
    )
    {
        var services = rooms ?? endpoints.ServiceProvider;
        var suffix = bridge is null ? "" : "/" + bridge;
        var stripe = services.GetRequiredService<StripeReceiver>();
        var sanity = services.GetRequiredService<SanityReceiver>();
        endpoints.MapPost("/api/stripe/webhook" + suffix, (Delegate)stripe.ReceiveAsync).DisableAntiforgery();
        endpoints.MapPost("/api/sanity/webhook" + suffix, (Delegate)sanity.ReceiveAsync).DisableAntiforgery();
        return endpoints;
    }
}
