using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Core.Seeding;

/// <summary>Where the values of a seed file stand in documents. What both call alike is copied.</summary>
internal static class SeedForm
{
    /// <summary>Attributes of a product, in the order in which an export writes them.</summary>
    public static readonly string[] Product =
    [
        "name",
        "description",
        "active",
        "planType",
        "accessLevel",
        "displayOrder",
        "isRecommended",
        "icon",
        "project",
        "sellStatus",
        "features",
        "url",
        "unitLabel",
        "statementDescriptor",
        "taxCode",
        "shippable",
        "packageDimensions",
        "defaultVariant",
    ];

    /// <summary>Attributes of a price.</summary>
    public static readonly string[] Price =
    [
        "nickname",
        "currency",
        "unitAmount",
        "unitAmountDecimal",
        "billingScheme",
        "tiersMode",
        "tiers",
        "customUnitAmount",
        "type",
        "interval",
        "intervalCount",
        "trialPeriodDays",
        "usageType",
        "meter",
        "transformQuantity",
        "taxBehavior",
        "active",
    ];

    /// <summary>Attributes of a variant.</summary>
    public static readonly string[] Variant =
    [
        "title",
        "sku",
        "color",
        "currency",
        "unitAmount",
        "inventoryCount",
        "lookupKey",
        "active",
    ];

    /// <summary>Freely named metadata: an object in the file, a list in the document.</summary>
    public static JsonArray ToMetadata(JsonObject map) =>
        [
            .. map.Where(entry => entry.Value is not null)
                .Select(entry => new JsonObject
                {
                    ["_key"] = SanityPatch.Key(entry.Key),
                    ["key"] = entry.Key,
                    ["value"] = entry.Value!.DeepClone(),
                }),
        ];

    /// <summary>A list with keys: <paramref name="name"/> tells its entries apart.</summary>
    public static JsonArray Keyed(JsonArray list, string name) =>
        [
            .. list.Select(entry =>
            {
                if (entry?.DeepClone() is not JsonObject map)
                    return entry?.DeepClone();
                map["_key"] = SanityPatch.Key(map[name]?.ToJsonString() ?? "");
                return map;
            }),
        ];

    public static string PriceId(string product, string price) => $"{product}-{price}";
}
