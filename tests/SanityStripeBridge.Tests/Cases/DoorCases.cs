using System.Text.Json.Nodes;
using SanityStripeBridge.TestKit;
using SanityStripeBridge.Tests.Webhooks;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>What the door must survive beside the tests of each receiver.</summary>
public sealed class DoorCases
{
    private const string Update = """{"_id":"mug","_type":"product","_rev":"r1","operation":"update"}""";

    [Fact, Trait("case", "31")]
    public async Task A_captured_Sanity_request_sent_again_is_a_duplicate_and_after_an_hour_stale()
    {
        await using var door = await TestDoor.OpenAsync();
        var captured = door.Clock.GetUtcNow();
        (await door.SanityAsync(Update, at: captured)).Should().Be(Reply.Of("accepted"));
        door.Clock.Advance(TimeSpan.FromMinutes(59));
        (await door.SanityAsync(Update, at: captured)).Should().Be(Reply.Of("duplicate"));
        door.Clock.Advance(TimeSpan.FromMinutes(2));
        (await door.SanityAsync(Update, at: captured)).Status.Should().Be(401);
        (await door.StoredAsync()).Should().ContainSingle();
    }

    [Fact, Trait("case", "32")]
    public async Task While_secrets_are_rotated_requests_signed_with_either_are_taken_and_the_change_needs_no_restart()
    {
        await using var door = await TestDoor.OpenAsync();
        var body = Fixture.Bytes("stripe/events/product.updated.json");
        (await door.StripeAsync(body, "whsec_new")).Status.Should().Be(401);
        door.Options.StripeSecrets = [TestDoor.StripeSecret, "whsec_new"];
        door.Options.SanitySecrets = ["sanity-new", TestDoor.SanitySecret];
        (await door.StripeAsync(body, "whsec_new")).Should().Be(Reply.Of("accepted"));
        (await door.StripeAsync(body)).Should().Be(Reply.Of("duplicate"));
        (await door.SanityAsync(Update, secret: "sanity-new")).Should().Be(Reply.Of("accepted"));
        (await door.SanityAsync(Update)).Should().Be(Reply.Of("duplicate"));
        door.Options.StripeSecrets = ["whsec_new"];
        (await door.StripeAsync(body)).Status.Should().Be(401);
    }

    [Theory, Trait("case", "33")]
    [InlineData("2020-08-27")]
    [InlineData("2027-01-27.foxglove")]
    [InlineData(null)]
    public async Task An_event_rendered_in_another_version_is_accepted(string? version)
    {
        await using var door = await TestDoor.OpenAsync();
        var sent = JsonNode.Parse(Fixture.Bytes("stripe/events/product.updated.json"))!;
        sent["api_version"] = version;
        // Fields that this version does not have, or has in another shape.
        sent["data"]!["object"]!.AsObject().Remove("marketing_features");
        sent["data"]!["object"]!["default_price"] = new JsonObject { ["id"] = "price_1" };
        (await door.StripeAsync(sent)).Should().Be(Reply.Of("accepted"));
    }

    [Fact]
    public async Task A_thin_event_is_as_good_a_doorbell_as_a_whole_one()
    {
        await using var world = await Shop.WithMugAsync();
        world.Stripe.RegisterWebhook(
            System.Text.Json.JsonSerializer.SerializeToElement(
                new
                {
                    url = world.Host.Urls.First() + "/api/stripe/webhook",
                    secret = BridgeWorld.StripeSecret,
                    payload = "thin",
                }
            )
        );
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Cup" });
        foreach (var whole in world.Stripe.Deliveries.Pending.Where(one => !IsThin(one.Type)))
            world.Stripe.Deliveries.Drop(whole.Id);
        world.Stripe.Deliveries.Pending.Should().ContainSingle();
        await world.SettleAsync();
        world.Document("mug")!.Text("name").Should().Be("Cup");
        world.Calls.Should().Be((1, 0, 1, 1));
        await world.ShouldAgreeAsync();
    }

    [Theory]
    [InlineData("GET", "/healthz", 200)]
    [InlineData("GET", "/readyz", 503)]
    [InlineData("GET", "/api/stripe/webhook", 405)]
    [InlineData("GET", "/api/sanity/webhook", 405)]
    [InlineData("POST", "/api/stripe/webhook", 401)]
    [InlineData("POST", "/api/sanity/webhook", 401)]
    [InlineData("POST", "/api/sanity/webhook/other", 404)]
    public async Task Every_address_answers_as_the_contract_says_before_the_workers_have_begun(
        string method,
        string path,
        int status
    )
    {
        await using var world = await BridgeWorld.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new(method), new Uri(world.Host.Urls.First() + path));
        using var answer = await http.SendAsync(request);
        ((int)answer.StatusCode).Should().Be(status);
        (await world.InboxAsync()).Should().BeEmpty();
        world.Calls.Should().Be((0, 0, 0, 0));
    }

    private static bool IsThin(string type) => type.StartsWith("v1.", StringComparison.Ordinal);
}
