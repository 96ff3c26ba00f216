using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Histories;

/// <summary>Editors and finance at work: each call is one random action on what is there, and is remembered when it was an edit.</summary>
internal sealed class People(BridgeWorld world, Random random)
{
    private readonly List<Edit> _edits = [];
    private readonly Dictionary<string, int> _deletedAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _formerOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> _typed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unarchived = new(StringComparer.Ordinal);
    private int _serial;

    public IReadOnlyList<Edit> Edits => _edits;

    /// <summary>Prices that finance made in the place of others: to a person they are one price.</summary>
    public string First(string priceId) =>
        _formerOf.TryGetValue(priceId, out var former) ? First(former) : priceId;

    /// <summary>Prices that finance made active again by hand.</summary>
    public IReadOnlySet<string> Unarchived => _unarchived;

    /// <summary>Documents that were deleted, and after how many edits: a deletion supersedes what came before.</summary>
    public IReadOnlyDictionary<string, int> DeletedAt => _deletedAt;

    public int Actions { get; private set; }

    public async Task ActAsync()
    {
        try
        {
            await OneOfAsync(random.Next(2) == 0 ? Editor : Finance);
            Actions++;
        }
        catch (RefusedException)
        {
            // The screen says no to the person; nothing happened.
        }
        catch (Sandbox.SanitySandbox.Lake.LakeException)
        {
            // The same in the Studio.
        }
    }

    // A new thing that people do is a method below and a line here: how often it happens, beside the others.
    private (int Weight, Func<Task> Act)[] Editor =>
        [
            (4, NewProductAsync),
            (2, NewPriceAsync),
            (12, EditDocumentAsync),
            (6, () => EditDocumentAsync("price", ("nickname", Text()))),
            (6, () => EditDocumentAsync("price", ("unitAmount", Amount()))),
            (2, () => SetDocumentAsync("product", "active", random.Next(2) == 0)),
            (2, () => SetDocumentAsync("price", "active", random.Next(2) == 0)),
            (1, () => SetDocumentAsync("product", "sellStatus", SellStatus())),
            (2, DeleteAsync),
            (2, RestoreAsync),
            (2, TypeAsync),
            (2, PublishAsync),
            (1, MovePriceAsync),
            (1, DuplicateAsync),
            (1, RequestSyncAsync),
        ];

    private (int Weight, Func<Task> Act)[] Finance =>
        [
            (4, NewStripeProductAsync),
            (2, NewStripePriceAsync),
            (12, EditStripeProductAsync),
            (6, EditStripePriceAsync),
            (6, ChangeAmountAsync),
            (2, ToggleStripeProductAsync),
            (2, ToggleStripePriceAsync),
            (2, SetDefaultAsync),
            (2, ForeignMetadataAsync),
            (1, CopyStripeProductAsync),
            (2, DeleteInStripeAsync),
        ];

    private Task OneOfAsync((int Weight, Func<Task> Act)[] acts)
    {
        var drawn = random.Next(acts.Sum(act => act.Weight));
        foreach (var (weight, act) in acts)
            if ((drawn -= weight) < 0)
                return act();
        throw new InvalidOperationException("the weights do not add up");
    }

    /// <summary>One edit in Stripe of a field that the bridge may be about to write.</summary>
    public Task EditStripeProductAsync() =>
        Pick(world.StripeProducts()) is { } product
            ? EditStripeAsync(
                (string)product["id"]!,
                ProductValue(),
                fields => world.Stripe.Dashboard.EditProductAsync((string)product["id"]!, fields)
            )
            : Task.CompletedTask;

    /// <summary>One edit of a product document.</summary>
    public Task EditDocumentAsync() => EditDocumentAsync("product", ProductValue());

    private string SellStatus() => random.Next(2) == 0 ? "internal" : "available";

    private string Text() => $"v{_serial++}";

    private int Amount() => 1000 + _serial++;

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

    private async Task EditDocumentAsync(string type, (string Field, JsonNode Value) edit)
    {
        if (Pick(world.Documents(type)) is not { } document)
            return;
        var text = edit.Value.ToString();
        if (_typed.TryGetValue(document.Id, out var typed))
            typed.Remove(edit.Field);
        await SetAsync(document.Id, edit.Field, edit.Value);
        _edits.Add(new(_edits.Count, document.Id, edit.Field, text));
    }

    private async Task SetDocumentAsync(string type, string field, JsonNode value)
    {
        if (Pick(world.Documents(type)) is { } document)
            await SetAsync(document.Id, field, value);
    }

    private async Task SetAsync(string id, string field, JsonNode value)
    {
        // Beside an open draft nobody patches the published document: publishing the draft would undo it.
        if (random.Next(2) == 0 || world.HasDraft(id))
        {
            await world.Sanity.Studio.SetAsync(id, field, value);
            Published(id);
        }
        else
            await world.Sanity.Studio.EditPublishedAsync(id, new JsonObject { [field] = value });
    }

    // What was typed becomes an edit when it is published, not before.
    private void Published(string id)
    {
        if (!_typed.Remove(id, out var fields))
            return;
        foreach (var (field, value) in fields)
            _edits.Add(new(_edits.Count, id, field, value));
    }

    private async Task DeleteAsync()
    {
        var documents = world.Documents(random.Next(3) == 0 ? "product" : "price");
        if (Pick(documents) is not { } document)
            return;
        await world.Sanity.Studio.DeleteAsync(document.Id);
        _typed.Remove(document.Id);
        _deletedAt[document.Id] = _edits.Count;
    }

    private async Task RestoreAsync()
    {
        var gone = (await world.Memory.LinksAsync(default).ToListAsync())
            .Where(link => world.Document(link.SanityId) is null)
            .OrderBy(link => link.SanityId, StringComparer.Ordinal)
            .ToList();
        if (Pick(gone) is not { } link)
            return;
        if (link.Type == Core.Catalogue.ObjectType.Product)
            await world.CreateProductAsync(link.SanityId, "Name " + Text());
        else
            await world.CreatePriceAsync(link.SanityId, link.Family, Amount());
    }

    // Typing that is not published yet: it is nobody's edit until then, but it must survive.
    private async Task TypeAsync()
    {
        if (Pick(world.Documents("product")) is not { } document)
            return;
        var (field, value) = random.Next(2) == 0 ? ("icon", Text()) : ProductValue();
        var text = value.ToString();
        await world.Sanity.Studio.EditDraftAsync(document.Id, new JsonObject { [field] = value });
        if (!_typed.TryGetValue(document.Id, out var fields))
            _typed[document.Id] = fields = new(StringComparer.Ordinal);
        fields[field] = text;
    }

    private async Task PublishAsync()
    {
        if (
            Pick([.. world.Documents("product").Where(document => world.HasDraft(document.Id))])
            is not { } document
        )
            return;
        await world.Sanity.Studio.PublishAsync(document.Id);
        Published(document.Id);
    }

    private async Task MovePriceAsync()
    {
        // One with a lookup key is not made anew while the archived price of its former product holds the key.
        var free = world.Documents("price").Where(price => price.Text("lookupKey") is null).ToList();
        if (Pick(free) is { } price && Pick(world.Documents("product")) is { } product)
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
        await world.Sanity.Studio.CreatePublishedAsync("p" + _serial++, document.Type, copy);
    }

    private async Task RequestSyncAsync()
    {
        if (Pick(world.Documents("product")) is { } document)
            await world.Sanity.Studio.RequestSyncAsync(document.Id);
    }

    // The Dashboard's "duplicate": name and metadata are the same, our marks too.
    private async Task CopyStripeProductAsync()
    {
        if (Pick(world.StripeProducts()) is { } product)
            await world.Stripe.Dashboard.CreateProductAsync(
                new { name = (string)product["name"]!, metadata = product["metadata"] }
            );
    }

    private Task NewStripeProductAsync() =>
        world.Stripe.Dashboard.CreateProductAsync(new { name = "Name " + Text() });

    private async Task NewStripePriceAsync()
    {
        if (Pick(world.StripeProducts()) is { } product)
            await world.Stripe.Dashboard.CreatePriceAsync(
                new
                {
                    product = (string)product["id"]!,
                    currency = "eur",
                    unit_amount = Amount(),
                }
            );
    }

    private Task EditStripePriceAsync() =>
        Pick(Active(world.StripePrices())) is { } price
            ? EditStripeAsync(
                (string)price["id"]!,
                ("nickname", Text()),
                fields => world.Stripe.Dashboard.EditPriceAsync((string)price["id"]!, fields)
            )
            : Task.CompletedTask;

    private async Task EditStripeAsync(
        string id,
        (string Field, JsonNode Value) edit,
        Func<Dictionary<string, object>, Task> write
    )
    {
        var value = edit.Value.ToString();
        Dictionary<string, object> fields = edit.Field switch
        {
            "unitLabel" => new() { ["unit_label"] = value },
            "planType" => new() { ["metadata"] = new Dictionary<string, string> { ["plan_type"] = value } },
            var name => new() { [name] = value },
        };
        await write(fields);
        _edits.Add(new(_edits.Count, id, edit.Field, value));
    }

    private async Task ChangeAmountAsync()
    {
        if (Pick(Active(world.StripePrices())) is not { } price)
            return;
        var amount = Amount();
        var made = await world.Stripe.Dashboard.ChangeAmountAsync(
            (string)price["id"]!,
            amount,
            random.Next(2) == 0
        );
        _formerOf[made.GetProperty("id").GetString()!] = (string)price["id"]!;
        _edits.Add(
            new(
                _edits.Count,
                (string)price["id"]!,
                "unitAmount",
                amount.ToString(System.Globalization.CultureInfo.InvariantCulture),
                made.GetProperty("id").GetString()
            )
        );
    }

    private async Task ToggleStripeProductAsync()
    {
        if (Pick(world.StripeProducts()) is not { } product)
            return;
        var id = (string)product["id"]!;
        await (
            (bool)product["active"]!
                ? world.Stripe.Dashboard.ArchiveProductAsync(id)
                : world.Stripe.Dashboard.UnarchiveProductAsync(id)
        );
    }

    private async Task ToggleStripePriceAsync()
    {
        if (Pick(world.StripePrices()) is not { } price)
            return;
        var id = (string)price["id"]!;
        var isActive = (bool)price["active"]!;
        await (
            isActive
                ? world.Stripe.Dashboard.ArchivePriceAsync(id)
                : world.Stripe.Dashboard.UnarchivePriceAsync(id)
        );
        if (!isActive)
            _unarchived.Add(id);
    }

    private async Task SetDefaultAsync()
    {
        if (Pick(Active(world.StripePrices())) is { } price)
            await world.Stripe.Dashboard.SetDefaultAsync((string)price["id"]!);
    }

    private async Task ForeignMetadataAsync()
    {
        if (Pick(world.StripeProducts()) is { } product)
            await world.Stripe.Dashboard.EditProductAsync(
                (string)product["id"]!,
                new { metadata = new Dictionary<string, string> { ["finance"] = Text() } }
            );
    }

    private async Task DeleteInStripeAsync()
    {
        if (Pick(world.StripeProducts()) is { } product)
            await world.Stripe.Dashboard.DeleteProductAsync((string)product["id"]!);
    }

    private static List<JsonObject> Active(IEnumerable<JsonObject> prices) =>
        [.. prices.Where(price => (bool)price["active"]!)];

    private T? Pick<T>(IReadOnlyList<T> items)
        where T : class => items.Count == 0 ? null : items[random.Next(items.Count)];
}
