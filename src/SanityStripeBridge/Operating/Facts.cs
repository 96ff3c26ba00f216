using System.Globalization;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating;

/// <summary>What a filter is asked about: the objects of a family as a full plan saw them.</summary>
internal static class Facts
{
    public static IEnumerable<ObjectFacts> Of(FullPlan plan, string family)
    {
        var look = plan.Stock.Looks[family];
        var decided = plan.Families.FirstOrDefault(other => other.Family == family);
        var product = look.Products.Values.OfType<StripeProduct>().FirstOrDefault();
        var head = look.Documents.GetValueOrDefault(family)?.Published;
        var common = (
            PlanType: head?.Text("planType") ?? product?.Metadata.GetValueOrDefault("plan_type"),
            Project: head?.Text("project") ?? product?.Metadata.GetValueOrDefault("project")
        );
        foreach (
            var document in look.Documents.Values.Select(seen => seen.Published).OfType<SanityDocument>()
        )
            yield return new()
            {
                Type = document.Type == "price" ? ObjectType.Price : ObjectType.Product,
                PlanType = common.PlanType,
                Project = common.Project,
                Active = SanityReader.IsActive(document),
                States = States(decided, document.Id, IsLinked(document)),
                Created = Date(document.Text("_createdAt")),
            };
        foreach (var stripe in look.Products.Values.OfType<StripeProduct>())
            yield return OfStripe(
                ObjectType.Product,
                stripe.Active,
                stripe.Created,
                stripe.Metadata,
                stripe.Id
            );
        foreach (var price in look.Prices.Values.OfType<StripePrice>())
            yield return OfStripe(ObjectType.Price, price.Active, price.Created, price.Metadata, price.Id);

        ObjectFacts OfStripe(
            ObjectType type,
            bool active,
            long created,
            IReadOnlyDictionary<string, string> metadata,
            string id
        ) =>
            new()
            {
                Type = type,
                PlanType = common.PlanType,
                Project = common.Project,
                Active = active,
                States = States(decided, DocumentOf(decided, id), metadata.ContainsKey("sanity_id")),
                Created = DateTimeOffset.FromUnixTimeSeconds(created),
            };
    }

    private static bool IsLinked(SanityDocument document) =>
        (document.Text("stripeProductId") ?? document.Text("stripePriceId")) is not null;

    private static string? DocumentOf(FamilyPlan? plan, string stripeId) =>
        plan?.Changes.FirstOrDefault(change => change.StripeId == stripeId)?.SanityId;

    private static HashSet<string> States(FamilyPlan? plan, string? sanityId, bool isLinked)
    {
        var states = new HashSet<string>(StringComparer.Ordinal) { isLinked ? "linked" : "unlinked" };
        if (plan is null || sanityId is null)
            return states;
        if (plan.Changes.Any(change => change.SanityId == sanityId))
            states.Add("drift");
        if (plan.Conflicts.Any(record => record.SanityId == sanityId && record.ResolvedAt is null))
            states.Add("conflict");
        foreach (var finding in plan.Findings.Where(finding => finding.SanityId == sanityId))
            if (finding.Status is CompanionStatus.Error or CompanionStatus.Conflict)
                states.Add(finding.Status == CompanionStatus.Error ? "error" : "conflict");
        return states;
    }

    private static DateTimeOffset? Date(string? text) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? at
            : null;
}
