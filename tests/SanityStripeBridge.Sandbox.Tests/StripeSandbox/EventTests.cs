using System.Text.Json;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.StripeSandbox.Events;
using SanityStripeBridge.Sandbox.Tests.Faults;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Sandbox.Tests.StripeSandbox;

public sealed class EventTests : StripeTests
{
    [Fact]
    public async Task Rows_13_and_54_a_product_with_default_price_data_tells_product_then_price_with_the_default_in_place()
    {
        var product = await Account.Post(
            "products",
            "name=Mug&default_price_data[currency]=usd&default_price_data[unit_amount]=5"
        );

        (await Account.EventTypes()).Should().Equal("product.created", "price.created");
        Subject((await Account.Events())[0])
            .GetProperty("default_price")
            .GetString()
            .Should()
            .Be(product["default_price"].GetString());
    }

    [Fact]
    public async Task Row_43_previous_attributes_have_metadata_per_key_arrays_whole_and_updated_when_the_second_moved()
    {
        var id = await Account.Product(
            "name=Mug&images[]=https://a.example/1&metadata[stay]=1&metadata[go]=2"
        );
        Account.Time.Advance(TimeSpan.FromSeconds(60));
        await Account.Post(
            $"products/{id}",
            "images[]=https://a.example/1&images[]=https://a.example/2&metadata[go]=&metadata[come]=3"
        );
        await Account.Post($"products/{id}", "description=same second");

        var events = await Account.Events();

        Previous(events[1])
            .Should()
            .Be(
                """{"images":["https://a.example/1"],"metadata":{"come":null,"go":"2"},"updated":1795165200}"""
            );
        Previous(events[2]).Should().Be("""{"description":null}""");
    }

    [Fact]
    public async Task Row_44_a_deleted_product_is_told_whole_and_inactive_without_key()
    {
        var id = await Account.Product();
        Account.Time.Advance(TimeSpan.FromSeconds(10));
        await Account.Delete($"products/{id}");

        var deleted = (await Account.Events())[1];

        deleted.GetProperty("type").GetString().Should().Be("product.deleted");
        Subject(deleted).GetProperty("active").GetBoolean().Should().BeFalse();
        Subject(deleted).GetProperty("updated").GetInt64().Should().Be(1795165210);
        deleted
            .GetProperty("request")
            .GetProperty("idempotency_key")
            .ValueKind.Should()
            .Be(JsonValueKind.Null);
    }

    [Fact]
    public async Task Row_45_all_events_of_a_call_share_its_request_and_key_and_a_replay_tells_nothing()
    {
        var product = await Account.Product();
        await Account.Price(product, "currency=usd&unit_amount=1&lookup_key=k");
        var key = ("Idempotency-Key", "ssb-1");
        var form = $"product={product}&currency=usd&unit_amount=2&lookup_key=k&transfer_lookup_key=true";
        await Account.Post("prices", form, key);
        await Account.Post("prices", form, key);

        var events = (await Account.Events()).Skip(2).ToList();

        events.Select(Type).Should().Equal("price.updated", "price.created");
        events.Select(e => e.GetProperty("request").GetRawText()).Distinct().Should().ContainSingle();
        events[0].GetProperty("request").GetProperty("idempotency_key").GetString().Should().Be("ssb-1");
        Previous(events[0]).Should().Be("""{"lookup_key":"k"}""");
    }

    [Fact]
    public async Task Row_58_a_recurring_price_also_tells_of_its_plan_and_the_plan_route_deletes_both()
    {
        var product = await Account.Product();
        var price = await Account.Price(product, "currency=usd&unit_amount=1&recurring[interval]=month");
        await Account.Post($"prices/{price}", "nickname=x");
        (await Account.Delete($"plans/{price}")).Status.Should().Be(200);

        (await Account.EventTypes())
            .Should()
            .Equal(
                "product.created",
                "price.created",
                "plan.created",
                "price.updated",
                "plan.updated",
                "plan.deleted",
                "price.deleted"
            );
        (await Account.Get($"prices/{price}")).Status.Should().Be(404);
    }

    [Fact]
    public async Task Row_41_events_are_listed_by_type_wildcard_types_and_time_for_30_days()
    {
        var product = await Account.Product();
        await Account.Price(product);
        Account.Time.Advance(TimeSpan.FromDays(1));
        await Account.Post($"products/{product}", "name=Cup");

        (await Types("type=product.*")).Should().Equal("product.updated", "product.created");
        (await Types("types[]=price.created&types[]=product.updated"))
            .Should()
            .Equal("product.updated", "price.created");
        (await Types("created[gt]=1795165200")).Should().Equal("product.updated");
        Account.Time.Advance(TimeSpan.FromDays(29.5));
        (await Types("")).Should().Equal("product.updated");
    }

    [Fact]
    public async Task Row_41_a_feed_is_read_forward_with_ending_before()
    {
        await Account.Product("name=0");
        var seen = (await Account.Events())[0].GetProperty("id").GetString();
        for (var n = 1; n <= 5; n++)
            await Account.Product($"name={n}");

        var page = await Account.Get($"events?ending_before={seen}&limit=2");

        page["has_more"].GetBoolean().Should().BeTrue();
        page["data"]
            .EnumerateArray()
            .Select(e => Subject(e).GetProperty("name").GetString())
            .Should()
            .Equal("2", "1");
    }

    [Fact]
    public async Task Row_57_a_stored_event_keeps_the_state_of_its_time()
    {
        var id = await Account.Product();
        await Account.Post($"products/{id}", "name=Cup");

        var first = (await Account.Events())[0].GetProperty("id").GetString();

        Subject((await Account.Get($"events/{first}")).Body)
            .GetProperty("name")
            .GetString()
            .Should()
            .Be("Mug");
    }

    [Fact]
    public async Task An_update_that_changes_nothing_moves_nothing_and_tells_nothing()
    {
        var id = await Account.Product();
        Account.Time.Advance(TimeSpan.FromSeconds(9));

        var after = await Account.Post($"products/{id}", "name=Mug");

        after["updated"].GetInt64().Should().Be(1795165200);
        (await Account.EventTypes()).Should().Equal("product.created");
    }

    private async Task<IEnumerable<string?>> Types(string query) =>
        (await Account.Get($"events?{query}"))["data"].EnumerateArray().Select(Type);

    private static string? Type(JsonElement e) => e.GetProperty("type").GetString();

    private static JsonElement Subject(JsonElement e) => e.GetProperty("data").GetProperty("object");

    private static string Previous(JsonElement e) =>
        JsonSerializer.Serialize(e.GetProperty("data").GetProperty("previous_attributes"));
}

public sealed class WebhookTests : StripeTests
{
    private Receiver _receiver = null!;

    [Fact]
    public async Task Rows_42_and_46_a_webhook_is_the_event_that_can_be_read_and_only_of_the_wanted_types()
    {
        await using var receiver = await Receiver.StartAsync();
        var (_, secret) = Account.Stripe.RegisterWebhook(receiver.Url);
        var product = await Account.Product();
        await Account.Price(product, "currency=usd&unit_amount=1&recurring[interval]=month");

        var (first, second) = (await receiver.NextAsync(), await receiver.NextAsync());
        await Account.Stripe.Deliveries.WhenIdleAsync(CancellationToken.None);

        var id = JsonElement.Parse(first.Body).GetProperty("id").GetString();
        var stored = JsonElement.Parse((await Account.Get($"events/{id}")).Text);
        JsonElement.Parse(first.Body).GetProperty("pending_webhooks").GetInt32().Should().Be(1);
        stored.GetProperty("pending_webhooks").GetInt32().Should().Be(0);
        stored.GetProperty("data").GetRawText().Length.Should().BeGreaterThan(100);
        JsonElement.Parse(second.Body).GetProperty("type").GetString().Should().Be("price.created");
        receiver.All.Should().HaveCount(2);
        first
            .Headers["Stripe-Signature"]
            .Should()
            .Be(WebhookSigner.Header(first.Body, Account.Time.GetUtcNow(), [secret]));
    }

    [Fact]
    public async Task Row_47_while_a_secret_is_rolled_both_sign_and_each_attempt_has_its_own_time()
    {
        _receiver = await Receiver.StartAsync();
        await using var closing = _receiver;
        var (endpoint, old) = Account.Stripe.RegisterWebhook(_receiver.Url);
        var rolled = await Account.Stripe.Dashboard.RollSecretAsync(endpoint);
        var secret = rolled.GetProperty("secret").GetString()!;
        _receiver.Answers.Enqueue(500);
        await Account.Product();

        var first = await _receiver.NextAsync();
        await Account.Stripe.Deliveries.WhenIdleAsync(CancellationToken.None);
        first
            .Headers["Stripe-Signature"]
            .Should()
            .Be(WebhookSigner.Header(first.Body, Account.Time.GetUtcNow(), [secret, old]));

        // Sent by hand: the pump would sign while the clock is still moving.
        Account.Stripe.Deliveries.Automatic = false;
        Account.Stripe.Clock.Advance(TimeSpan.FromHours(25));
        await Account.Stripe.Deliveries.SendDueAsync(CancellationToken.None);
        var second = await _receiver.NextAsync();
        second
            .Headers["Stripe-Signature"]
            .Should()
            .Be(WebhookSigner.Header(second.Body, Account.Stripe.Clock.GetUtcNow(), [secret]));
        second.Body.Should().Equal(first.Body);
    }

    [Fact]
    public async Task Row_48_test_mode_gives_up_after_three_attempts()
    {
        _receiver = await Receiver.StartAsync();
        await using var closing = _receiver;
        Account.Stripe.RegisterWebhook(_receiver.Url);
        foreach (var status in new[] { 500, 302, 404 })
            _receiver.Answers.Enqueue(status);
        await Account.Product();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await _receiver.NextAsync();
            await Account.Stripe.Deliveries.WhenIdleAsync(CancellationToken.None);
            Account.Stripe.Clock.Advance(TimeSpan.FromHours(1));
        }

        Account.Stripe.Deliveries.All.Single().State.Should().Be(DeliveryState.Failed);
        (await Account.Get("events?delivery_success=false"))["data"].GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task Row_56_a_thin_endpoint_gets_the_short_twin_that_names_its_snapshot()
    {
        _receiver = await Receiver.StartAsync();
        await using var closing = _receiver;
        Account.Stripe.RegisterWebhook(
            JsonSerializer.SerializeToElement(
                new
                {
                    url = _receiver.Url,
                    payload = "thin",
                    events = new[] { "v1.product.created" },
                }
            )
        );
        var product = await Account.Product();

        var thin = JsonElement.Parse((await _receiver.NextAsync()).Body);

        Keys(thin)
            .Should()
            .Equal(Keys(JsonElement.Parse(Fixture.Text("stripe/events/thin.v1.product.updated.json"))));
        thin.GetProperty("related_object").GetProperty("id").GetString().Should().Be(product);
        thin.GetProperty("snapshot_event")
            .GetString()
            .Should()
            .Be((await Account.Events())[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Row_53_a_connected_account_is_apart_and_its_events_name_it()
    {
        _receiver = await Receiver.StartAsync();
        await using var closing = _receiver;
        Account.Stripe.RegisterWebhook(
            JsonSerializer.SerializeToElement(new { url = _receiver.Url, connect = true })
        );
        await Account.Product();
        await Account.Post("products", "name=Theirs", ("Stripe-Account", "acct_1SandboxConnect"));

        var received = JsonElement.Parse((await _receiver.NextAsync()).Body);

        Keys(received)
            .Should()
            .Equal(
                Keys(JsonElement.Parse(Fixture.Text("stripe/events/product.created.connected-account.json")))
            );
        (await Account.Get("products"))["data"].GetArrayLength().Should().Be(1);
    }

    [Fact]
    public void Row_47_the_signer_reproduces_the_vectors()
    {
        var vectors = JsonElement.Parse(Fixture.Text("stripe/signature-vectors.json")).GetProperty("vectors");
        foreach (var vector in vectors.EnumerateArray().Where(v => v.TryGetProperty("expected_v1", out _)))
        {
            var header = WebhookSigner.Header(
                Convert.FromBase64String(vector.GetProperty("payload_base64").GetString()!),
                DateTimeOffset.FromUnixTimeSeconds(vector.GetProperty("timestamp").GetInt64()),
                [vector.GetProperty("secret").GetString()!]
            );
            header.Should().EndWith(vector.GetProperty("expected_v1").GetString());
        }
    }

    private static IEnumerable<string> Keys(JsonElement json) => json.EnumerateObject().Select(p => p.Name);
}
