using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

/// <summary>Who is subscribed to what. People subscribe in the Dashboard; the API only tells. No events come of it.</summary>
internal sealed class Subscriptions(Ledger ledger)
{
    private const string Canceled = "canceled";

    private static readonly string[] Statuses =
    [
        "active",
        "canceled",
        "incomplete",
        "incomplete_expired",
        "past_due",
        "paused",
        "trialing",
        "unpaid",
    ];

    private static readonly string[] Ended = [Canceled, "incomplete_expired"];

    private static readonly Schema ForList = new([
        .. Listings.Shared,
        "collection_method",
        "customer",
        "price",
        "status",
    ]);

    private static readonly Schema ForCreate = new("customer", "price", "status");

    public Shelf<StripeSubscription> All { get; } = new();

    public JsonObject Render(string id) => Render(Get(id));

    public JsonObject Create(FormNode form)
    {
        ForCreate.Check(form);
        var p = new Parameters(form);
        var price = PriceOf(p.Text("price"));
        if (price.Recurring is null)
            throw Refuse.State(
                "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
                "items[0][price]"
            );
        if (!price.Active)
            throw Refuse.State(
                "The price specified is inactive. This field only accepts active prices.",
                "items[0][price]"
            );
        var made = new StripeSubscription
        {
            Id = ledger.Ids.Next("sub_", 24),
            Customer = p.Has("customer") ? p.Text("customer") : ledger.Ids.Next("cus_", 14),
            Price = price,
            Status = p.Has("status") ? p.Choice("status", Statuses) : "active",
            Livemode = ledger.Livemode,
            Created = ledger.Now,
        };
        All.Put(made.Id, made);
        return Render(made);
    }

    public JsonObject Cancel(string id)
    {
        var ended = Get(id) with { Status = Canceled, EndedAt = ledger.Now };
        All.Put(id, ended);
        return Render(ended);
    }

    /// <summary>Without a status: all that have not been cancelled.</summary>
    public JsonObject List(StripeCall call)
    {
        ForList.Check(call.Form);
        var p = call.Parameters;
        var price = p.Has("price") ? PriceOf(p.Text("price")).Id : null;
        var customer = p.Has("customer") ? p.Text("customer") : null;
        var status = p.Has("status") ? p.Choice("status", [.. Statuses, "all", "ended"]) : null;
        var created = ListPage.Created(p);
        return ListPage.Of(
            All,
            p,
            "subscription",
            "/v1/subscriptions",
            one =>
                (price is null || one.Price.Id == price)
                && (customer is null || one.Customer == customer)
                && HasStatus(one, status)
                && created(one.Created),
            Render
        );
    }

    private static bool HasStatus(StripeSubscription one, string? wanted) =>
        wanted switch
        {
            null => one.Status != Canceled,
            "all" => true,
            "ended" => Ended.Contains(one.Status),
            _ => one.Status == wanted,
        };

    private JsonObject Render(StripeSubscription one) => one.Render(ledger.Prices[one.Price.Id] ?? one.Price);

    private StripeSubscription Get(string id) =>
        All[id] ?? throw Refuse.NoSuch("subscription", id, "id", 404);

    private StripePrice PriceOf(string id) => ledger.Prices[id] ?? throw Refuse.NoSuch("price", id, "price");
}
