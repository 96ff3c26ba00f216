using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Hosting;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.SanitySandbox;
using SanityStripeBridge.Sandbox.StripeSandbox;

namespace SanityStripeBridge.Tests.Pairs;

/// <summary>One bridge of several: its name, its key, and the two sides it stands between.</summary>
internal sealed class Pair(
    string name,
    string key,
    StripeSimulator stripe,
    SanitySimulator sanity,
    Func<Bridge> bridge
)
{
    public string Name => name;

    public StripeSimulator Stripe => stripe;

    public SanitySimulator Sanity => sanity;

    public T Get<T>()
        where T : notnull => bridge().Get<T>();

    /// <summary>What stands before the names of its settings.</summary>
    public string Prefix => name == "default" ? "" : $"Bridges:{name}:";

    public IEnumerable<(string Name, string? Value)> Settings =>
        [
            (Prefix + "STRIPE_SECRET_KEY", key),
            (Prefix + "STRIPE_WEBHOOK_SECRET", "whsec_" + name),
            (Prefix + "STRIPE_API_BASE", stripe.Address.ToString().TrimEnd('/')),
            (Prefix + "SANITY_WEBHOOK_SECRET", "secret-of-" + name),
            (Prefix + "SANITY_API_BASE", sanity.Address.ToString().TrimEnd('/')),
            (Prefix + "SANITY_PROJECT_ID", sanity.Options.ProjectId),
            (Prefix + "SANITY_DATASET", sanity.Options.Datasets[0]),
            (Prefix + "SANITY_API_TOKEN", "sk-editor"),
            (Prefix + "BRIDGE_DEBOUNCE_MS", "0"),
            (Prefix + "BRIDGE_BRAKE", "100000,10%,100000"),
        ];

    /// <summary>Tells both platforms where the bridge receives.</summary>
    /// <param name="payload"><c>thin</c>: Stripe's events say nothing of the object.</param>
    public void Announce(string host, string? payload)
    {
        var suffix = name == "default" ? "" : "/" + name;
        stripe.RegisterWebhook(
            JsonSerializer.SerializeToElement(
                new
                {
                    url = host + "/api/stripe/webhook" + suffix,
                    secret = "whsec_" + name,
                    payload,
                }
            )
        );
        sanity.RegisterWebhook(
            JsonSerializer.SerializeToElement(
                new
                {
                    url = host + "/api/sanity/webhook" + suffix,
                    secret = "secret-of-" + name,
                    filter = HookText.Filter(Get<CatalogueMapping>()),
                    projection = HookText.Projection(Get<CatalogueMapping>()),
                }
            )
        );
    }

    public IEnumerable<DeliveryQueue> Queues => [stripe.Deliveries, sanity.Deliveries];

    /// <summary>Works what is due and writes companions; the number of families worked.</summary>
    public async Task<int> WorkAsync()
    {
        var worked = 0;
        while (await Get<FamilyWorker>().WorkOneAsync("world", default))
            worked++;
        await Get<Companions>().FlushAsync(default);
        return worked;
    }

    public Task CreateProductAsync(string id, string called) =>
        sanity.Studio.CreatePublishedAsync(id, "product", new JsonObject { ["name"] = called });

    public JsonObject? Document(string id) =>
        sanity.Dataset.Documents.FirstOrDefault(body => (string?)body["_id"] == id);

    public string? StripeIdOf(string document) => (string?)Document(document)?["stripeProductId"];

    public IEnumerable<JsonObject> Products =>
        JsonNode.Parse(stripe.State().GetRawText())!["products"]!.AsArray().Select(node => node!.AsObject());

    public string? NameInStripe(string id) =>
        (string?)Products.SingleOrDefault(product => (string?)product["id"] == id)?["name"];
}
