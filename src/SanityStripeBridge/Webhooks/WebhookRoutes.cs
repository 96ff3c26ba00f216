using SanityStripeBridge.Core.Catalogue;

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
        var stripe = services.GetRequiredService<StripeReceiver>();
        var sanity = services.GetRequiredService<SanityReceiver>();
        endpoints.MapPost(PathOf(Side.Stripe, bridge), (Delegate)stripe.ReceiveAsync).DisableAntiforgery();
        endpoints.MapPost(PathOf(Side.Sanity, bridge), (Delegate)sanity.ReceiveAsync).DisableAntiforgery();
        return endpoints;
    }

    /// <summary>The receiver's path: also what the platforms' webhooks must lead to.</summary>
    /// <param name="side">Whose webhooks.</param>
    /// <param name="bridge">A further bridge's name; null for the first.</param>
    public static string PathOf(Side side, string? bridge) =>
        $"/api/{(side == Side.Stripe ? "stripe" : "sanity")}/webhook{(bridge is null ? "" : "/" + bridge)}";
}
