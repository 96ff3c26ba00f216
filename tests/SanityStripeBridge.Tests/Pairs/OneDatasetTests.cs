using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Tests.Pairs;

/// <summary>One process, one dataset, two accounts: two mappings that share neither id fields nor companions.</summary>
public sealed class OneDatasetTests : IDisposable
{
    /// <summary>The shipped schema, with ids and companions of its own.</summary>
    private const string Mapping = """
        {
          "version": 1,
          "companionPrefix": "euSync",
          "products": [
            {
              "type": "product", "id": "stripeProductIdEu", "shipped": true,
              "variants": { "from": "variants", "id": "stripePriceIdEu", "unitAmount": "unitAmount", "currency": "currency" }
            }
          ],
          "prices": [
            {
              "type": "price", "id": "stripePriceIdEu", "shipped": true,
              "fields": { "previousStripePriceIds": "previousStripePriceIdsEu" }
            }
          ]
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("bridge-pairs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task One_dataset_is_mirrored_with_two_accounts_and_an_edit_in_one_of_them_reaches_the_other()
    {
        await using var pairs = await StartAsync();
        await pairs.Default.CreateProductAsync("mug", "Mug");
        await pairs.SettleAsync();
        ((string?)pairs.Default.Document("mug")!["stripeProductId"]).Should().Be("sanity_mug");
        ((string?)pairs.Default.Document("mug")!["stripeProductIdEu"]).Should().Be("sanity_mug");

        pairs.ClearLogs();
        await pairs.Eu.Stripe.Dashboard.EditProductAsync("sanity_mug", new { name = "Cup" });
        await pairs.SettleAsync();

        pairs.Default.NameInStripe("sanity_mug").Should().Be("Cup");
        pairs.Eu.Stripe.Requests.Writes.Should().Be(0);
        pairs.Default.Stripe.Requests.Writes.Should().Be(1);
        pairs
            .Default.Sanity.Requests.Writes.Should()
            .Be(1, "the edit itself; nobody answers it with another write");
        await ShouldBeAtPeaceAsync(pairs);
    }

    [Fact]
    public async Task A_price_that_is_replaced_is_replaced_in_both_accounts_and_each_keeps_its_own_chain()
    {
        await using var pairs = await StartAsync();
        await pairs.Default.CreateProductAsync("mug", "Mug");
        await pairs.Default.Sanity.Studio.CreatePublishedAsync(
            "mug-once",
            "price",
            new JsonObject
            {
                ["product"] = SanityPatch.WeakReference("mug"),
                ["currency"] = "eur",
                ["unitAmount"] = 1900,
            }
        );
        await pairs.SettleAsync();
        var before = pairs.Default.Document("mug-once")!.DeepClone();

        await pairs.Default.Sanity.Studio.SetAsync("mug-once", "unitAmount", 2100);
        await pairs.SettleAsync();

        var after = pairs.Default.Document("mug-once")!;
        foreach (var suffix in new[] { "", "Eu" })
        {
            after["previousStripePriceIds" + suffix]!
                .AsArray()
                .Select(id => (string?)id)
                .Should()
                .Equal((string?)before["stripePriceId" + suffix]);
            ((string?)after["stripePriceId" + suffix])
                .Should()
                .NotBe((string?)before["stripePriceId" + suffix]);
        }
        await ShouldBeAtPeaceAsync(pairs);
    }

    private async Task<TwoPairs> StartAsync()
    {
        var pairs = await TwoPairs.OpenAsync(oneDataset: true);
        var mapping = Path.Combine(_folder, "eu.json");
        await File.WriteAllTextAsync(mapping, Mapping);
        pairs.Set("Bridges:eu:BRIDGE_MAPPING", mapping);
        await pairs.MeetAsync();
        return pairs;
    }

    private static async Task ShouldBeAtPeaceAsync(TwoPairs pairs)
    {
        foreach (var pair in pairs.Both)
        {
            (await pair.Get<IMemory>().GetSettingAsync("name_in_doubt", default)).Should().BeNull();
            (await pair.Get<IInbox>().ListAsync(DeliveryState.Dead, null, 10, default)).Should().BeEmpty();
            (await pair.Get<FullSync>().PlanAsync(new(), default)).Changes.Should().BeEmpty();
        }
    }
}
