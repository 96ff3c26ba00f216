using SanityStripeBridge.Core.Seeding;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>A catalogue from a file, beside a service that hears of everything.</summary>
public sealed class SeedingCases
{
    private const string Mug = """
        { "version": 1, "products": [ { "key": "mug", "name": "Mug", "prices": [
          { "key": "once", "currency": "eur", "unitAmount": 1999, "type": "one_time", "default": true } ] } ] }
        """;

    [Fact]
    public async Task What_a_file_made_comes_back_as_echoes_that_cost_nothing()
    {
        await using var world = await BridgeWorld.StartAsync();

        var plan = await world.SeedAsync(Mug);

        plan.Decision.Should().Be(SeedDecision.Create);
        world.Calls.StripeWrites.Should().Be(3, "product, price, and the default that it is");
        world.Calls.SanityWrites.Should().Be(2, "the documents, and the ids in them");
        await world.ShouldAgreeAsync();
        world.Document("mug")!.Text("stripeProductId").Should().Be("sanity_mug");
    }

    [Fact]
    public async Task A_document_that_somebody_made_meanwhile_is_left_as_it_is_and_gets_its_product()
    {
        await using var world = await BridgeWorld.StartAsync();
        world.Sanity.Faults.Add(
            new()
            {
                Kind = Sandbox.Faults.FaultKind.ActBefore,
                Method = "POST",
                PathPrefix = "/v2025-02-19/data/mutate",
                BodyContains = "mug-once",
                Act = _ => world.CreateProductAsync("mug", "Somebody's mug"),
            }
        );

        await world.SeedAsync(Mug);
        await world.SettleAsync();

        world.Document("mug")!.Text("name").Should().Be("Somebody's mug");
        ((string?)world.StripeProduct("sanity_mug")["name"]).Should().Be("Somebody's mug");
        world.StripePrices().Should().ContainSingle();
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task Images_of_a_file_become_assets_and_one_that_cannot_be_had_is_told()
    {
        await using var pictures = await PictureHost.StartAsync();
        var url = pictures.Show("/mug.png", PictureHost.Png(640));
        await using var world = await BridgeWorld.StartAsync(settings: ("BRIDGE_IMAGE_HOSTS", pictures.Host));
        var text = Mug.Replace(
            "\"name\": \"Mug\"",
            $"\"name\": \"Mug\", \"images\": [\"{url}\", \"{pictures.Address("/missing.png")}\"]",
            StringComparison.Ordinal
        );

        await world.SeedAsync(text);
        await world.SettleAsync();

        world.Document("mug")!.Body["images"]!.AsArray().Should().ContainSingle();
        world.StripeProduct("sanity_mug")["images"]!.AsArray().Should().ContainSingle();
        (await world.PlanAsync()).Changes.Should().BeEmpty();
    }
}
