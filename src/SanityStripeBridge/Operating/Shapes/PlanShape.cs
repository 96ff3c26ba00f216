using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Operating.Shapes;

/// <summary>A plan as the contract shows it.</summary>
internal static class PlanShape
{
    /// <summary>Digits of a change's id: enough to tell the changes of one plan apart.</summary>
    private const int IdBytes = 8;

    public static JsonObject Of(Preview preview) =>
        new()
        {
            ["version"] = 1,
            ["id"] = preview.Id,
            ["bridge"] = preview.Place.Bridge,
            ["account"] = preview.Place.Account,
            ["project"] = preview.Place.Project,
            ["dataset"] = preview.Place.Dataset,
            ["createdAt"] = Words.Of(preview.CreatedAt),
            ["changes"] = Words.Array(
                preview.Changes,
                entry => ChangeOf(entry.Family, entry.Change, preview)
            ),
            ["conflicts"] = Words.Array(preview.Conflicts, ConflictShape.Of),
            ["counts"] = new JsonObject(
                preview
                    .Changes.CountBy(entry => entry.Change.Action)
                    .OrderBy(count => count.Key)
                    .Select(count => KeyValuePair.Create(Words.Of(count.Key), (JsonNode?)count.Value))
            ),
            ["calls"] = Calls(preview.Calls),
            ["seconds"] = preview.Calls.Seconds,
            ["brake"] = new JsonObject
            {
                ["limit"] = preview.Brake.Limit,
                ["counted"] = preview.Brake.Counted,
                ["held"] = preview.Brake.Held,
            },
        };

    public static JsonObject Calls(CallEstimate calls) =>
        new()
        {
            ["stripeReads"] = calls.StripeReads,
            ["stripeWrites"] = calls.StripeWrites,
            ["sanityReads"] = calls.SanityReads,
            ["sanityTransactions"] = calls.SanityTransactions,
        };

    /// <summary>Made of what the change does, so that the same plan has the same ids.</summary>
    public static string IdOf(string family, Change change)
    {
        var content = string.Join(
            '\n',
            [
                family,
                $"{change.Side} {change.Type} {change.Action} {change.SanityId} {change.StripeId}",
                .. change.Fields.Select(field => $"{field.Path} {field.From.Json} {field.To.Json}"),
            ]
        );
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)).AsSpan(0, IdBytes));
    }

    private static JsonObject ChangeOf(string family, Change change, Preview preview)
    {
        var look = preview.Plan.Stock.Looks[family];
        var shape = new JsonObject
        {
            ["id"] = IdOf(family, change),
            ["family"] = family,
            ["side"] = Words.Of(change.Side),
            ["type"] = Words.Of(change.Type),
            ["action"] = Words.Of(change.Action),
            ["sanityId"] = PartId.DocumentOf(change.SanityId),
            ["stripeId"] = change.StripeId,
            ["fields"] = Words.Array(
                change.Fields,
                field => new JsonObject
                {
                    ["path"] = Parts.Shown(change.SanityId, field.Path),
                    ["from"] = field.From.Node(),
                    ["to"] = field.To.Node(),
                }
            ),
            ["because"] = change.Because,
            ["basis"] = new JsonObject
            {
                ["sanityRev"] = look.Document(change.SanityId)?.Published?.Rev,
                ["stripe"] = StripeBasis(change, look),
            },
        };
        if (change.Consequence is { } consequence)
            shape["consequence"] = consequence;
        if (change.StripeId is { } id && preview.Subscriptions.GetValueOrDefault(id) is { } staying)
            shape["subscriptions"] = SubscriptionsOf(staying);
        return shape;
    }

    private static JsonObject SubscriptionsOf(StayingSubscriptions staying) =>
        new()
        {
            ["live"] = staying.Live,
            ["orMore"] = staying.OrMore,
            ["message"] = staying.Sentence,
        };

    // Stripe knows no revisions: the digest of what was seen takes their place.
    private static string? StripeBasis(Change change, Look look)
    {
        if (change.StripeId is not { } id)
            return null;
        var seen =
            change.Type == ObjectType.Product
                ? look.Products.GetValueOrDefault(id) is { } product
                    ? Core.Mapping.StripeReader.Product(product, price => price, NoKeys).Fields
                    : null
                : look.Prices.GetValueOrDefault(id) is { } price
                    ? Core.Mapping.StripeReader.Price(price, NoKeys).Fields
                    : null;
        return seen is null
            ? null
            : Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes(seen.ToJson())).AsSpan(0, IdBytes)
            );
    }

    private static readonly HashSet<string> NoKeys = new(StringComparer.Ordinal);
}
