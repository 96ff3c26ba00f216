using System.Text.Json.Nodes;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Sandbox.Tests.SanitySandbox;

/// <summary>Rows 46 to 48: what the Studio does through <c>/data/actions</c>.</summary>
public sealed class ActionTests : SanityTest
{
    [Fact]
    public async Task Row_46_publish_copies_the_draft_strengthens_its_references_and_deletes_it()
    {
        await MutateAsync(
            """[{"create":{"_id":"cups","_type":"category"}},{"create":{"_id":"drafts.mug","_type":"product","category":{"_type":"reference","_ref":"cups","_weak":true,"_strengthenOnPublish":{"type":"category"}}}}]"""
        );

        var (status, body) = await ActAsync(Publish("mug"), "tx-publish");

        (status, body!["transactionId"]!.ToString()).Should().Be((200, "tx-publish"));
        (await GetAsync("drafts.mug")).Should().BeNull();
        var published = (await GetAsync("mug"))!;
        published["_rev"]!.ToString().Should().Be("tx-publish");
        published["category"]!.ToJsonString().Should().Be("""{"_type":"reference","_ref":"cups"}""");
    }

    [Fact]
    public async Task Row_46_publish_needs_a_draft_and_the_revisions_it_names()
    {
        await MutateAsync("""[{"create":{"_id":"mug","_type":"product"}}]""", id: "tx-p");
        (await RefusalAsync(Publish("mug"))).Should().Be("documentNotFoundError");

        await MutateAsync("""[{"create":{"_id":"drafts.mug","_type":"product"}}]""", id: "tx-d");
        (await RefusalAsync(Publish("mug", "\"ifDraftRevisionId\":\"tx-p\"")))
            .Should()
            .Be("documentRevisionIDDoesNotMatchError");
        (await RefusalAsync(Publish("mug", "\"ifPublishedRevisionId\":\"tx-d\"")))
            .Should()
            .Be("documentRevisionIDDoesNotMatchError");
        (await ActAsync(Publish("mug", "\"ifDraftRevisionId\":\"tx-d\",\"ifPublishedRevisionId\":\"tx-p\"")))
            .Status.Should()
            .Be(200);
    }

    [Fact]
    public async Task Row_47_unpublish_leaves_a_draft_and_delete_takes_only_the_drafts_it_lists()
    {
        await MutateAsync("""[{"create":{"_id":"mug","_type":"product","name":"Mug"}}]""");
        await ActAsync(Action("document.unpublish", "\"draftId\":\"drafts.mug\",\"publishedId\":\"mug\""));
        (await GetAsync("mug")).Should().BeNull();
        (await GetAsync("drafts.mug"))!["name"]!.ToString().Should().Be("Mug");

        await MutateAsync("""[{"create":{"_id":"mug","_type":"product"}}]""");
        (await RefusalAsync(Action("document.delete", "\"publishedId\":\"mug\",\"includeDrafts\":[]")))
            .Should()
            .Be("validationError");
        await ActAsync(Action("document.discard", "\"draftId\":\"drafts.mug\",\"publishedId\":\"mug\""));
        (await ActAsync(Action("document.delete", "\"publishedId\":\"mug\",\"includeDrafts\":[]")))
            .Status.Should()
            .Be(200);
        Sandbox.Dataset.Documents.Should().BeEmpty();
    }

    [Fact]
    public async Task Row_48_the_recorded_edit_makes_the_draft_from_the_published_document()
    {
        var recorded = JsonNode.Parse(Fixture.Text("sanity/wire/actions.json"))!;
        await MutateAsync(
            """[{"create":{"_id":"product-mug","_type":"product","name":"Enamel mug","price":7}}]""",
            id: "seedrev"
        );

        await PostAsync(recorded["editGuardNoop"]!);
        var (_, edited) = await PostAsync(recorded["edit"]!);
        var (_, published) = await PostAsync(recorded["publish"]!);

        edited!["transactionId"]!.ToString().Should().Be("25d25407-4edd-4cc8-ae88-89967d1b9312");
        published!["transactionId"]!.ToString().Should().MatchRegex("^[0-9A-Za-z]{22}$");
        var mug = (await GetAsync("product-mug"))!;
        (mug["name"]!.ToString(), mug["price"]!.GetValue<int>()).Should().Be(("Enamel mug v2", 7));
    }

    [Fact]
    public async Task Row_48_no_actions_make_no_transaction()
    {
        var (status, _) = await ActAsync("", "tx-empty");

        status.Should().Be(200);
        Sandbox.Dataset.Transactions.Should().BeEmpty();
        await MutateAsync("""[{"create":{"_id":"a","_type":"x"}}]""", id: "tx-empty");
    }

    [Fact]
    public async Task Row_48_all_actions_of_a_request_are_one_transaction_or_none()
    {
        var create = Action(
            "document.create",
            "\"publishedId\":\"mug\",\"attributes\":{\"_id\":\"drafts.mug\",\"_type\":\"product\"},\"ifExists\":\"fail\""
        );
        var (status, _) = await ActAsync($"{create},{Publish("mug")}", "tx-both");
        status.Should().Be(200);
        Sandbox.Dataset.Transactions.Should().HaveCount(1);
        (await GetAsync("mug"))!["_rev"]!.ToString().Should().Be("tx-both");

        var (refused, body) = await ActAsync(
            $"{create.Replace("mug", "jug", StringComparison.Ordinal)},{Publish("tin")}"
        );
        refused.Should().Be(409);
        body!["error"]!["type"]!.ToString().Should().Be("actionError");
        body["error"]!["items"]![0]!["index"]!.GetValue<int>().Should().Be(1);
        (await GetAsync("drafts.jug")).Should().BeNull();
        (await RefusalAsync(create)).Should().Be("documentAlreadyExistsError");
    }

    [Fact]
    public async Task Row_48_a_dry_run_stores_nothing()
    {
        await MutateAsync("""[{"create":{"_id":"drafts.mug","_type":"product"}}]""");

        var (status, _) = await PostAsync(
            JsonNode.Parse($$"""{"actions":[{{Publish("mug")}}],"dryRun":true}""")!
        );

        status.Should().Be(200);
        (await GetAsync("mug")).Should().BeNull();
    }

    [Fact]
    public async Task Versions_are_made_replaced_marked_and_discarded()
    {
        await MutateAsync("""[{"create":{"_id":"mug","_type":"product","name":"Mug"}}]""");
        const string Version = "\"versionId\":\"versions.r1.mug\",\"publishedId\":\"mug\"";

        await ActAsync(Action("document.version.create", $"{Version},\"baseId\":\"mug\""));
        (await GetAsync("versions.r1.mug"))!["name"]!.ToString().Should().Be("Mug");
        await ActAsync(Action("document.version.unpublish", Version));
        (await GetAsync("versions.r1.mug"))!["_system"]!["delete"]!.GetValue<bool>().Should().BeTrue();
        await ActAsync(Action("document.version.discard", Version));
        (await GetAsync("versions.r1.mug")).Should().BeNull();
        (await RefusalAsync(Action("release.publish", "\"releaseId\":\"r1\"")))
            .Should()
            .Be("validationError");
    }

    [Fact]
    public async Task Row_43_a_viewer_may_not_act()
    {
        Token = "sk-viewer";

        (await ActAsync(Publish("mug"))).Status.Should().Be(403);
    }

    private static string Publish(string id, string more = "") =>
        Action(
            "document.publish",
            $"\"draftId\":\"drafts.{id}\",\"publishedId\":\"{id}\"{(more.Length > 0 ? "," + more : "")}"
        );

    private static string Action(string type, string fields) =>
        $$"""{"actionType":"sanity.action.{{type}}",{{fields}}}""";

    private Task<(int Status, JsonNode? Body)> ActAsync(string actions, string? id = null) =>
        PostAsync(
            JsonNode.Parse(
                id is null
                    ? $$"""{"actions":[{{actions}}]}"""
                    : $$"""{"actions":[{{actions}}],"transactionId":"{{id}}"}"""
            )!
        );

    private Task<(int Status, JsonNode? Body)> PostAsync(JsonNode body) =>
        CallAsync(HttpMethod.Post, "/v2025-02-19/data/actions/production", body.ToJsonString());

    private async Task<string> RefusalAsync(string action) =>
        (await ActAsync(action)).Body!["error"]!["items"]![0]!["error"]!["type"]!.ToString();
}
