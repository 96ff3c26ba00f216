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
            await (random.Next(2) == 0 ? EditorAsync() : FinanceAsync());
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

    private Task EditorAsync() =>
        random.Next(20) switch
        {
            < 2 => NewProductAsync(),
            < 3 => NewPriceAsync(),
            < 9 => EditDocumentAsync("product", ProductValue()),
            < 12 => EditDocumentAsync("price", ("nickname", Text())),
            < 15 => EditDocumentAsync("price", ("unitAmount", Amount())),
            15 => SetDocumentAsync("product", "active", random.Next(2) == 0),
            16 => SetDocumentAsync("price", "active", random.Next(2) == 0),
            17 => DeleteAsync(),
            18 => RestoreAsync(),
            _ => DraftAsync(),
        };

    private Task FinanceAsync() =>
        random.Next(20) switch
        {
            < 2 => NewStripeProductAsync(),
            < 3 => NewStripePriceAsync(),
            < 9 => EditStripeProductAsync(),
            < 12 => EditStripePriceAsync(),
            < 15 => ChangeAmountAsync(),
            15 => ToggleStripeProductAsync(),
            16 => ToggleStripePriceAsync(),
            17 => SetDefaultAsync(),
            18 => ForeignMetadataAsync(),
            _ => DeleteInStripeAsync(),
        };

    /// <summary>One edit in Stripe of a field that the bridge may be about to write.</summary>
    public Task EditStripeProductAsync() =>
        Pick(world.StripeProducts()) is { } product
            ? EditStripeAsync(
                (string)product["id"]!,
                ProductValue(),
                fields => world.Stripe.Dashboard.EditProductAsync((string)product["id"]!, fields)
            )
            : Task.CompletedTask;

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
        await SetAsync(document.Id, edit.Field, edit.Value);
        _edits.Add(new(_edits.Count, document.Id, edit.Field, text));
    }

    private async Task SetDocumentAsync(string type, string field, JsonNode value)
    {
        if (Pick(world.Documents(type)) is { } document)
            await SetAsync(document.Id, field, value);
    }

    private Task SetAsync(string id, string field, JsonNode value) =>
        // Beside an open draft nobody patches the published document: publishing the draft would undo it.
        random.Next(2) == 0
        || world.HasDraft(id)
            ? world.Sanity.Studio.SetAsync(id, field, value)
            : world.Sanity.Studio.EditPublishedAsync(id, new JsonObject { [field] = value });

    private async Task DeleteAsync()
    {
        var documents = world.Documents(random.Next(3) == 0 ? "product" : "price");
        if (Pick(documents) is not { } document)
            return;
        await world.Sanity.Studio.DeleteAsync(document.Id);
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
    private async Task DraftAsync()
    {
        if (Pick(world.Documents("product")) is { } document)
            await world.Sanity.Studio.EditDraftAsync(document.Id, new JsonObject { ["icon"] = Text() });
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
