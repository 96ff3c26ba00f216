using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <summary>Documents that a seed file brings: made first, in one transaction; from then on they are documents like any others.</summary>
internal sealed class SeedRules(PlanDraft draft)
{
    /// <summary>Plans the family's missing documents; false when none is missing and the ordinary rules go on.</summary>
    public bool Plan()
    {
        if (!draft.Settings.Seeds.TryGetValue(draft.Family, out var seed))
            return false;
        var missing = seed.Documents.Where(IsMissing).ToList();
        if (draft.IsWanting)
            return true;
        if (missing.Contains(seed.Product) && !SawImages(seed))
            return true;
        foreach (var document in missing)
            Make(document, seed);
        return missing.Count > 0;
    }

    // What was linked once and is gone was taken away by somebody.
    private bool IsMissing(SanityDocument document) =>
        draft.Memory.Links.All(link => link.SanityId != document.Id)
        && draft.Document(document.Id, complete: true) is { Published: null };

    private bool SawImages(SeedFamily seed)
    {
        if (!draft.SawImages(seed.Images))
            return false;
        draft.TellMissingImages(seed.Images);
        return true;
    }

    private void Make(SanityDocument document, SeedFamily seed)
    {
        var isProduct = document == seed.Product;
        var body = document.Body.DeepClone().AsObject();
        if (isProduct)
            AddImages(body, seed);
        var fields = isProduct
            ? SanityReader.Product(new(body), _ => true, draft.Settings.ImageUrl).Fields
            : SanityReader.Price(document).Fields;
        draft.Add(
            Step.Documents,
            new()
            {
                Side = Side.Sanity,
                Type = isProduct ? ObjectType.Product : ObjectType.Price,
                Action = ChangeAction.Create,
                SanityId = document.Id,
                Fields = ProductRules.Differences(Fields.None, fields),
                Whole = fields,
                Seed = body,
                Because = "the seed file has it",
            }
        );
    }

    private void AddImages(JsonObject body, SeedFamily seed)
    {
        var pictures = draft.Settings.PicturesOf(draft.Memory);
        var addresses = seed.Images.Select(pictures.Compared).OfType<string>();
        var laid = Pictures.Laid([.. addresses.Select(url => (JsonNode)url)], []);
        if (laid.Count > 0)
            body["images"] = laid;
    }
}
