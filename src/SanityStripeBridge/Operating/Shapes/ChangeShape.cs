using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Operating.Shapes;

/// <summary>One line of the audit trail for scripts.</summary>
internal static class ChangeShape
{
    public static JsonObject Of(HistoryEntry entry) =>
        new()
        {
            ["id"] = entry.Id,
            ["at"] = Words.Of(entry.At),
            ["family"] = entry.Family,
            ["type"] = Words.Of(entry.Type),
            ["action"] = entry.Action,
            ["sanityId"] = entry.SanityId is { } id ? PartId.DocumentOf(id) : null,
            ["variant"] = entry.SanityId is { } part ? PartId.KeyOf(part) : null,
            ["stripeId"] = entry.StripeId,
            ["side"] = Words.Of(entry.Side),
            ["actor"] = Actor(entry),
            ["fields"] = Words.Array(
                entry.Fields,
                field => new JsonObject
                {
                    ["path"] = Parts.Shown(entry.SanityId ?? "", field.Path),
                    ["from"] = field.From.Node(),
                    ["to"] = field.To.Node(),
                }
            ),
            ["because"] = entry.Because,
            ["cause"] = entry.Cause,
            ["orderedBy"] = entry.OrderedBy,
            ["key"] = entry.Key,
            ["requestId"] = entry.RequestId,
        };

    /// <summary>Whose edit it carries over: the side that was not written; of a note whoever acted over the admin API, else null.</summary>
    public static string? Actor(HistoryEntry entry) =>
        entry.Side switch
        {
            null when entry.Cause?.StartsWith(AuditTrail.Admin, StringComparison.Ordinal) == true =>
                entry.Cause,
            null => null,
            Side.Sanity => "stripe",
            _ => "sanity",
        };
}
