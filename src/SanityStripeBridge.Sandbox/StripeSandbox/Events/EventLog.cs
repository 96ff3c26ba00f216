using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Events;

/// <summary>An event as it was when it happened; later edits of its object never change it.</summary>
internal sealed record StripeEvent(string Id, string Type, long Created, JsonObject Body);

/// <summary>The account's events: kept 30 days, sent to every endpoint that wants their type.</summary>
internal sealed class EventLog(Ledger ledger, DeliveryQueue deliveries)
{
    /// <summary>Stripe lists events of the last 30 days.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private readonly Shelf<StripeEvent> _events = new();

    /// <summary>Set for a connected account: the platform's endpoints with <c>connect</c> get its events.</summary>
    public WebhookEndpoints? Platform { get; set; }

    public Shelf<StripeEvent> All => _events;

    public bool IsRetained(StripeEvent e) => e.Created > ledger.Now - (long)Retention.TotalSeconds;

    public JsonObject Get(string id) =>
        _events[id] is { } found && IsRetained(found)
            ? Render(found)
            : throw Refuse.NoSuch("event", id, "id", 404);

    /// <summary>True when every delivery succeeded, false when one is pending or failed.</summary>
    public bool Succeeded(StripeEvent e) => deliveries.Of(e.Id).All(d => d.State == DeliveryState.Delivered);

    public JsonObject Render(StripeEvent e)
    {
        var body = e.Body.DeepClone().AsObject();
        body["pending_webhooks"] = deliveries.Of(e.Id).Count(d => d.State == DeliveryState.Pending);
        return body;
    }

    public void Emit(string type, JsonObject subject, JsonObject? before, Caller caller)
    {
        var body = Body(type, subject, before, caller);
        var e = new StripeEvent(body["id"]!.GetValue<string>(), type, ledger.Now, body);
        _events.Put(e.Id, e);
        var wanted = Wanting(type).ToList();
        foreach (var endpoint in wanted)
            Send(e, endpoint, wanted.Count, caller);
        if (!ledger.Options.TwinEvents)
            return;
        // Rarely Stripe makes two events of one change; a receiver must live with it.
        var twin = body.DeepClone().AsObject();
        twin["id"] = ledger.Ids.Next("evt_", 24);
        var second = new StripeEvent(twin["id"]!.GetValue<string>(), type, e.Created, twin);
        _events.Put(second.Id, second);
        foreach (var endpoint in wanted)
            Send(second, endpoint, wanted.Count, caller);
    }

    private JsonObject Body(string type, JsonObject subject, JsonObject? before, Caller caller)
    {
        var data = new JsonObject { ["object"] = subject };
        if (before is not null)
            data["previous_attributes"] = Previous.Attributes(before, subject) ?? new JsonObject();
        var body = new JsonObject
        {
            ["id"] = ledger.Ids.Next("evt_", 24),
            ["object"] = "event",
            ["api_version"] = ledger.Options.DefaultApiVersion,
            ["created"] = ledger.Now,
            ["data"] = data,
            ["livemode"] = ledger.Livemode,
            ["pending_webhooks"] = 0,
            ["request"] = new JsonObject
            {
                ["id"] = caller.RequestId,
                ["idempotency_key"] = caller.IdempotencyKey,
            },
            ["type"] = type,
        };
        if (Platform is not null)
            body.Insert(2, "account", ledger.Account);
        return body;
    }

    private IEnumerable<WebhookEndpoint> Wanting(string type)
    {
        var own = ledger.Endpoints.All.NewestFirst.Where(e => !e.Connect);
        var connected = Platform?.All.NewestFirst.Where(e => e.Connect) ?? [];
        return own.Concat(connected).Where(e => e.Wants(type)).Reverse();
    }

    private void Send(StripeEvent e, WebhookEndpoint endpoint, int pending, Caller caller)
    {
        var body = e.Body.DeepClone().AsObject();
        body["api_version"] = endpoint.ApiVersion ?? ledger.Options.DefaultApiVersion;
        body["pending_webhooks"] = pending;
        var sent = endpoint.Thin ? Thin(e, caller) : body;
        var headers = new Dictionary<string, string>
        {
            ["User-Agent"] = "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            ["Accept"] = "*/*; q=0.5, application/xml",
            ["Cache-Control"] = "no-cache",
        };
        deliveries.Enqueue(endpoint.Id, e.Id, sent["type"]!.GetValue<string>(), Json.Bytes(sent), headers);
    }

    private JsonObject Thin(StripeEvent e, Caller caller)
    {
        var subject = e.Body["data"]!["object"]!;
        var (kind, id) = (subject["object"]!.GetValue<string>(), subject["id"]!.GetValue<string>());
        return new JsonObject
        {
            ["id"] = ledger.Ids.Next("evt_test_", 20),
            ["object"] = "v2.core.event",
            ["created"] = ledger
                .Clock.GetUtcNow()
                .ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            ["livemode"] = ledger.Livemode,
            ["reason"] = new JsonObject
            {
                ["type"] = "request",
                ["request"] = new JsonObject
                {
                    ["id"] = caller.RequestId,
                    ["idempotency_key"] = caller.IdempotencyKey,
                },
            },
            ["related_object"] = new JsonObject
            {
                ["id"] = id,
                ["type"] = kind,
                ["url"] = $"/v1/{kind}s/{id}",
            },
            ["snapshot_event"] = e.Id,
            ["type"] = $"v1.{e.Type}",
        };
    }
}
