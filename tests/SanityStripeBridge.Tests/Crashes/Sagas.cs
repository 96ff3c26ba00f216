using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Tests.Cases;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Crashes;

/// <summary>Everything that takes the bridge more than one call. A new feature adds its saga here.</summary>
internal static class Sagas
{
    public static IReadOnlyList<Saga> All { get; } =
    [
        new("A new product with its default price in one call")
        {
            Before = _ => Task.CompletedTask,
            Act = world => world.CreateMugAsync(),
        },
        new("A new product whose price has a lookup key")
        {
            Before = _ => Task.CompletedTask,
            Act = world => world.CreateMugAsync(("lookupKey", "mug")),
        },
        new("A product that appears after its prices")
        {
            Before = world => world.CreatePriceAsync("mug-once", "mug", 1999),
            Act = world =>
                world.CreateProductAsync(
                    "mug",
                    "Mug",
                    ("defaultPrice", SanityPatch.WeakReference("mug-once"))
                ),
        },
        new("A product edit in Sanity") { Act = world => world.Sanity.Studio.SetAsync("mug", "name", "Cup") },
        new("A product edit in Stripe")
        {
            Act = world => world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Cup" }),
        },
        new("A price's metadata edited in Sanity")
        {
            Act = world =>
                world.Sanity.Studio.SetAsync(
                    "mug-once",
                    "metadata",
                    JsonNode.Parse("""[{"_key":"c","key":"color","value":"red"}]""")
                ),
        },
        new("A price's nickname edited in Stripe")
        {
            Act = world => world.Stripe.Dashboard.EditPriceAsync(world.PriceId(), new { nickname = "Once" }),
        },
        new("A changed amount of the default price")
        {
            KeepsSelling = true,
            Act = world => world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500),
        },
        new("A changed amount of a price with a lookup key")
        {
            Before = world => world.CreateMugAsync(("lookupKey", "mug")),
            KeepsSelling = true,
            Act = world => world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500),
        },
        new("A changed amount with a grace of five minutes")
        {
            Settings = [("BRIDGE_PRICE_GRACE", "300")],
            KeepsSelling = true,
            Act = world => world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500),
        },
        new("A changed amount that comes with another edit of the product")
        {
            KeepsSelling = true,
            Act = async world =>
            {
                await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
                await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { description = "New" });
            },
        },
        new("An archived product") { Act = world => world.Sanity.Studio.SetAsync("mug", "active", false) },
        new("A restored product")
        {
            Before = world => BeginAsync(world, () => world.Sanity.Studio.SetAsync("mug", "active", false)),
            Act = world => world.Sanity.Studio.SetAsync("mug", "active", true),
        },
        new("An archived default price")
        {
            Act = world => world.Sanity.Studio.SetAsync("mug-once", "active", false),
        },
        new("A deleted product")
        {
            Act = async world =>
            {
                await world.Sanity.Studio.DeleteAsync("mug");
                await world.Sanity.Studio.DeleteAsync("mug-once");
            },
        },
        new("A deleted product that is restored")
        {
            Before = world =>
                BeginAsync(
                    world,
                    async () =>
                    {
                        await world.Sanity.Studio.DeleteAsync("mug");
                        await world.Sanity.Studio.DeleteAsync("mug-once");
                    }
                ),
            Act = world => world.CreateMugAsync(),
        },
        new("A product born in Stripe with two prices") { Act = BearAsync },
        new("An amount changed in the Dashboard")
        {
            Act = world => world.Stripe.Dashboard.ChangeAmountAsync(world.PriceId(), 2999),
        },
        new("Amounts changed on both sides")
        {
            Act = async world =>
            {
                await world.Stripe.Dashboard.ChangeAmountAsync(world.PriceId(), 2999);
                await world.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2500);
            },
        },
        new("A conflict that the document wins")
        {
            Act = async world =>
            {
                await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Pot" });
                await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
            },
        },
        new("An edit that our write ran over and that is put back")
        {
            Settings = [("BRIDGE_POLICY_CONFLICT", "stripe")],
            Act = async world =>
            {
                world.Stripe.Faults.Add(
                    Shop.BeforeWrite(
                        "/v1/products",
                        () => world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Pot" })
                    )
                );
                await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
            },
        },
        new("A product deleted in Stripe")
        {
            Before = world => world.CreateProductAsync("mug", "Mug"),
            Act = world => world.Stripe.Dashboard.DeleteProductAsync(Shop.Mug),
        },
        new("A pressed Sync to Stripe") { Act = world => world.Sanity.Studio.RequestSyncAsync("mug") },
        new("A price that moves to another product")
        {
            Families = 2,
            Before = async world =>
            {
                await world.CreateMugAsync();
                await world.CreateProductAsync("pot", "Pot");
                await world.CreatePriceAsync("loose", "mug", 700);
            },
            Act = world => world.Sanity.Studio.SetAsync("loose", "product", SanityPatch.WeakReference("pot")),
        },
        new("A catalogue that comes from a file")
        {
            Families = 2,
            Before = _ => Task.CompletedTask,
            Act = _ => Task.CompletedTask,
            Verb = world =>
                world.SeedAsync(
                    """
                    { "version": 1, "products": [ { "key": "mug", "name": "Mug", "prices": [
                      { "key": "once", "currency": "eur", "unitAmount": 1999, "type": "one_time", "default": true } ] } ] }
                    """
                ),
        },
        new("Two filled sides that are adopted")
        {
            Families = 2,
            Before = async world =>
            {
                await world.Get<Standing>().SetAdoptedAsync(false, default);
                await world.CreateProductAsync("mug", "Mug", ("description", "ours"));
                await world.CreatePriceAsync("mug-once", "mug", 1999);
                await world.Stripe.Dashboard.CreateProductAsync(
                    new
                    {
                        id = "prod_mug",
                        name = "Mug",
                        description = "theirs",
                    }
                );
                await world.Stripe.Dashboard.CreatePriceAsync(
                    new
                    {
                        product = "prod_mug",
                        currency = "eur",
                        unit_amount = 1999,
                    }
                );
            },
            Act = _ => Task.CompletedTask,
            Verb = world => world.AdoptAsync(),
        },
    ];

    private static async Task BeginAsync(BridgeWorld world, Func<Task> then)
    {
        await world.CreateMugAsync();
        await world.SettleAsync();
        await then();
    }

    private static async Task BearAsync(BridgeWorld world)
    {
        var pot = await world.Stripe.Dashboard.CreateProductAsync(new { name = "Pot" });
        var product = pot.GetProperty("id").GetString()!;
        foreach (var amount in new[] { 900, 1200 })
            await world.Stripe.Dashboard.CreatePriceAsync(
                new
                {
                    product,
                    currency = "eur",
                    unit_amount = amount,
                }
            );
        var first = world.StripePrices().First(price => (long?)price["unit_amount"] == 900);
        await world.Stripe.Dashboard.SetDefaultAsync((string)first["id"]!);
    }
}
