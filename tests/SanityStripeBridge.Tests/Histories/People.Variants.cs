using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Tests.Histories;

/// <content>Editors at the variants of a product: prices inside its document.</content>
internal sealed partial class People
{
    private async Task NewVariantAsync()
    {
        if (Pick(world.Documents("product")) is not { } product)
            return;
        var key = "k" + _serial++;
        var variant = new JsonObject
        {
            ["_key"] = key,
            ["title"] = Text(),
            ["unitAmount"] = Amount(),
            ["currency"] = "eur",
        };
        if (random.Next(3) == 0)
            variant["lookupKey"] = "key-" + key;
        await SetVariantsAsync(product.Id, variants => variants.Add(variant));
    }

    private Task EditVariantAsync() => EditVariantAsync("title", "nickname", Text());

    private Task EditVariantAmountAsync() => EditVariantAsync("unitAmount", "unitAmount", Amount());

    private async Task EditVariantAsync(string attribute, string field, JsonNode value)
    {
        if (PickVariant() is not var (product, key))
            return;
        var part = PartId.Of(product, key);
        await SetVariantsAsync(
            product,
            variants => Find(variants, key)![attribute] = value.DeepClone(),
            (part, field)
        );
        Remember(part, field, value.ToString());
    }

    private Task SwitchVariantAsync() =>
        PickVariant() is var (product, key)
            ? SetVariantsAsync(product, variants => Find(variants, key)!["active"] = random.Next(2) == 0)
            : Task.CompletedTask;

    private async Task RemoveVariantAsync()
    {
        if (PickVariant() is not var (product, key))
            return;
        await SetVariantsAsync(product, variants => variants.Remove(Find(variants, key)));
        _deletedAt[PartId.Of(product, key)] = _edits.Count;
    }

    private async Task ChooseVariantAsync()
    {
        if (PickVariant() is not var (product, key))
            return;
        // A product has one default: the reference goes when a variant is chosen.
        await world.Sanity.Studio.EditDraftAsync(product, new() { ["defaultVariant"] = key }, "defaultPrice");
        await PublishAsync(product, "drafts." + product, () => world.Sanity.Studio.PublishAsync(product));
    }

    private (string Product, string Key)? PickVariant()
    {
        var all = world
            .Documents("product")
            .SelectMany(product =>
                Shown.Variants(Open(product.Id)).Select(variant => $"{product.Id}#{(string)variant["_key"]!}")
            )
            .ToList();
        return Pick(all) is { } part ? (PartId.DocumentOf(part), PartId.KeyOf(part)!) : null;
    }

    // The list as its editor has it before them.
    private JsonObject Open(string product) =>
        world.Sanity.Dataset.Find("drafts." + product) ?? world.Sanity.Dataset.Find(product)!;

    private Task SetVariantsAsync(
        string product,
        Action<JsonArray> edit,
        params (string Id, string Field)[] edited
    )
    {
        var variants = (Open(product)["variants"] as JsonArray)?.DeepClone().AsArray() ?? [];
        edit(variants);
        return SetAsync(product, "variants", variants, edited);
    }

    private static JsonObject? Find(JsonArray variants, string key) =>
        variants.OfType<JsonObject>().FirstOrDefault(variant => (string?)variant["_key"] == key);
}
