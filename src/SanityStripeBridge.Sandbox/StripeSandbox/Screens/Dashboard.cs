using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Screens;

/// <summary>
/// A person at the Dashboard. Events of a person have a request id and no idempotency key. Fields are the API's, as an
/// anonymous object: <c>EditProductAsync("prod_1", new { name = "Mug", metadata = new { color = "red" } })</c>.
/// </summary>
public sealed class Dashboard
{
    private readonly Ledgers _ledgers;
    private readonly StripeSimulatorOptions _options;
    private readonly IdSource _ids;

    private readonly KeyRing _keys;

    internal Dashboard(Ledgers ledgers, StripeSimulatorOptions options, IdSource ids, KeyRing keys) =>
        (_ledgers, _options, _ids, _keys) = (ledgers, options, ids, keys);

    public Task<JsonElement> CreateProductAsync(object fields) => ActAsync("create_product", null, fields);

    public Task<JsonElement> EditProductAsync(string id, object fields) =>
        ActAsync("edit_product", id, fields);

    public Task<JsonElement> ArchiveProductAsync(string id) => ActAsync("archive_product", id, null);

    public Task<JsonElement> UnarchiveProductAsync(string id) => ActAsync("unarchive_product", id, null);

    public Task<JsonElement> DeleteProductAsync(string id) => ActAsync("delete_product", id, null);

    public Task<JsonElement> CreatePriceAsync(object fields) => ActAsync("create_price", null, fields);

    public Task<JsonElement> EditPriceAsync(string id, object fields) => ActAsync("edit_price", id, fields);

    public Task<JsonElement> ArchivePriceAsync(string id) => ActAsync("archive_price", id, null);

    public Task<JsonElement> UnarchivePriceAsync(string id) => ActAsync("unarchive_price", id, null);

    public Task<JsonElement> DeletePriceAsync(string id) => ActAsync("delete_price", id, null);

    /// <summary>Makes the price the default of its product.</summary>
    public Task<JsonElement> SetDefaultAsync(string priceId) => ActAsync("set_default", priceId, null);

    /// <summary>
    /// As finance does it: a new price on the same terms, optionally with the old one's lookup key, becomes the default if
    /// the old one was; the old one is archived. Nobody sees the steps in between. Answers the new price.
    /// </summary>
    public Task<JsonElement> ChangeAmountAsync(string priceId, long unitAmount, bool takeLookupKey = false) =>
        ActAsync("change_amount", priceId, new { unit_amount = unitAmount, take_lookup_key = takeLookupKey });

    /// <summary>A customer subscribes to a recurring price; <paramref name="status"/> as in the API.</summary>
    public Task<JsonElement> SubscribeAsync(string priceId, string status = "active") =>
        ActAsync("subscribe", null, new { price = priceId, status });

    public Task<JsonElement> CancelSubscriptionAsync(string id) => ActAsync("cancel_subscription", id, null);

    /// <summary>A new signing secret; the old one signs along for 24 hours.</summary>
    public Task<JsonElement> RollSecretAsync(string endpointId) => ActAsync("roll_secret", endpointId, null);

    /// <summary>Makes a key; a restricted one (<c>rk_</c>) may do what is named, such as <c>product_write</c>, a secret one everything.</summary>
    public Task<JsonElement> SetKeyAsync(string key, params IEnumerable<string> permissions) =>
        ActAsync("set_key", null, new { key, permissions });

    /// <summary>The key opens nothing any more.</summary>
    public Task<JsonElement> RevokeKeyAsync(string key) => ActAsync("revoke_key", null, new { key });

    /// <summary>The body of <c>POST /_sandbox/act</c>: <c>do</c>, <c>id</c>, the fields, and optionally <c>livemode</c> and <c>account</c>.</summary>
    /// <exception cref="RefusedException">The Dashboard would not let the person do this.</exception>
    public Task<JsonElement> ActAsync(JsonElement request) =>
        Task.FromResult(_ledgers.Locked(() => Act(request)));

    private Task<JsonElement> ActAsync(string what, string? id, object? fields)
    {
        var request = JsonSerializer.SerializeToNode(fields ?? new { })!.AsObject();
        request["do"] = what;
        if (id is not null)
            request["id"] = id;
        return ActAsync(Json.Element(request));
    }

    private JsonElement Act(JsonElement request)
    {
        try
        {
            return Json.Element(Perform(request));
        }
        catch (StripeErrorException refusal)
        {
            throw new RefusedException(refusal.Message);
        }
    }

    private JsonObject Perform(JsonElement request)
    {
        var livemode =
            request.TryGetProperty("livemode", out var live) && live.ValueKind == JsonValueKind.True;
        var ledger = _ledgers.Of(Text(request, "account") ?? _options.Account, livemode);
        var caller = new Caller(_ids.Next("req_", 14), null);
        // A price is created for the product named by `product`; everything else is named by `id`.
        var form = JsonForm.From(request, "do", "livemode", "account", "id");
        string Id() => Text(request, "id") ?? throw new RefusedException("id is missing.");
        StripeProduct Product(FormNode fields) => ledger.ProductRules.Update(Id(), fields, caller);
        StripePrice Price(FormNode fields) => ledger.PriceRules.Update(Id(), fields, caller);
        return Text(request, "do") switch
        {
            "create_product" => ledger.ProductRules.Create(WithId(form, request), caller).Render(),
            "edit_product" => Product(form).Render(),
            "archive_product" => Product(One("active", "false")).Render(),
            "unarchive_product" => Product(One("active", "true")).Render(),
            "delete_product" => DeleteProduct(ledger, Id(), caller),
            "create_price" => ledger.PriceRules.Create(form, caller).Render(),
            "edit_price" => Price(form).Render(),
            "archive_price" => Price(One("active", "false")).Render(),
            "unarchive_price" => Price(One("active", "true")).Render(),
            "delete_price" => ledger.PriceRules.Delete(Id(), caller).Render(),
            "set_default" => SetDefault(ledger, Id(), caller).Render(),
            "change_amount" => AmountChange.Perform(ledger, Id(), form, caller).Render(),
            "subscribe" => ledger.Subscriptions.Create(form),
            "cancel_subscription" => ledger.Subscriptions.Cancel(Id()),
            "set_key" => SetKey(request),
            "revoke_key" => RevokeKey(request),
            "roll_secret" => new JsonObject { ["secret"] = ledger.Endpoints.Roll(Id()) },
            var other => throw new RefusedException($"The Dashboard cannot do '{other}'."),
        };
    }

    private JsonObject SetKey(JsonElement request)
    {
        var permissions =
            request.TryGetProperty("permissions", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Select(item => item.GetString() ?? "").ToList()
                : [];
        _keys.Set(Key(request), permissions);
        return new JsonObject { ["key"] = Key(request) };
    }

    private JsonObject RevokeKey(JsonElement request)
    {
        _keys.Revoke(Key(request));
        return new JsonObject { ["key"] = Key(request), ["revoked"] = true };
    }

    private static string Key(JsonElement request) =>
        Text(request, "key") ?? throw new RefusedException("key is missing.");

    private static JsonObject DeleteProduct(Ledger ledger, string id, Caller caller)
    {
        ledger.ProductRules.Delete(id, caller);
        return new JsonObject { ["id"] = id, ["deleted"] = true };
    }

    private static StripeProduct SetDefault(Ledger ledger, string price, Caller caller) =>
        ledger.ProductRules.Update(ledger.PriceRules.Get(price).Product, One("default_price", price), caller);

    private static FormNode WithId(FormNode form, JsonElement request)
    {
        if (Text(request, "id") is { } id)
            form.Set("id", new FormNode(id));
        return form;
    }

    private static FormNode One(string name, string value)
    {
        var form = new FormNode();
        form.Set(name, new FormNode(value));
        return form;
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
