using System.Text.Json.Nodes;

namespace SanityStripeBridge.Tests.Histories;

/// <content>Finance in the Dashboard.</content>
internal sealed partial class People
{
    /// <summary>One edit in Stripe of a field that the bridge may be about to write.</summary>
    public Task EditStripeProductAsync() =>
        Pick(world.StripeProducts()) is { } product
            ? EditStripeAsync(
                (string)product["id"]!,
                ProductValue(),
                fields => world.Stripe.Dashboard.EditProductAsync((string)product["id"]!, fields)
            )
            : Task.CompletedTask;

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
        Remember(id, edit.Field, value);
    }

    private async Task ChangeAmountAsync()
    {
        if (Pick([.. Active(world.StripePrices()).Where(price => !IsTiered(price))]) is not { } price)
            return;
        var (id, amount) = ((string)price["id"]!, Amount());
        var made = await world.Stripe.Dashboard.ChangeAmountAsync(id, amount, random.Next(2) == 0);
        var madeId = made.GetProperty("id").GetString()!;
        _formerOf[madeId] = id;
        Remember(id, "unitAmount", Digits(amount), madeId);
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
}
