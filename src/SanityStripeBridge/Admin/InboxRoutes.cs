using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Admin;

/// <summary>Deliveries, and what waits for a person's word.</summary>
internal static class InboxRoutes
{
    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        new("GET", "/inbox", "listDeliveries", "Lists deliveries, newest first.", ListAsync)
        {
            Query = [("state", "Only deliveries in this state."), .. Lists.Paged],
            Answers = [(200, "deliveries")],
        },
        new("GET", "/inbox/{id}", "getDelivery", "Shows one delivery with its body.", ShowAsync)
        {
            Answers = [(200, "delivery")],
        },
        new(
            "POST",
            "/inbox/{id}/replay",
            "replayDelivery",
            "Looks at the delivery's product again; the old body is never applied.",
            call => ActAsync(call, DeliveryActs.ReplayAsync, "received", "replayed")
        )
        {
            Answers = [(200, "deliveryState")],
        },
        new(
            "POST",
            "/inbox/{id}/discard",
            "discardDelivery",
            "Gives a dead, held or quarantined delivery up for good.",
            call => ActAsync(call, DeliveryActs.DiscardAsync, "discarded", "discarded")
        )
        {
            Answers = [(200, "deliveryState")],
        },
        new("GET", "/held", "listHeld", "Lists the products that are held, with the reason.", HeldAsync)
        {
            Query = Lists.Paged,
            Answers = [(200, "held")],
        },
        new(
            "POST",
            "/held/release",
            "releaseHeld",
            "Lets held products be worked again; all of them when none is named.",
            ReleaseAsync
        )
        {
            Body = "release",
            Answers = [(200, "released")],
        },
    ];

    private static async Task<IResult> ListAsync(AdminCall call)
    {
        var states = Enum.GetValues<DeliveryState>()
            .ToDictionary(state => Words.Of(state), state => (DeliveryState?)state);
        DeliveryState? only = null;
        if (call.Query("state") is { } word && !states.TryGetValue(word, out only))
            throw BadRequestException.Of("state", $"expected one of {string.Join(", ", states.Keys)}");
        long? before = call.Query("cursor") is { } cursor ? Id(cursor, "cursor") : null;
        var limit = call.Limit();
        var found = await call.Get<IInbox>().ListAsync(only, before, limit, call.Cancel);
        var next = found.Count == limit ? Answers.Cursor(found[^1].Id) : null;
        return Answers.Json(Words.List(found, DeliveryShape.Of, next));
    }

    private static async Task<IResult> ShowAsync(AdminCall call)
    {
        var id = IdOf(call);
        var delivery =
            await call.Get<IInbox>().FindAsync(id, call.Cancel)
            ?? throw RefusedException.Unknown($"delivery {id}", "a number of inbox list");
        return Answers.Json(DeliveryShape.WithBody(delivery));
    }

    private static async Task<IResult> ActAsync(
        AdminCall call,
        Func<OperatedBridge, long, CancellationToken, Task> act,
        string state,
        string deed
    )
    {
        var id = IdOf(call);
        await act(call.Bridge, id, call.Cancel);
        var delivery = await call.Get<IInbox>().FindAsync(id, call.Cancel);
        await call.NoteAsync(delivery?.Family, $"delivery {id} was {deed}");
        call.Get<Bell>().Ring();
        return Answers.Json(new JsonObject { ["id"] = id, ["state"] = state });
    }

    private static async Task<IResult> HeldAsync(AdminCall call) =>
        Lists.Page(call, await Holding.ListAsync(call.Bridge, call.Cancel), held => held.ToJson());

    private static async Task<IResult> ReleaseAsync(AdminCall call)
    {
        var body = await call.BodyAsync();
        var ids = body.Texts("ids");
        body.Require();
        var (families, released) = await Holding.ReleaseAsync(call.Bridge, ids, call.Actor, call.Cancel);
        foreach (var family in families)
            await call.NoteAsync(family, "was released");
        call.Get<Bell>().Ring();
        return Answers.Json(
            new JsonObject
            {
                ["released"] = released,
                ["families"] = Words.Array(families, family => JsonValue.Create(family)),
            }
        );
    }

    private static long IdOf(AdminCall call) => Id(call.Part("id"), "id");

    private static long Id(string text, string field) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw BadRequestException.Of(field, "expected the number of a delivery");
}
