using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Events;

/// <summary>Where events go. Each endpoint is also an endpoint of the delivery queue, under its id.</summary>
internal sealed class WebhookEndpoints(Ledger ledger, DeliveryQueue deliveries)
{
    /// <summary>Per account and mode, see Stripe's page on webhooks.</summary>
    private const int MaxEndpoints = 16;

    /// <summary>Longest life of a rolled secret.</summary>
    private static readonly TimeSpan RotationGrace = TimeSpan.FromHours(24);

    private static readonly Schema ForCreate = new(
        "url",
        "enabled_events[*]",
        "api_version",
        "connect",
        "description",
        "metadata[*]"
    );

    private static readonly Schema ForUpdate = new(
        "url",
        "enabled_events[*]",
        "description",
        "disabled",
        "metadata[*]"
    );

    public Shelf<WebhookEndpoint> All { get; } = new();

    public WebhookEndpoint Get(string id) =>
        All[id] ?? throw Refuse.NoSuch("webhook endpoint", id, "webhook_endpoint", 404);

    public WebhookEndpoint Create(FormNode form) => Create(form, null, thin: false);

    /// <param name="form">The parameters of the official route.</param>
    /// <param name="secret">A secret chosen by a test; null makes one.</param>
    /// <param name="thin">Thin events instead of snapshots.</param>
    public WebhookEndpoint Create(FormNode form, string? secret, bool thin)
    {
        ForCreate.Check(form);
        var p = new Parameters(form);
        p.Require("enabled_events");
        p.Require("url");
        var endpoint = Apply(
            new WebhookEndpoint
            {
                Id = ledger.Ids.Next("we_", 24),
                ApiVersion = p.Has("api_version") ? p.Text("api_version") : null,
                Created = ledger.Now,
                EnabledEvents = [],
                Livemode = ledger.Livemode,
                Url = "",
                Connect = p.Has("connect") && p.Flag("connect"),
                Thin = thin,
                Secrets = [(secret ?? ledger.Ids.Next("whsec_", 32), null)],
            },
            p,
            creating: true
        );
        if (All.NewestFirst.Count() >= MaxEndpoints)
            throw Refuse.State("You have reached the maximum of 16 webhook endpoints.");
        Put(endpoint);
        return endpoint;
    }

    public WebhookEndpoint Update(string id, FormNode form)
    {
        var before = Get(id);
        ForUpdate.Check(form);
        var p = new Parameters(form);
        var after = Apply(before, p, creating: false);
        if (p.Has("disabled"))
            after = after with { Disabled = p.Flag("disabled") };
        Put(after);
        return after;
    }

    public void Delete(string id)
    {
        Get(id);
        All.Remove(id);
        deliveries.Unregister(id);
    }

    /// <summary>A new secret; the former signs along for 24 hours.</summary>
    public string Roll(string id)
    {
        var endpoint = Get(id);
        var secret = ledger.Ids.Next("whsec_", 32);
        var until = ledger.Clock.GetUtcNow() + RotationGrace;
        Put(endpoint with { Secrets = [(secret, null), (endpoint.Secrets[0].Secret, until)] });
        return secret;
    }

    private static WebhookEndpoint Apply(WebhookEndpoint endpoint, Parameters p, bool creating)
    {
        if (p.Has("url"))
            endpoint = endpoint with { Url = Url(p, endpoint.Livemode) };
        if (p.Has("enabled_events"))
            endpoint = endpoint with { EnabledEvents = [.. p.Texts("enabled_events")] };
        if (p.Has("description"))
            endpoint = endpoint with
            {
                Description = p.Clears("description") && !creating ? null : p.Text("description"),
            };
        return endpoint with { Metadata = Metadata.Merge(endpoint.Metadata, p, creating) };
    }

    private static string Url(Parameters p, bool livemode)
    {
        var url = p.Text("url");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
            throw Refuse.Value("Not a valid URL", "url", "url_invalid");
        return livemode && parsed.Scheme != "https" && !parsed.IsLoopback
            ? throw Refuse.Value("Invalid URL: URL must be an HTTPS URL in live mode.", "url", "url_invalid")
            : url;
    }

    private void Put(WebhookEndpoint endpoint)
    {
        All.Put(endpoint.Id, endpoint);
        if (endpoint.Disabled)
        {
            deliveries.Unregister(endpoint.Id);
            return;
        }
        deliveries.Register(
            new DeliveryEndpoint
            {
                Name = endpoint.Id,
                Url = new Uri(endpoint.Url),
                Sign = (body, at) => [("Stripe-Signature", Signature(endpoint, body, at))],
                RetryAfter = ledger.Livemode ? ledger.Options.LiveRetries : ledger.Options.TestRetries,
            }
        );
    }

    private static string Signature(WebhookEndpoint endpoint, byte[] body, DateTimeOffset at) =>
        WebhookSigner.Header(
            body,
            at,
            endpoint.Secrets.Where(s => s.Until is null || s.Until > at).Select(s => s.Secret)
        );
}
