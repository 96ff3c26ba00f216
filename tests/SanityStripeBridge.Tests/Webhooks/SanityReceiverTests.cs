using System.Text;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Tests.Webhooks;

public sealed class SanityReceiverTests : IAsyncLifetime
{
    private const string Key = "ssb-bridge-abc123-01JD0000000000000000000000";
    private TestDoor _door = null!;

    public async Task InitializeAsync() => _door = await TestDoor.OpenAsync();

    public async Task DisposeAsync() => await _door.DisposeAsync();

    private static string Body(
        string operation,
        string rev = Key,
        string id = "mug",
        string type = "product"
    ) => $$"""{"_id":"{{id}}","_type":"{{type}}","_rev":"{{rev}}","operation":"{{operation}}"}""";

    private Task RememberAsync(IntentAction action, string document = "mug") =>
        _door.Memory.CommitAsync(
            new()
            {
                Intents =
                [
                    new()
                    {
                        Id = "01I" + action + document,
                        Key = Key,
                        Family = "mug",
                        Side = Side.Sanity,
                        Type = ObjectType.Product,
                        Action = action,
                        SanityId = document,
                        Request = "{}",
                        CreatedAt = _door.Clock.GetUtcNow(),
                    },
                ],
            },
            default
        );

    [Theory]
    [Trait("case", "30")]
    [InlineData("create", "accepted")]
    [InlineData("update", "accepted")]
    [InlineData("update-echo", "accepted")]
    [InlineData("delete", "accepted")]
    [InlineData("draft", "ignored")]
    public async Task Every_recorded_delivery_is_taken_with_its_genuine_signature(string name, string outcome)
    {
        var recorded = JsonNode.Parse(Fixture.Text($"sanity/webhooks/webhook-{name}.json"))!;
        var headers = recorded["headers"]!
            .AsObject()
            .Where(header => header.Key.StartsWith("sanity-", StringComparison.Ordinal))
            .ToDictionary(header => header.Key, header => header.Value!.GetValue<string>());
        var body = Encoding.UTF8.GetBytes(recorded["rawBody"]!.GetValue<string>());
        (await _door.SendAsync("/api/sanity/webhook", body, headers)).Should().Be(Reply.Of(outcome));
        if (outcome == "accepted")
            (await _door.StoredAsync()).Single().Body.Should().Equal(body);
    }

    [Fact]
    [Trait("case", "29")]
    public async Task An_unsigned_and_a_tampered_request_are_refused()
    {
        var body = Encoding.UTF8.GetBytes(Body("update"));
        (await _door.SendAsync("/api/sanity/webhook", body, [])).Status.Should().Be(401);
        var recorded = JsonNode.Parse(Fixture.Text("sanity/webhooks/webhook-update.json"))!;
        var signature = recorded["headers"]!["sanity-webhook-signature"]!.GetValue<string>();
        (
            await _door.SendAsync(
                "/api/sanity/webhook",
                body,
                new() { ["sanity-webhook-signature"] = signature }
            )
        )
            .Status.Should()
            .Be(401);
    }

    [Fact]
    public async Task What_is_no_document_is_malformed()
    {
        (await _door.SanityAsync("not json")).Status.Should().Be(400);
        (await _door.SanityAsync("{}")).Status.Should().Be(400);
        (await _door.SanityAsync("""{"_id":"a","_id":"b","_type":"product"}""")).Status.Should().Be(400);
    }

    [Fact]
    public async Task Eight_mebibytes_are_the_limit()
    {
        var fill = new string('x', (8 << 20) - 100);
        (await _door.SanityAsync($$"""{"_id":"mug","_type":"product","text":"{{fill}}"}"""))
            .Should()
            .Be(Reply.Of("accepted"));
        (await _door.SanityAsync($$"""{"_id":"mug","_type":"product","text":"{{fill + fill}}"}"""))
            .Status.Should()
            .Be(413);
    }

    [Theory]
    [Trait("case", "40")]
    [InlineData("mug", "author")]
    [InlineData("drafts.mug", "product")]
    [InlineData("versions.r1.mug", "product")]
    public async Task Other_types_drafts_and_versions_are_ignored(string id, string type) =>
        (await _door.SanityAsync(Body("update", "r1", id, type))).Should().Be(Reply.Of("ignored"));

    [Fact]
    [Trait("case", "36")]
    public async Task A_delivery_of_another_project_or_dataset_waits_in_quarantine()
    {
        (await _door.SanityAsync(Body("update", "r1"), new() { ["sanity-project-id"] = "other" }))
            .Should()
            .Be(Reply.Of("quarantined"));
        (await _door.SanityAsync(Body("update", "r2"), new() { ["sanity-dataset"] = "staging" }))
            .Should()
            .Be(Reply.Of("quarantined"));
    }

    [Fact]
    [Trait("case", "102")]
    [Trait("case", "16")]
    public async Task The_same_document_revision_and_operation_is_a_duplicate_but_a_delete_of_it_is_not()
    {
        (await _door.SanityAsync(Body("update", "r1"))).Should().Be(Reply.Of("accepted"));
        (await _door.SanityAsync(Body("update", "r1"))).Should().Be(Reply.Of("duplicate"));
        (await _door.SanityAsync(Body("delete", "r1"))).Should().Be(Reply.Of("accepted"));
    }

    [Fact]
    public async Task A_body_without_a_revision_is_never_a_duplicate()
    {
        const string body = """{"_id":"mug","_type":"product","operation":"update"}""";
        (await _door.SanityAsync(body)).Should().Be(Reply.Of("accepted"));
        (await _door.SanityAsync(body)).Should().Be(Reply.Of("accepted"));
    }

    [Fact]
    public async Task Our_own_revision_of_this_document_is_an_echo_and_of_another_is_not()
    {
        await RememberAsync(IntentAction.Update);
        (await _door.SanityAsync(Body("update"))).Should().Be(Reply.Of("echo"));
        (await _door.SanityAsync(Body("update", id: "cup"))).Should().Be(Reply.Of("accepted"));
        (await _door.Memory.FindIntentsAsync(Key, default)).Single().Proved.Should().BeTrue();
    }

    [Fact]
    public async Task A_header_that_contradicts_the_body_proves_nothing()
    {
        await RememberAsync(IntentAction.Update);
        (await _door.SanityAsync(Body("update"), new() { ["sanity-transaction-id"] = "other" }))
            .Should()
            .Be(Reply.Of("accepted"));
    }

    [Fact]
    public async Task An_editors_delete_right_after_our_update_is_work_although_it_carries_our_revision()
    {
        await RememberAsync(IntentAction.Update);
        (await _door.SanityAsync(Body("update"))).Should().Be(Reply.Of("echo"));
        (await _door.SanityAsync(Body("delete"), new() { ["sanity-transaction-id"] = "editor" }))
            .Should()
            .Be(Reply.Of("accepted"));
    }

    [Fact]
    public async Task A_header_alone_does_not_make_a_delete_an_echo()
    {
        await RememberAsync(IntentAction.Update);
        (await _door.SanityAsync(Body("delete"), new() { ["sanity-transaction-id"] = Key }))
            .Should()
            .Be(Reply.Of("accepted"));
    }

    [Fact]
    public async Task Our_own_delete_is_an_echo()
    {
        await RememberAsync(IntentAction.Delete);
        (await _door.SanityAsync(Body("delete", "r1"), new() { ["sanity-transaction-id"] = Key }))
            .Should()
            .Be(Reply.Of("echo"));
    }

    [Fact]
    public async Task Prices_and_companions_join_the_family_of_their_product()
    {
        await _door.SanityAsync(
            """{"_id":"p1","_type":"price","product":{"_type":"reference","_ref":"drafts.mug"}}"""
        );
        await _door.SanityAsync("""{"_id":"p2","_type":"price"}""");
        await _door.SanityAsync(
            """{"_id":"stripeSync-cup","_type":"stripeSync","requestedAt":"2026-11-20T09:00:00Z"}"""
        );
        var stored = await _door.StoredAsync();
        stored.Select(one => one.Family).Should().Equal("cup", "price:p2", "mug");
        stored[0].Subject.Should().Be("cup");
        stored.Should().OnlyContain(one => one.State == DeliveryState.Received);
    }
}
