using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Planning;

/// <summary>Makes a document's mutations out of a change: the published document, and its drafts and versions along with it.</summary>
/// <param name="Mutations">In order; empty when the document stands so already.</param>
/// <param name="After">The document's look once they are committed under <c>rev</c>.</param>
public sealed record DocumentWrite(IReadOnlyList<SanityMutation> Mutations, DocumentLook After)
{
    /// <summary>Copies (of a part: its place in the copy) that were left alone and hold an old value from now on.</summary>
    public IReadOnlyList<(SanityDocument Copy, FieldChange Field)> Stale { get; init; } = [];

    /// <summary>Copies whose editor has a value of their own: it will win when it is published.</summary>
    public IReadOnlyList<(SanityDocument Copy, FieldChange Field)> Own { get; init; } = [];

    /// <summary>Whether drafts or versions are written along.</summary>
    public bool WritesCopies => Mutations.Any(mutation => !SanityIds.IsPublished(mutation.DocumentId));

    /// <summary>A new document.</summary>
    /// <param name="change">A create on Sanity's side.</param>
    /// <param name="family">For a price: its product document.</param>
    /// <param name="slug">For a product; null for none.</param>
    /// <param name="createdAt">When the Stripe object was made.</param>
    /// <param name="rev">The transaction id.</param>
    /// <param name="mapping">Says of which type it is.</param>
    public static DocumentWrite Create(
        Change change,
        string family,
        string? slug,
        DateTimeOffset createdAt,
        string rev,
        CatalogueMapping mapping
    )
    {
        var isProduct = change.Type == ObjectType.Product;
        var patch = new SanityPatch([]);
        foreach (var (path, value) in change.Whole.Where(field => field.Key != "product"))
            patch.Write(DefaultMapping.Spec(change.Type, path), value);
        var body = new JsonObject
        {
            ["_id"] = change.IsDraft ? "drafts." + change.SanityId : change.SanityId,
            ["_type"] = isProduct ? "product" : "price",
            [IdAttribute(change.Type)] = change.StripeId,
            ["stripeCreatedAt"] = createdAt.UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss'Z'",
                System.Globalization.CultureInfo.InvariantCulture
            ),
            ["updatedFromStripe"] = true,
        };
        if (!isProduct)
            body["product"] = SanityPatch.WeakReference(family);
        if (slug is not null)
            body["slug"] = new JsonObject { ["_type"] = "slug", ["current"] = slug };
        foreach (var (name, value) in patch.Set)
            body[name] = value?.DeepClone();
        // What is inactive in Stripe must say so; active is what a missing attribute means.
        if (change.Whole["active"].AsFlag() == false)
            body["active"] = false;
        var stored = LensWriting.Born(mapping.New(change.Type)!, body);
        var after = (JsonObject)stored.DeepClone();
        after["_rev"] = rev;
        var made = Lens.See(mapping, new(after));
        return new(
            [new SanityMutation.Create(stored)],
            change.IsDraft ? new(null, [made], Complete: true) : new(made, [], Complete: true)
        );
    }

    /// <summary>A new document that a seed file brings.</summary>
    /// <param name="type">Product or price.</param>
    /// <param name="body">The document in the shipped schema's words.</param>
    /// <param name="rev">The transaction id.</param>
    /// <param name="mapping">Says of which type it is.</param>
    public static DocumentWrite Seed(ObjectType type, JsonObject body, string rev, CatalogueMapping mapping)
    {
        var stored = LensWriting.Born(mapping.New(type)!, body);
        var after = (JsonObject)stored.DeepClone();
        after["_rev"] = rev;
        return new(
            [new SanityMutation.Create(stored)],
            new(Lens.See(mapping, new(after)), [], Complete: true)
        );
    }

    /// <summary>Takes a published document away; its versions stay, and so does a draft that somebody has open.</summary>
    /// <param name="change">A deletion on Sanity's side; as a draft it becomes one, unless there is one.</param>
    /// <param name="look">The complete look it is based on.</param>
    public static DocumentWrite Remove(Change change, DocumentLook look)
    {
        var published = look.Published!;
        var stored = (published as SeenDocument)?.Source ?? published;
        var mutations = new List<SanityMutation>
        {
            // A deletion knows no precondition, a patch before it does.
            new SanityMutation.Patch(stored.Id, stored.Rev, LastWords(change, published), []),
        };
        if (change.IsDraft)
        {
            var body = (JsonObject)stored.Body.DeepClone();
            foreach (var system in new[] { "_rev", "_createdAt", "_updatedAt" })
                body.Remove(system);
            body["_id"] = "drafts." + published.Id;
            mutations.Add(new SanityMutation.CreateIfNotExists(body));
        }
        mutations.Add(new SanityMutation.Delete(published.Id));
        return new(mutations, new(null, look.Copies, Complete: true));
    }

    // Every type has a place for the id; for the mark not every one.
    private static JsonObject LastWords(Change change, SanityDocument published)
    {
        var words = new SanityPatch([]);
        words.Set["updatedFromStripe"] = true;
        if (published is not SeenDocument seen)
            return words.Set;
        words.Set[IdAttribute(change.Type)] = change.StripeId;
        var patch = new SanityPatch(seen.Source.Body);
        LensWriting.Lay(seen, words, patch);
        return patch.Set;
    }

    /// <summary>One transaction's mutations: several patches of one stored document are one, on the revision that was looked at.</summary>
    public static IReadOnlyList<SanityMutation> Together(IEnumerable<SanityMutation> mutations)
    {
        var together = new List<SanityMutation>();
        foreach (var mutation in mutations)
        {
            var at = together.FindIndex(other =>
                other is SanityMutation.Patch && other.DocumentId == mutation.DocumentId
            );
            if (mutation is SanityMutation.Patch more && at >= 0)
                together[at] = ((SanityMutation.Patch)together[at]).With(more);
            else
                together.Add(mutation);
        }
        return together;
    }

    /// <summary>Changes to an existing document, or to a part of it.</summary>
    /// <param name="change">A change on Sanity's side.</param>
    /// <param name="look">The complete look at the document it is based on; each mutation carries that revision.</param>
    /// <param name="previousPriceIds">For a price: the ids it had, oldest first.</param>
    /// <param name="alone">Leave drafts and versions: somebody types faster than we can look.</param>
    /// <param name="rev">The transaction id.</param>
    /// <param name="mapping">Says how the document is seen once it is written.</param>
    public static DocumentWrite Patch(
        Change change,
        DocumentLook look,
        IReadOnlyList<string> previousPriceIds,
        bool alone,
        string rev,
        CatalogueMapping mapping
    )
    {
        var mutations = new List<SanityMutation>();
        if (change.IsDraft)
        {
            var draft = Patch(look.Draft!, change, previousPriceIds, change.Fields, rev, mutations, mapping);
            var others = look.Copies.Where(copy => copy.Id != draft.Id);
            return new(mutations, new(null, [draft, .. others], Complete: true));
        }
        var published = look.Published!;
        var written = Patch(published, change, previousPriceIds, change.Fields, rev, mutations, mapping);
        var (before, after) = (View(published, change)!, View(written, change)!);
        List<SanityDocument> copies = [];
        List<(SanityDocument, FieldChange)> stale = [];
        List<(SanityDocument, FieldChange)> own = [];
        foreach (var copy in look.Copies)
        {
            // A copy without the part has no use for its values.
            if (View(copy, change) is not { } mine)
            {
                copies.Add(copy);
                continue;
            }
            var alike = change.Fields.Where(field => StandsAlike(mine, before, field.Path)).ToList();
            own.AddRange(
                change
                    .Fields.Except(alike)
                    .Where(field => !StandsAlike(mine, after, field.Path))
                    .Select(field => (mine, field))
            );
            if (alone)
                stale.AddRange(alike.Select(field => (mine, field)));
            copies.Add(alone ? copy : Patch(copy, change, previousPriceIds, alike, rev, mutations, mapping));
        }
        return new(mutations, new(written, copies, Complete: true)) { Stale = stale, Own = own };
    }

    /// <summary>Writes to one copy alone what its published document holds already.</summary>
    /// <param name="copy">The draft or version, whole; the mutation carries its revision.</param>
    /// <param name="change">What it, or a part of it, missed.</param>
    /// <param name="previousPriceIds">As above.</param>
    /// <param name="rev">The transaction id.</param>
    /// <param name="mapping">As above.</param>
    public static IReadOnlyList<SanityMutation> Mend(
        SanityDocument copy,
        Change change,
        IReadOnlyList<string> previousPriceIds,
        string rev,
        CatalogueMapping mapping
    )
    {
        var mutations = new List<SanityMutation>();
        Patch(copy, change, previousPriceIds, change.Fields, rev, mutations, mapping);
        return mutations;
    }

    private static SanityDocument Patch(
        SanityDocument document,
        Change change,
        IReadOnlyList<string> previousPriceIds,
        IReadOnlyList<FieldChange> fields,
        string rev,
        List<SanityMutation> mutations,
        CatalogueMapping mapping
    )
    {
        if (View(document, change) is not { } view)
            return document;
        var stored = (document as SeenDocument)?.Source ?? document;
        var patch = new SanityPatch(stored.Body);
        var isPart = PartId.KeyOf(change.SanityId) is not null;
        var changes = view is SeenDocument ? new SanityPatch(view.Body) : patch;
        foreach (var field in fields)
            changes.Write(DefaultMapping.Spec(change.Type, field.Path), field.To);
        changes.Put(IdAttribute(change.Type), change.StripeId);
        if (!isPart && previousPriceIds.Count > 0)
            changes.Put(
                "previousStripePriceIds",
                new JsonArray([.. previousPriceIds.Select(id => (JsonNode)id)])
            );
        var mark = new SanityPatch(document.Body);
        if (change.Fields.Count > 0 || document.Body["updatedFromStripe"] is not null)
            mark.Put("updatedFromStripe", change.Fields.Count > 0);
        if (view is SeenDocument seen)
            LensWriting.Lay(seen, changes, patch);
        if (document is SeenDocument host)
            LensWriting.Lay(host, mark, patch);
        else
            foreach (var (name, value) in mark.Set)
                patch.Set[name] = value?.DeepClone();
        if (patch.IsEmpty)
            return document;
        mutations.Add(new SanityMutation.Patch(stored.Id, stored.Rev, patch.Set, patch.Unset));
        return Lens.See(mapping, Applied(stored, patch, rev));
    }

    private static string IdAttribute(ObjectType type) =>
        type == ObjectType.Product ? "stripeProductId" : "stripePriceId";

    /// <summary>What the change is about in a stored document: itself or a part of it; null where it has no such part.</summary>
    private static SanityDocument? View(SanityDocument document, Change change) =>
        PartId.KeyOf(change.SanityId) is { } key ? Parts.Find(document, key) : document;

    private static SanityDocument Applied(SanityDocument document, SanityPatch patch, string rev)
    {
        var body = (JsonObject)document.Body.DeepClone();
        foreach (var (path, value) in patch.Set)
            DocumentPath.Put(body, path, value);
        foreach (var path in patch.Unset)
            DocumentPath.Put(body, path, null);
        body["_rev"] = rev;
        return new(body);
    }

    // A copy follows only where its own value is still the old published one: an editor's typing is never overwritten.
    private static bool StandsAlike(SanityDocument copy, SanityDocument published, string path) =>
        Attributes(path)
            .All(name => JsonNode.DeepEquals(Part(copy, name, path), Part(published, name, path)));

    private static string[] Attributes(string path) =>
        path switch
        {
            "unitAmount" => ["unitAmount", "unitAmountDecimal"],
            "active" => ["active", "sellStatus"],
            "defaultPrice" => ["defaultPrice", "defaultVariant"],
            _ when DefaultMapping.IsFreeMetadata(path) => ["metadata"],
            _ when CurrencyOption.IsPath(path) => [CurrencyOption.Attribute],
            _ => [path],
        };

    private static JsonNode? Part(SanityDocument document, string name, string path) =>
        CurrencyOption.CurrencyOf(path) is { } currency
            ? (document.Body[name] as JsonArray)
                ?.OfType<JsonObject>()
                .FirstOrDefault(entry => entry["currency"]?.ToString() == currency)
        : name == "metadata" && document.Body["metadata"] is JsonArray list
            ? list.OfType<JsonObject>()
                .FirstOrDefault(entry =>
                    entry["key"]?.ToString() == path[DefaultMapping.MetadataPrefix.Length..]
                )
                ?["value"]
        : document.Body[name];
}
