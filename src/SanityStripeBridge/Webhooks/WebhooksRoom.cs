using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Webhooks;

/// <summary>Registers the receivers. They need a <see cref="TimeProvider"/>, the memory and the inbox.</summary>
internal static class WebhooksRoom
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddOptions<WebhookOptions>();
        services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsRules>();
        services.TryAddSingleton(CatalogueMapping.Shipped);
        services.TryAddSingleton<Bell>();
        services.TryAddSingleton(Neighbours.None);
        services.AddSingleton<FailingCallers>();
        services.AddSingleton<DeliveryMeter>();
        services.AddSingleton<Door>();
        services.AddSingleton<Families>();
        services.AddSingleton<StripeReceiver>();
        services.AddSingleton<SanityReceiver>();
        services.AddSingleton<IStripeDoor>(provider => provider.GetRequiredService<StripeReceiver>());
        return services;
    }
}
