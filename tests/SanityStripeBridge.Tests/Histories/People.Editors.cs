using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Tests.Histories;

/// <content>Editors at their documents.</content>
internal sealed partial class People
{
    /// <summary>One edit of a product document.</summary>
    public Task EditDocumentAsync() =>
        Pick(world.Documents("product")) is { } product
            ? EditAsync(product.Id, ProductValue())
            : Task.CompletedTask;

    private (string Field, JsonNode Value) ProductValue() =>
        random.Next(4) switch
        {
            0 => ("name", "Name " + Text()),
            1 => ("description", "About " + Text()),
            2 => ("unitLabel", Text()),
            _ => ("planType", Text()),
        };

    private async Task NewProductAsync()
    {
        var id = "p" + _serial++;
        var price = id + "-a";
        (string, JsonNode?)[] more =
            random.Next(3) == 0 ? [] : [("defaultPrice", SanityPatch.WeakReference(price))];
        await world.CreateProductAsync(id, "Name " + Text(), more);
        if (more.Length > 0)
            await world.CreatePriceAsync(
                price,
                id,
                Amount(),
                random.Next(2) == 0 ? [] : [("lookupKey", (JsonNode)("key-" + id))]
            );
    }

    private async Task NewPriceAsync()
    {
        if (Pick(world.Documents("product")) is { } product)
            await world.CreatePriceAsync($"{product.Id}-{_serial++}", product.Id, Amount());
    }

    private Task EditPriceAsync(string field, JsonNode value) =>
        Pick(world.Documents("price")) is { } price
            ? EditAsync(price.Id, (field, value))
            : Task.CompletedTask;

    private Task EditAmountAsync() =>
        Pick([.. world.Documents("price").Where(price => !IsTiered(price))]) is { } price
            ? EditAsync(price.Id, ("unitAmount", Amount()))
            : Task.CompletedTask;

    private async Task EditAsync(string id, (string Field, JsonNode Value) edit)
    {
        await SetAsync(id, edit.Field, edit.Value, (id, edit.Field));
        Remember(id, edit.Field, edit.Value.ToString());
    }

    private async Task SetDocumentAsync(string type, string field, JsonNode value)
    {
        if (Pick(world.Documents(type)) is { } document)
            await SetAsync(document.Id, field, value);
    }

    // Beside an open draft nobody patches the published document: publishing the draft would undo it.
    private async Task SetAsync(
        string id,
        string path,
        JsonNode? value,
        params (string Id, string Field)[] edited
    )
    {
        if (random.Next(2) == 0 || world.HasDraft(id))
        {
            await world.Sanity.Studio.EditDraftAsync(id, new JsonObject { [path] = value?.DeepClone() });
            foreach (var field in edited)
                Untype("drafts." + id, field);
            await PublishAsync(id, "drafts." + id, () => world.Sanity.Studio.PublishAsync(id), edited);
        }
        else
            await world.Sanity.Studio.EditPublishedAsync(id, new JsonObject { [path] = value });
    }

    private async Task DeleteAsync()
    {
        var documents = world.Documents(random.Next(3) == 0 ? "product" : "price");
        if (Pick(documents) is not { } document)
            return;
        await world.Sanity.Studio.DeleteAsync(document.Id);
        _typed.Remove("drafts." + document.Id);
        _deletedAt[document.Id] = _edits.Count;
        foreach (var variant in Shown.Variants(document.Body))
            _deletedAt[PartId.Of(document.Id, (string)variant["_key"]!)] = _edits.Count;
    }

    private async Task RestoreAsync()
    {
        var gone = (await world.Memory.LinksAsync(default).ToListAsync())
            .Where(link => PartId.KeyOf(link.SanityId) is null && world.Document(link.SanityId) is null)
            .OrderBy(link => link.SanityId, StringComparer.Ordinal)
            .ToList();
        if (Pick(gone) is not { } link)
            return;
        if (link.Type == ObjectType.Product)
            await world.CreateProductAsync(link.SanityId, "Name " + Text());
        else
            await world.CreatePriceAsync(link.SanityId, link.Family, Amount());
    }

    private async Task MovePriceAsync()
    {
        if (Pick(world.Documents("price")) is { } price && Pick(world.Documents("product")) is { } product)
            await SetAsync(price.Id, "product", SanityPatch.WeakReference(product.Id));
    }

    // The Studio copies everything, our ids too.
    private async Task DuplicateAsync()
    {
        if (Pick(world.Documents(random.Next(2) == 0 ? "product" : "price")) is not { } document)
            return;
        var copy = document.Body.DeepClone().AsObject();
        foreach (var own in (string[])["_id", "_type", "_rev", "_createdAt", "_updatedAt", "lookupKey"])
            copy.Remove(own);
        // A key is one price's: the second editor has to think of another one.
        foreach (var variant in Shown.Variants(copy))
            variant.Remove("lookupKey");
        await world.Sanity.Studio.CreatePublishedAsync("p" + _serial++, document.Type, copy);
    }

    private async Task RequestSyncAsync()
    {
        if (Pick(world.Documents("product")) is { } document)
            await world.Sanity.Studio.RequestSyncAsync(document.Id);
    }
}
