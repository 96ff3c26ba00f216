using System.Text;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.SanitySandbox.Hooks;
using SanityStripeBridge.Sandbox.Tests.Faults;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Sandbox.Tests.SanitySandbox;

public sealed class WebhookTests : SanityTest
{
    private const string Secret = "demo-webhook-secret-please-change";

    private const string MappedFields =
        "name,description,active,images,defaultPrice,metadata,unitAmount,currency";

    private static string Filter =>
        $$"""
            _type in ["product","price"] && (delta::operation() != "update" || delta::changedAny(({{MappedFields}}))) || _type == "stripeSync" && delta::operation() != "delete" && delta::changedAny(requestedAt)
            """;

    private static string Projection =>
        $$"""
            {_id,_type,_rev,_updatedAt,"previousRev":before()._rev,"operation":delta::operation(),"author":identity(),{{MappedFields}}}
            """;

    [Fact]
    public async Task Row_35_a_delivery_carries_all_headers_and_a_signature_over_its_exact_bytes()
    {
        await using var receiver = await Receiver.StartAsync();
        await HookAsync(receiver);
        await MutateAsync("""[{"create":{"_id":"mug","_type":"product","name":"Blåbær ☕"}}]""", id: "tx-1");

        var received = await receiver.NextAsync();

        received
            .Headers["sanity-webhook-signature"]
            .Should()
            .Be(HookSignature.Sign(Secret, received.Body, Clock.GetUtcNow()));
        var captured = JsonNode.Parse(Fixture.Text("sanity/webhooks/webhook-captured-headers.json"))!;
        received
            .Headers.Keys.Select(name => name.ToLowerInvariant())
            .Should()
            .Contain(captured["headers"]!.AsObject().Select(h => h.Key));
        received.Headers["sanity-transaction-id"].Should().Be("tx-1");
        received.Headers["sanity-operation"].Should().Be("create");
        received.Headers["sanity-document-id"].Should().Be("mug");
        received.Headers["User-Agent"].Should().Be("Sanity.io webhook delivery");
        Encoding.UTF8.GetString(received.Body).Should().Contain("Blåbær ☕");
        Body(received)["_rev"]!.ToString().Should().Be("tx-1");
        Body(received)["previousRev"].Should().BeNull();
        Body(received)["author"]!.ToString().Should().Be("pBridgeRobot1");
    }

    [Theory]
    [MemberData(nameof(SignatureVectors))]
    public void Row_35_a_signature_is_the_official_one(string vector)
    {
        var v = JsonNode.Parse(vector)!;
        var time = long.Parse(
            v["header"]!.ToString().Split(',')[0][2..],
            System.Globalization.CultureInfo.InvariantCulture
        );
        HookSignature
            .Sign(
                v["secret"]!.ToString(),
                Convert.FromHexString(v["payloadUtf8Hex"]!.ToString()),
                DateTimeOffset.FromUnixTimeMilliseconds(time)
            )
            .Should()
            .Be(v["header"]!.ToString());
    }

    public static TheoryData<string> SignatureVectors() =>
        [
            .. JsonNode.Parse(Fixture.Text("sanity/vectors/signature-vectors.json"))!["vectors"]!
                .AsArray()
                .Where(v => v!["officialIsValid"]!.GetValue<bool>())
                .Select(v => v!.ToJsonString()),
        ];

    [Fact]
    public async Task Row_39_the_bridges_own_hook_hears_mapped_fields_and_sync_requests_only()
    {
        await using var receiver = await Receiver.StartAsync();
        Sandbox.Deliveries.Automatic = false;
        await HookAsync(receiver);

        await Sandbox.Studio.CreatePublishedAsync("mug", "product", new JsonObject { ["name"] = "Mug" });
        await Sandbox.Studio.EditPublishedAsync("mug", new JsonObject { ["note"] = "unmapped" });
        await Sandbox.Studio.SetAsync("mug", "name", "Cup");
        await Sandbox.Studio.CreatePublishedAsync("page", "page", []);
        await Sandbox.Studio.RequestSyncAsync("mug");
        await Sandbox.Studio.EditPublishedAsync("stripeSync-mug", new JsonObject { ["status"] = "synced" });
        await Sandbox.Studio.DeleteAsync("stripeSync-mug");
        await Sandbox.Studio.DeleteAsync("mug");

        Sandbox
            .Deliveries.All.Select(delivery => $"{delivery.Type} {delivery.Subject}")
            .Should()
            .Equal("create mug", "update mug", "create stripeSync-mug", "delete mug");
        var update = JsonNode.Parse(Sandbox.Deliveries.All[1].Body)!;
        update["previousRev"]!.ToString().Should().Be(Sandbox.Dataset.Transactions[1].Id);
        update["name"]!.ToString().Should().Be("Cup");
        var delete = JsonNode.Parse(Sandbox.Deliveries.All[3].Body)!;
        delete["operation"]!.ToString().Should().Be("delete");
        delete["_rev"]!.ToString().Should().Be(update["_rev"]!.ToString());
        Sandbox.Deliveries.All[3].Headers["sanity-transaction-id"].Should().NotBe(update["_rev"]!.ToString());
    }

    [Fact]
    public async Task Row_39_an_empty_projection_delivers_the_whole_document()
    {
        await using var receiver = await Receiver.StartAsync();
        await ControlAsync("webhooks", $$"""{"url":"{{receiver.Url}}"}""");
        await Sandbox.Studio.CreatePublishedAsync("mug", "product", new JsonObject { ["odd"] = 1 });
        var received = await receiver.NextAsync();
        JsonNode.DeepEquals(Body(received), Sandbox.Dataset.Find("mug")).Should().BeTrue();
        received.Headers.Should().NotContainKey("sanity-webhook-signature");
    }

    [Theory]
    [InlineData("false", "false", "x")]
    [InlineData("true", "false", "drafts.x,x")]
    [InlineData("false", "true", "drafts.x,versions.r.x,x")]
    public async Task Row_36_drafts_and_versions_are_silent_until_switched_on(
        string drafts,
        string versions,
        string expected
    )
    {
        Sandbox.Deliveries.Automatic = false;
        await ControlAsync(
            "webhooks",
            $$"""{"url":"http://127.0.0.1:1/","includeDrafts":{{drafts}},"includeAllVersions":{{versions}},"on":["create"]}"""
        );
        await Sandbox.Studio.CreateDraftAsync("x", "product", []);
        await Sandbox.Studio.CreateVersionAsync("r", "x");
        await Sandbox.Studio.PublishAsync("x");
        var subjects = Sandbox.Deliveries.All.Select(d => d.Subject).Order(StringComparer.Ordinal);
        string.Join(',', subjects).Should().Be(expected);
    }

    [Fact]
    public async Task Row_38_three_documents_of_one_transaction_make_three_deliveries_with_keys_of_their_own()
    {
        Sandbox.Deliveries.Automatic = false;
        await ControlAsync("webhooks", """{"url":"http://127.0.0.1:1/"}""");
        await MutateAsync("""[{"create":{"_type":"a"}},{"create":{"_type":"a"}},{"create":{"_type":"a"}}]""");
        var headers = Sandbox.Deliveries.All.Select(d => d.Headers).ToList();
        headers.Select(h => h["sanity-transaction-id"]).Distinct().Should().HaveCount(1);
        headers.Select(h => h["idempotency-key"]).Distinct().Should().HaveCount(3);
    }

    [Fact]
    public async Task Row_40_a_server_error_is_retried_twice_thirty_seconds_apart_under_one_key()
    {
        await using var receiver = await Receiver.StartAsync();
        Sandbox.Deliveries.Automatic = false;
        receiver.Answers.Enqueue(500);
        receiver.Answers.Enqueue(429);
        receiver.Answers.Enqueue(503);
        await HookAsync(receiver);
        await Sandbox.Studio.CreatePublishedAsync("mug", "product", []);

        await Sandbox.Deliveries.SendDueAsync(default);
        Clock.Advance(TimeSpan.FromSeconds(29));
        await Sandbox.Deliveries.SendDueAsync(default);
        receiver.All.Should().HaveCount(1);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await Sandbox.Deliveries.SendDueAsync(default);
        Clock.Advance(TimeSpan.FromSeconds(30));
        await Sandbox.Deliveries.SendDueAsync(default);

        receiver.All.Should().HaveCount(3);
        receiver.All.Select(r => r.Headers["idempotency-key"]).Distinct().Should().HaveCount(1);
        Sandbox.Deliveries.All.Single().State.Should().Be(DeliveryState.Failed);
    }

    [Fact]
    public async Task Row_40_a_client_error_is_final()
    {
        await using var receiver = await Receiver.StartAsync();
        Sandbox.Deliveries.Automatic = false;
        receiver.Answers.Enqueue(400);
        await HookAsync(receiver);
        await Sandbox.Studio.CreatePublishedAsync("mug", "product", []);
        await Sandbox.Deliveries.SendDueAsync(default);
        Sandbox.Deliveries.All.Single().State.Should().Be(DeliveryState.Failed);
    }

    [Theory]
    [InlineData(
        """{"name":"n","url":"http://x.test/","dataset":"production","on":["create"],"rule":{}}""",
        "\"on\" is not allowed"
    )]
    [InlineData(
        """{"name":"n","url":"http://x.test/","dataset":"production","isDisabled":true,"rule":{}}""",
        "\"isDisabled\" is not allowed"
    )]
    [InlineData(
        """{"name":"n","url":"http://x.test/","dataset":"production","rule":{"filter":null}}""",
        "\"rule.filter\" must be a string"
    )]
    [InlineData("""{"url":"http://x.test/","dataset":"production","rule":{}}""", "\"name\" is required")]
    public async Task A_hook_that_is_not_one_is_refused(string body, string message)
    {
        Token = "sk-manage";
        var (status, answer) = await CallAsync(HttpMethod.Post, "/v2025-08-04/hooks/projects/demoproj", body);
        (status, answer!["message"]!.ToString()).Should().Be((400, message));
    }

    [Fact]
    public async Task Row_42_hooks_are_created_listed_changed_and_deleted()
    {
        Token = "sk-manage";
        var body = JsonNode.Parse(Fixture.Text("sanity/wire/hooks.json"))!;
        var (status, hook) = await CallAsync(
            HttpMethod.Post,
            "/v2025-08-04/hooks/projects/demoproj",
            body["create"]!["body"]!.ToJsonString()
        );
        status.Should().Be(201);
        hook!
            .AsObject()
            .Select(entry => entry.Key)
            .Should()
            .BeEquivalentTo(body["object"]!.AsObject().Select(entry => entry.Key));

        var path = $"/v2025-08-04/hooks/projects/demoproj/{hook!["id"]}";
        (await CallAsync(HttpMethod.Patch, path, """{"type":"document"}""")).Body!["message"]!
            .ToString()
            .Should()
            .Be("\"type\" is not allowed");
        await CallAsync(HttpMethod.Patch, path, """{"isDisabledByUser":true}""");
        await Sandbox.Studio.CreatePublishedAsync("mug", "product", []);
        Sandbox.Deliveries.All.Should().BeEmpty();

        (await CallAsync(HttpMethod.Delete, path)).Status.Should().Be(204);
        (await CallAsync(HttpMethod.Get, "/v2025-08-04/hooks/projects/demoproj"))
            .Body!.AsArray()
            .Should()
            .BeEmpty();
    }

    [Fact]
    public async Task Row_42_an_editor_may_not_manage_hooks() =>
        (await CallAsync(HttpMethod.Get, "/v2025-08-04/hooks/projects/demoproj")).Status.Should().Be(403);

    private async Task HookAsync(Receiver receiver)
    {
        Token = "sk-manage";
        var body = new JsonObject
        {
            ["type"] = "document",
            ["name"] = "bridge",
            ["url"] = receiver.Url.ToString(),
            ["dataset"] = "production",
            ["apiVersion"] = "v2025-02-19",
            ["httpMethod"] = "POST",
            ["includeDrafts"] = false,
            ["includeAllVersions"] = false,
            ["headers"] = new JsonObject(),
            ["secret"] = Secret,
            ["rule"] = new JsonObject
            {
                ["on"] = new JsonArray("create", "update", "delete"),
                ["filter"] = Filter,
                ["projection"] = Projection,
            },
        };
        var (status, answer) = await CallAsync(
            HttpMethod.Post,
            "/v2025-08-04/hooks/projects/demoproj",
            body.ToJsonString()
        );
        status.Should().Be(201, "{0}", answer);
        Token = "sk-editor";
    }

    private static JsonNode Body(Received received) => JsonNode.Parse(received.Body)!;
}
