using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Admin;

/// <summary>Fields that both sides changed, and a person's word on them.</summary>
internal static class ConflictRoutes
{
    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        new("GET", "/conflicts", "listConflicts", "Lists fields that both sides changed.", ListAsync)
        {
            Query = [("state", "open (when it is not given), resolved or all."), .. Lists.Paged],
            Answers = [(200, "conflicts")],
        },
        new(
            "POST",
            "/conflicts/{id}/resolve",
            "resolveConflict",
            "Decides a conflict, or turns a decision round; 409 when a shown value has changed since.",
            ResolveAsync
        )
        {
            Body = "resolve",
            Answers = [(200, "conflict")],
        },
    ];

    private static async Task<IResult> ListAsync(AdminCall call)
    {
        var state = call.Query("state") ?? "open";
        if (state is not ("open" or "resolved" or "all"))
            throw BadRequestException.Of("state", "expected open, resolved or all");
        var records = await call.Get<IMemory>().ConflictsAsync(state == "open", call.Cancel);
        return Lists.Page(
            call,
            [.. records.Where(record => state != "resolved" || record.ResolvedAt is not null)],
            ConflictShape.Of
        );
    }

    private static async Task<IResult> ResolveAsync(AdminCall call)
    {
        var id = call.Part("id");
        var body = await call.BodyAsync();
        var record =
            await call.Get<IMemory>().FindConflictAsync(id, call.Cancel)
            ?? throw RefusedException.Unknown(id, "the id of a conflict, as conflicts list --all shows them");
        var kept = KeptOf(record, body) with { OrderedBy = call.Actor };
        var expect = body.Object("expect");
        body.Require();
        if (!IsExpected(expect, "sanity", record.Sanity) || !IsExpected(expect, "stripe", record.Stripe))
            throw Changed(record, record.Sanity, record.Stripe);
        await Gate.RequireRunningAsync(call.Bridge, call.Cancel);
        await call.ConnectAsync();
        // Begun, it is ended: half a decision helps nobody, and the caller may be gone.
        var resolution = await call.Get<ConflictResolution>().ResolveAsync(id, kept, CancellationToken.None);
        switch (resolution)
        {
            case Resolution.Done done:
                await call.NoteAsync(
                    record.Family,
                    $"conflict {id} was resolved: {Words.Of(kept.Side) ?? "another value"} was kept"
                );
                var shape = ConflictShape.Of(done.Record);
                shape["pending"] = done.Pending;
                return Answers.Json(shape);
            case Resolution.Changed now:
                throw Changed(record, now.Sanity, now.Stripe);
            case Resolution.Refused refused:
                throw new RefusedException("refused", refused.Reason);
            default:
                throw RefusedException.Unknown(
                    id,
                    "the id of a conflict, as conflicts list --all shows them"
                );
        }
    }

    private static Kept KeptOf(Conflict record, Body body)
    {
        var keep = body.Word("keep", "sanity", "stripe", "value");
        if (!body.Has("keep"))
            body.Fault("keep", "expected sanity, stripe or value");
        if (keep != "value")
            return new(keep == "stripe" ? Side.Stripe : Side.Sanity, default);
        if (body.Node("value") is not { } value)
            body.Fault("value", "expected the value to keep");
        else
            try
            {
                var spec = DefaultMapping.Spec(record.Type, record.Path);
                return new(null, KeptValue.Of(spec, value.ToJsonString()));
            }
            catch (FormatException misfit)
            {
                body.Fault("value", $"expected {misfit.Message}");
            }
        return new(null, default);
    }

    // What is not named is not asked for; null asks for nothing to be there.
    private static bool IsExpected(JsonObject? expect, string side, FieldValue shown) =>
        expect is null || !expect.ContainsKey(side) || FieldValue.From(expect[side]) == shown;

    private static RefusedException Changed(Conflict record, FieldValue sanity, FieldValue stripe) =>
        new(
            "changed",
            $"{Parts.Shown(record.SanityId, record.Path)} has changed since: {sanity} in Sanity, {stripe} in Stripe. Look at the conflict again",
            new() { ["sanity"] = sanity.Node(), ["stripe"] = stripe.Node() }
        );
}
