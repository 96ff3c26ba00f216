using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Histories;

/// <summary>Editors and finance at work: each call is one random action on what is there, and is remembered when it was an edit.</summary>
internal sealed partial class People(BridgeWorld world, PictureHost pictures, Random random)
{
    private readonly List<Edit> _edits = [];
    private readonly Dictionary<string, int> _deletedAt = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Id, string Field), int> _broughtBackAt = [];
    private readonly Dictionary<string, string> _formerOf = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unarchived = new(StringComparer.Ordinal);
    private int _serial;

    public IReadOnlyList<Edit> Edits => _edits;

    /// <summary>Prices that finance made in the place of others: to a person they are one price.</summary>
    public string First(string priceId) =>
        _formerOf.TryGetValue(priceId, out var former) ? First(former) : priceId;

    /// <summary>Prices that finance made active again by hand.</summary>
    public IReadOnlySet<string> Unarchived => _unarchived;

    /// <summary>Documents and variants that were deleted, and after how many edits: a deletion supersedes what came before.</summary>
    public IReadOnlyDictionary<string, int> DeletedAt => _deletedAt;

    /// <summary>Fields whose older value came back with a copy that was published, and after how many edits: that supersedes what editors had set.</summary>
    public IReadOnlyDictionary<(string Id, string Field), int> BroughtBackAt => _broughtBackAt;

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

    // A new thing that people do is a method of theirs and a line here: how often it happens, beside the others.
    private (int Weight, Func<Task> Act)[] Editor =>
        [
            (4, NewProductAsync),
            (2, NewPriceAsync),
            (12, EditDocumentAsync),
            (6, () => EditPriceAsync("nickname", Text())),
            (6, EditAmountAsync),
            (2, () => SetDocumentAsync("product", "active", random.Next(2) == 0)),
            (2, () => SetDocumentAsync("price", "active", random.Next(2) == 0)),
            (1, () => SetDocumentAsync("product", "sellStatus", SellStatus())),
            (2, DeleteAsync),
            (2, RestoreAsync),
            (1, MovePriceAsync),
            (1, DuplicateAsync),
            (1, RequestSyncAsync),
            (3, TypeAsync),
            (2, PublishAsync),
            (1, DiscardAsync),
            (2, OpenVersionAsync),
            (2, TypeInVersionAsync),
            (1, LockReleaseAsync),
            (1, PublishReleaseAsync),
            (1, DiscardVersionAsync),
            (2, NewVariantAsync),
            (3, EditVariantAsync),
            (3, EditVariantAmountAsync),
            (1, SwitchVariantAsync),
            (1, RemoveVariantAsync),
            (1, ChooseVariantAsync),
            (1, NewTieredPriceAsync),
            (2, EditTiersAsync),
            (3, EditCurrencyAsync),
            (2, SetImagesAsync),
        ];

    private (int Weight, Func<Task> Act)[] Finance =>
        [
            (4, NewStripeProductAsync),
            (2, NewStripePriceAsync),
            (12, EditStripeProductAsync),
            (8, EditStripePriceAsync),
            (8, ChangeAmountAsync),
            (2, ToggleStripeProductAsync),
            (2, ToggleStripePriceAsync),
            (2, SetDefaultAsync),
            (2, ForeignMetadataAsync),
            (1, CopyStripeProductAsync),
            (2, DeleteInStripeAsync),
            (1, NewTieredStripePriceAsync),
            (2, ReplaceTiersAsync),
            (2, AddCurrencyAsync),
            (2, ReplaceCurrencyAsync),
            (3, SetStripeImagesAsync),
        ];

    private Task OneOfAsync((int Weight, Func<Task> Act)[] acts)
    {
        var drawn = random.Next(acts.Sum(act => act.Weight));
        foreach (var (weight, act) in acts)
            if ((drawn -= weight) < 0)
                return act();
        throw new InvalidOperationException("the weights do not add up");
    }

    private void Remember(string id, string field, string value, string? made = null) =>
        _edits.Add(new(_edits.Count, id, field, value, made));

    private string SellStatus() => random.Next(2) == 0 ? "internal" : "available";

    private string Text() => $"v{_serial++}";

    private int Amount() => 1000 + _serial++;

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool IsTiered(SanityDocument price) => price.Body["tiers"] is not null;

    private static bool IsTiered(JsonObject price) => (string?)price["billing_scheme"] == "tiered";

    private static List<JsonObject> Active(IEnumerable<JsonObject> prices) =>
        [.. prices.Where(price => (bool)price["active"]!)];

    private T? Pick<T>(IReadOnlyList<T> items)
        where T : class => items.Count == 0 ? null : items[random.Next(items.Count)];
}
