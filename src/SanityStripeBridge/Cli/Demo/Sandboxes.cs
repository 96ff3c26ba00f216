using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Sandbox.SanitySandbox;
using SanityStripeBridge.Sandbox.StripeSandbox;

namespace SanityStripeBridge.Cli.Demo;

/// <summary>Both platforms, filled with the catalogue, on loopback.</summary>
internal sealed class Sandboxes : IAsyncDisposable
{
    private static readonly string[] Occasions = ["create", "update", "delete"];

    private Sandboxes(StripeSimulator stripe, SanitySimulator sanity) => (Stripe, Sanity) = (stripe, sanity);

    public StripeSimulator Stripe { get; }

    public SanitySimulator Sanity { get; }

    /// <summary>API requests that the bridge has made so far, on both sides.</summary>
    public Calls Calls =>
        new(Stripe.Requests.Reads + Sanity.Requests.Reads, Stripe.Requests.Writes + Sanity.Requests.Writes);

    public static async Task<Sandboxes> StartAsync(Catalogue catalogue, CancellationToken cancel)
    {
        var stripe = await StripeSimulator.StartAsync(new(), cancel);
        var sanity = await SanitySimulator.StartAsync(
            new() { ProjectId = DemoPlace.Project, Datasets = [DemoPlace.Dataset] },
            cancel
        );
        await catalogue.MakeAsync(stripe.Dashboard);
        await catalogue.PublishAsync(sanity.Studio);
        return new(stripe, sanity);
    }

    /// <summary>Registers the webhooks of both platforms, as a person does in their settings.</summary>
    public void Announce(DemoPlace place)
    {
        Stripe.RegisterWebhook(new Uri(place.Bridge, "/api/stripe/webhook"), place.StripeSecret);
        Sanity.RegisterWebhook(
            JsonSerializer.SerializeToElement(
                new
                {
                    url = new Uri(place.Bridge, "/api/sanity/webhook"),
                    secret = place.SanitySecret,
                    on = Occasions,
                    apiVersion = "v2025-02-19",
                    filter = HookText.Filter(CatalogueMapping.Shipped),
                    projection = HookText.Projection(CatalogueMapping.Shipped),
                }
            )
        );
    }

    /// <summary>Whether webhooks are sent; held back, both sides can be edited at once.</summary>
    public void Deliver(bool automatic) =>
        Stripe.Deliveries.Automatic = Sanity.Deliveries.Automatic = automatic;

    public async Task WhenIdleAsync(CancellationToken cancel)
    {
        await Stripe.Deliveries.WhenIdleAsync(cancel);
        await Sanity.Deliveries.WhenIdleAsync(cancel);
    }

    /// <summary>The published document; it is a broken catalogue when there is none.</summary>
    public JsonObject Document(string id) =>
        Sanity.Dataset.Find(id) ?? throw new DidNotHoldException($"the document {id} is gone");

    /// <summary>The Stripe product or price that belongs to a document.</summary>
    public JsonObject Counterpart(string documentId)
    {
        var id = StripeId(documentId);
        return Stripe.Find(id) ?? throw new DidNotHoldException($"{id} is not in Stripe");
    }

    /// <summary>The Stripe id in a document.</summary>
    public string StripeId(string documentId)
    {
        var document = Document(documentId);
        return (document["stripeProductId"] ?? document["stripePriceId"])?.GetValue<string>()
            ?? throw new DidNotHoldException($"the document {documentId} names no Stripe object");
    }

    public async ValueTask DisposeAsync()
    {
        await Stripe.DisposeAsync();
        await Sanity.DisposeAsync();
    }
}

/// <summary>API requests, as the platforms meter them.</summary>
internal readonly record struct Calls(long Reads, long Writes)
{
    public static Calls operator -(Calls now, Calls before) =>
        new(now.Reads - before.Reads, now.Writes - before.Writes);

    public override string ToString() => $"{Reads} reads, {Writes} writes";
}

/// <summary>Something the tour promises did not hold; the message says what was found.</summary>
internal sealed class DidNotHoldException(string message) : Exception(message);
