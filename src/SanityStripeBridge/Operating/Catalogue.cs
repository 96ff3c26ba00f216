using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Operating;

/// <summary>Where people find an object.</summary>
/// <param name="Studio">Base of links into the Studio; null without one.</param>
/// <param name="Dashboard">Base of links into the Dashboard.</param>
internal sealed record ProductLinks(string? Studio, string Dashboard)
{
    public JsonObject Of(ObjectType type, string? sanityId, string? stripeId) =>
        new()
        {
            ["studio"] =
                Studio is not null && sanityId is not null
                    ? $"{Studio}/intent/edit/id={PartId.DocumentOf(sanityId)}"
                    : null,
            ["dashboard"] = stripeId is null
                ? null
                : $"{Dashboard}/{(type == ObjectType.Product ? "products" : "prices")}/{stripeId}",
        };
}

/// <summary>Products with both sides' values, as a full plan saw them.</summary>
internal static class Catalogue
{
    /// <summary>The families that are meant, in the order of their ids.</summary>
    /// <param name="plan">Everything.</param>
    /// <param name="search">A part of a name or id; null for all.</param>
    /// <param name="state">As in a filter; null for all.</param>
    public static IReadOnlyList<string> Search(FullPlan plan, string? search, string? state)
    {
        var isInState = state is null ? null : CatalogueFilter.Parse("state=" + state);
        return
        [
            .. plan
                .Stock.Looks.Where(entry =>
                    search is null || Texts(entry.Key, entry.Value).Any(text => Contains(text, search))
                )
                .Where(entry => isInState is null || Facts.Of(plan, entry.Key).Any(isInState.Passes))
                .Select(entry => entry.Key)
                .Order(StringComparer.Ordinal),
        ];
    }

    public static async Task<JsonObject> ShowAsync(
        OperatedBridge bridge,
        FullPlan plan,
        string family,
        ProductLinks links,
        CancellationToken cancel
    )
    {
        var memory = await bridge.Get<IMemory>().LoadAsync(family, cancel);
        var settings = await bridge.Get<Standing>().PlanSettingsAsync(cancel);
        var shown = new Family(memory, plan.Stock.Looks[family], settings, links, Decided(plan, family));
        var product = memory.Product;
        var shape = shown.Object(
            ObjectType.Product,
            shown.Look.Documents.ContainsKey(family) ? family : product?.SanityId,
            product?.StripeId ?? shown.Look.Products.Keys.Order(StringComparer.Ordinal).FirstOrDefault()
        );
        shape["family"] = family;
        shape["name"] = (shape["sanity"]?["name"] ?? shape["stripe"]?["name"])?.DeepClone();
        shape["prices"] = Words.Array(
            shown.Prices(),
            pair => shown.Object(ObjectType.Price, pair.SanityId, pair.StripeId)
        );
        return shape;
    }

    private static FamilyPlan? Decided(FullPlan plan, string family) =>
        plan.Families.FirstOrDefault(one => one.Family == family);

    private static IEnumerable<string?> Texts(string family, Look look) =>
        look
            .Documents.Values.Select(seen => seen.Published?.Text("name"))
            .Concat(look.Products.Values.Select(product => product?.Name))
            .Concat(look.Documents.Keys)
            .Concat(look.Products.Keys)
            .Concat(look.Prices.Keys)
            .Append(family);

    private static bool Contains(string? text, string search) =>
        text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true;

    private sealed record Family(
        FamilyMemory Memory,
        Look Look,
        PlanSettings Settings,
        ProductLinks Links,
        FamilyPlan? Plan
    )
    {
        /// <summary>Linked pairs, then what has no counterpart; prices that were replaced are history.</summary>
        public IEnumerable<(string? SanityId, string? StripeId)> Prices()
        {
            var links = Memory.Links.Where(link => link.Type == ObjectType.Price).ToList();
            var old = Memory.Retirements.Select(one => one.StripeId);
            return links
                .Select(link => ((string?)link.SanityId, (string?)link.StripeId))
                .Concat(
                    Look.Documents.Where(entry =>
                            entry.Key != Memory.Family && entry.Value.Published is not null
                        )
                        .Select(entry => entry.Key)
                        .Except(links.Select(link => link.SanityId))
                        .Order(StringComparer.Ordinal)
                        .Select(id => ((string?)id, (string?)null))
                )
                .Concat(
                    Look.Prices.Keys.Except(links.Select(link => link.StripeId))
                        .Except(old)
                        .Order(StringComparer.Ordinal)
                        .Select(id => ((string?)null, (string?)id))
                );
        }

        public JsonObject Object(ObjectType type, string? sanityId, string? stripeId)
        {
            var document = sanityId is null ? null : Look.Document(sanityId)?.Published;
            var sanity = document is null ? null : Read(type, document);
            return new()
            {
                ["sanityId"] = sanityId is null ? null : PartId.DocumentOf(sanityId),
                ["variant"] = sanityId is null ? null : PartId.KeyOf(sanityId),
                ["stripeId"] = stripeId,
                ["state"] = Words.Array(States(sanityId, stripeId), word => JsonValue.Create(word)),
                ["message"] = Plan?.Findings.FirstOrDefault(finding => finding.SanityId == sanityId)?.Message,
                ["sanity"] = Node(sanity),
                ["stripe"] = Node(stripeId is null ? null : Stripe(type, stripeId, sanity)),
                ["links"] = Links.Of(type, sanityId, stripeId),
            };
        }

        private Fields Read(ObjectType type, SanityDocument document) =>
            (
                type == ObjectType.Product
                    ? SanityReader.Product(document, _ => true, Settings.ImageUrl)
                    : SanityReader.Price(document)
            ).Fields;

        private Fields? Stripe(ObjectType type, string id, Fields? sanity)
        {
            var keys = (sanity?.Paths ?? [])
                .Where(DefaultMapping.IsFreeMetadata)
                .Select(path => path[DefaultMapping.MetadataPrefix.Length..])
                .ToHashSet(StringComparer.Ordinal);
            if (type == ObjectType.Price)
                return Look.Prices.GetValueOrDefault(id) is { } price
                    ? StripeReader.Price(price, keys).Fields
                    : null;
            return Look.Products.GetValueOrDefault(id) is { } product
                ? StripeReader.Product(product, Memory.DocumentOf, keys, Settings.PicturesOf(Memory)).Fields
                : null;
        }

        private IEnumerable<string> States(string? sanityId, string? stripeId)
        {
            var isLinked = Memory.Links.Any(link => link.SanityId == sanityId && link.StripeId == stripeId);
            yield return isLinked ? "linked" : "unlinked";
            if (
                Plan?.Changes.Any(change =>
                    (sanityId is not null && change.SanityId == sanityId)
                    || (stripeId is not null && change.StripeId == stripeId)
                ) == true
            )
                yield return "drift";
            if (
                Memory
                    .Conflicts.Concat(Plan?.Conflicts ?? [])
                    .Any(record => record.SanityId == sanityId && record.ResolvedAt is null)
            )
                yield return "conflict";
            if (
                Plan?.Findings.Any(finding =>
                    finding.SanityId == sanityId && finding.Status == CompanionStatus.Error
                ) == true
            )
                yield return "error";
        }

        private static JsonNode? Node(Fields? fields) =>
            fields is null ? null : JsonNode.Parse(fields.ToJson());
    }
}
