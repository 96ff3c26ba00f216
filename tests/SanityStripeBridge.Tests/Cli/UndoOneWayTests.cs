using System.Text.Json;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Tests.Cli;

/// <summary>Taking back what a mapping lets flow in one direction only.</summary>
public sealed class UndoOneWayTests
{
    private const string Mapping = """
        {
          "version": 1,
          "products": [
            {
              "type": "addOn",
              "fields": {
                "name": "label",
                "active": { "from": "active", "direction": "to-sanity" },
                "unitLabel": { "from": "unit", "direction": "to-sanity" },
                "statementDescriptor": { "from": "statementText", "direction": "to-sanity" },
                "description": { "from": "body", "transform": "plainText" }
              }
            }
          ],
          "prices": [
            {
              "type": "addOnPrice",
              "id": "stripeId",
              "fields": {
                "product": "addOn",
                "unitAmount": "amountInCents",
                "currency": { "const": "usd" },
                "active": "active"
              }
            }
          ]
        }
        """;

    [Fact]
    public async Task A_field_that_follows_Stripe_is_set_back_in_Stripe_and_the_document_follows()
    {
        await using var shop = await OpenAsync();
        await FinanceAsync(shop, new { unit_label = "seat" });
        await FinanceAsync(shop, new { unit_label = "chair" });
        var change = await LastAsync(shop);
        shop.ClearLogs();

        var dry = await shop.Cli.RunAsync("undo", change, "--dry-run", "--json");
        var result = await shop.Cli.RunAsync("undo", change, "--yes", "--json");

        dry.Json.GetProperty("changes")
            .EnumerateArray()
            .Select(planned => planned.GetProperty("side").GetString())
            .Should()
            .Equal("stripe", "sanity");
        result.Exit.Should().Be(0, result.Out + result.Error);
        result.Json.GetProperty("left").GetArrayLength().Should().Be(0);
        (await UnitAsync(shop)).Should().Be(("seat", "seat"));
        shop.Stripe.Requests.Writes.Should().Be(1);
        shop.Sanity.Requests.Writes.Should().Be(1);
        (await shop.Cli.RunAsync("plan")).Exit.Should().Be(0);
    }

    [Fact]
    public async Task Such_an_undo_can_be_undone()
    {
        await using var shop = await OpenAsync();
        await FinanceAsync(shop, new { unit_label = "seat" });
        var undo = (await shop.Cli.RunAsync("undo", await LastAsync(shop), "--yes", "--json")).Json;
        (await UnitAsync(shop)).Should().Be((null, null), "Stripe can be told to forget it");

        var again = await shop.Cli.RunAsync("undo", undo.GetProperty("id").GetString()!, "--yes", "--json");

        again.Exit.Should().Be(0, again.Out + again.Error);
        (await UnitAsync(shop)).Should().Be(("seat", "seat"));
    }

    [Fact]
    public async Task What_Stripe_cannot_be_given_back_is_left_field_by_field_with_the_reason()
    {
        await using var shop = await OpenAsync();
        await FinanceAsync(
            shop,
            new
            {
                statement_descriptor = "STORAGE",
                active = false,
                unit_label = "seat",
            }
        );
        var change = await LastAsync(shop);

        var result = await shop.Cli.RunAsync("undo", change, "--yes", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        Left(result)
            .Should()
            .BeEquivalentTo([
                ("statementDescriptor", "it follows Stripe only, and Stripe cannot be told to forget it"),
                ("active", "it follows Stripe only, so archive or restore it in the Dashboard"),
            ]);
        (await UnitAsync(shop)).Should().Be((null, null), "the rest is taken back");
        ((string?)shop.Document("storage")!["statementText"]).Should().Be("STORAGE");
        (await shop.Cli.RunAsync("plan")).Exit.Should().Be(0);
    }

    [Fact]
    public async Task What_has_no_way_back_into_the_document_is_left_with_the_reason()
    {
        await using var shop = await OpenAsync();
        await shop.Sanity.Studio.SetAsync("storage", "body", Text("More room."));
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        var change = await LastAsync(shop);
        shop.ClearLogs();

        var result = await shop.Cli.RunAsync("undo", change, "--yes", "--json");

        result.Exit.Should().Be(0, result.Out + result.Error);
        Left(result)
            .Should()
            .Equal(("description", "it is made of body and cannot be written back; change it in the Studio"));
        shop.Stripe.Requests.Writes.Should().Be(0);
        shop.Sanity.Requests.Writes.Should().Be(0);
    }

    private static async Task<CliShop> OpenAsync()
    {
        var shop = await CliShop.OpenAsync();
        shop.Put("mapping.json", Mapping);
        shop.Cli.Environment["BRIDGE_MAPPING"] = Path.Combine(shop.Cli.Directory, "mapping.json");
        await shop.Sanity.Studio.CreatePublishedAsync(
            "storage",
            "addOn",
            new JsonObject { ["label"] = "Storage", ["body"] = Text("Room.") }
        );
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
        return shop;
    }

    private static async Task FinanceAsync(CliShop shop, object fields)
    {
        await shop.Stripe.Dashboard.EditProductAsync("sanity_storage", fields);
        (await shop.Cli.RunAsync("sync", "--yes")).Exit.Should().Be(0);
    }

    private static async Task<(string? Sanity, string? Stripe)> UnitAsync(CliShop shop) =>
        (
            (string?)shop.Document("storage")!["unit"],
            (string?)(await shop.StripeAsync("/v1/products/sanity_storage"))["unit_label"]
        );

    private static async Task<string> LastAsync(CliShop shop) =>
        (await shop.Cli.RunAsync("history", "storage", "--json"))
            .Json.GetProperty("items")
            .EnumerateArray()
            .Last(item => item.GetProperty("side").ValueKind != JsonValueKind.Null)
            .GetProperty("id")
            .GetString()!;

    private static List<(string? Path, string? Reason)> Left(CliResult result) =>
        [
            .. result
                .Json.GetProperty("left")
                .EnumerateArray()
                .Select(left =>
                    (left.GetProperty("path").GetString(), left.GetProperty("reason").GetString())
                ),
        ];

    private static JsonArray Text(string text) =>
        new(
            new JsonObject
            {
                ["_type"] = "block",
                ["_key"] = "b1",
                ["children"] = new JsonArray(
                    new JsonObject
                    {
                        ["_type"] = "span",
                        ["_key"] = "s1",
                        ["text"] = text,
                    }
                ),
            }
        );
}
