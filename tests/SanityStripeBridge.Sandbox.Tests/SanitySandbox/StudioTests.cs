using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.SanitySandbox;

namespace SanityStripeBridge.Sandbox.Tests.SanitySandbox;

public sealed class StudioTests : SanityTest
{
    private static JsonObject Named(string name) => new() { ["name"] = name };

    [Fact]
    public async Task Publishing_copies_the_draft_and_removes_it_in_one_transaction()
    {
        await Sandbox.Studio.CreateDraftAsync("mug", "product", Named("Mug"));
        var published = await Sandbox.Studio.PublishAsync("mug");
        published
            .Changes.Select(c => $"{c.Operation} {c.Id}")
            .Should()
            .BeEquivalentTo("create mug", "delete drafts.mug");
        published.Id.Should().MatchRegex("^[0-9A-Za-z]{22}$");
        Sandbox.Dataset.Find("mug")!["_rev"]!.ToString().Should().Be(published.Id);
    }

    [Fact]
    public async Task Publishing_without_a_draft_is_refused() =>
        await FluentActions
            .Awaiting(() => Sandbox.Studio.PublishAsync("mug"))
            .Should()
            .ThrowAsync<RefusedException>();

    [Fact]
    public async Task Typing_makes_the_draft_from_the_published_document()
    {
        await Sandbox.Studio.CreatePublishedAsync("mug", "product", Named("Mug"));
        await Sandbox.Studio.EditDraftAsync("mug", new JsonObject { ["active"] = false });
        Sandbox.Dataset.Find("drafts.mug")!["name"]!.ToString().Should().Be("Mug");
        Sandbox.Dataset.Find("mug")!.Should().NotContainKey("active");
    }

    [Fact]
    public async Task Unpublishing_leaves_a_draft_and_discarding_leaves_nothing()
    {
        await Sandbox.Studio.CreatePublishedAsync("mug", "product", Named("Mug"));
        await Sandbox.Studio.UnpublishAsync("mug");
        Sandbox.Dataset.Find("mug").Should().BeNull();
        Sandbox.Dataset.Find("drafts.mug")!["name"]!.ToString().Should().Be("Mug");
        await Sandbox.Studio.DiscardAsync("mug");
        Sandbox.Dataset.Documents.Should().BeEmpty();
    }

    [Fact]
    public async Task Deleting_removes_the_document_and_its_draft()
    {
        await Sandbox.Studio.CreatePublishedAsync("mug", "product", Named("Mug"));
        await Sandbox.Studio.EditDraftAsync("mug", Named("Cup"));
        await Sandbox.Studio.DeleteAsync("mug");
        Sandbox.Dataset.Documents.Should().BeEmpty();
    }

    [Fact]
    public async Task A_release_is_published_in_one_transaction()
    {
        await Sandbox.Studio.CreatePublishedAsync("mug", "product", Named("Mug"));
        await Sandbox.Studio.CreatePublishedAsync("cup", "product", Named("Cup"));
        await Sandbox.Studio.CreateVersionAsync("xmas", "mug");
        await Sandbox.Studio.CreateVersionAsync("xmas", "cup");
        await Sandbox.Studio.EditVersionAsync("xmas", "mug", Named("Xmas mug"));
        var published = await Sandbox.Studio.PublishReleaseAsync("xmas");
        published.Changes.Should().HaveCount(4);
        Sandbox.Dataset.Find("mug")!["name"]!.ToString().Should().Be("Xmas mug");
        Sandbox.Dataset.Documents.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_scheduled_release_locks_its_versions_until_it_is_unscheduled_or_published()
    {
        await Sandbox.Studio.CreatePublishedAsync("mug", "product", Named("Mug"));
        await Sandbox.Studio.CreatePublishedAsync("cup", "product", Named("Cup"));
        await Sandbox.Studio.CreateVersionAsync("xmas", "mug");
        await Sandbox.Studio.UnpublishInReleaseAsync("xmas", "cup");
        await Sandbox.Studio.ScheduleReleaseAsync("xmas", DateTimeOffset.UnixEpoch.AddYears(60));
        var edit = () => Sandbox.Studio.EditVersionAsync("xmas", "mug", Named("Late"));
        await edit.Should().ThrowAsync<RefusedException>().WithMessage("*locked*");
        await Sandbox.Studio.UnscheduleReleaseAsync("xmas");
        await edit();
        await Sandbox.Studio.ScheduleReleaseAsync("xmas", DateTimeOffset.UnixEpoch.AddYears(60));
        await Sandbox.Studio.PublishReleaseAsync("xmas");
        Sandbox.Dataset.Find("mug")!["name"]!.ToString().Should().Be("Late");
        Sandbox.Dataset.Find("cup").Should().BeNull("the release unpublishes it");
        Sandbox.Dataset.Find("versions.xmas.mug").Should().BeNull();
    }

    [Fact]
    public async Task References_between_drafts_become_strong_when_published()
    {
        await Sandbox.Studio.CreatePublishedAsync("mug", "product", Named("Mug"));
        var reference = JsonNode.Parse(
            """{"_ref":"mug","_weak":true,"_strengthenOnPublish":{"type":"product"}}"""
        );
        await Sandbox.Studio.CreateDraftAsync("price", "price", new JsonObject { ["product"] = reference });
        await Sandbox.Studio.PublishAsync("price");
        Sandbox.Dataset.Find("price")!["product"]!.ToJsonString().Should().Be("""{"_ref":"mug"}""");
    }

    [Fact]
    public async Task Row_50_a_publish_brings_back_what_a_script_wrote_past_the_draft()
    {
        await Sandbox.Studio.CreatePublishedAsync("mug", "product", Named("Mug"));
        await Sandbox.Studio.EditDraftAsync("mug", new JsonObject { ["active"] = true });
        await MutateAsync("""[{"patch":{"id":"mug","set":{"name":"Cup"}}}]""");
        await Sandbox.Studio.PublishAsync("mug");
        Sandbox.Dataset.Find("mug")!["name"]!.ToString().Should().Be("Mug");
    }

    [Fact]
    public async Task Asking_for_a_sync_stamps_the_companion()
    {
        await Sandbox.Studio.CreatePublishedAsync("mug", "product", Named("Mug"));
        await Sandbox.Studio.RequestSyncAsync("mug");
        var companion = Sandbox.Dataset.Find("stripeSync-mug")!;
        companion["requestedAt"]!.ToString().Should().Be("2026-11-20T09:00:00.000Z");
        companion["subject"]!["_ref"]!.ToString().Should().Be("mug");
    }

    [Fact]
    public async Task A_persons_edit_can_slip_in_between_a_read_and_the_next_write()
    {
        await Sandbox.Studio.CreatePublishedAsync("mug", "product", Named("Mug"));
        var rev = Sandbox.Dataset.Find("mug")!["_rev"]!.ToString();
        Sandbox.Faults.Add(
            new Fault
            {
                Kind = FaultKind.ActBefore,
                PathPrefix = "/v2025-02-19/data/mutate",
                Act = _ => Sandbox.Studio.SetAsync("mug", "name", "Theirs"),
            }
        );
        var (status, _) = await TryMutateAsync(
            "[{\"patch\":{\"id\":\"mug\",\"ifRevisionID\":\"" + rev + "\",\"set\":{\"name\":\"Ours\"}}}]"
        );
        status.Should().Be(409);
        Sandbox.Dataset.Find("mug")!["name"]!.ToString().Should().Be("Theirs");
    }

    [Fact]
    public async Task Every_action_can_be_asked_for_over_HTTP()
    {
        foreach (
            var act in new[]
            {
                """{"do":"create_draft","id":"a","type":"product","content":{"name":"A"}}""",
                """{"do":"edit_draft","id":"a","set":{"name":"B"}}""",
                """{"do":"publish","id":"a"}""",
                """{"do":"edit_published","id":"a","set":{"n":1},"unset":["name"]}""",
                """{"do":"create_version","release":"r","id":"a"}""",
                """{"do":"edit_version","release":"r","id":"a","set":{"n":2}}""",
                """{"do":"publish_release","release":"r"}""",
                """{"do":"set","id":"a","field":"n","value":3}""",
                """{"do":"request_sync","id":"a"}""",
                """{"do":"unpublish","id":"a"}""",
                """{"do":"discard","id":"a"}""",
                """{"do":"create_published","id":"a","type":"product"}""",
                """{"do":"delete","id":"a"}""",
            }
        )
            (await ControlAsync("act", act)).Status.Should().Be(200, act);
        var (status, body) = await ControlAsync("act", """{"do":"dance"}""");
        status.Should().Be(400);
        body!["error"]!.ToString().Should().Contain("dance");
    }

    [Fact]
    public async Task Two_simulators_share_nothing()
    {
        await using var other = await SanitySimulator.StartAsync(Options, default);
        await Sandbox.Studio.CreatePublishedAsync("mug", "product", []);
        other.Dataset.Documents.Should().BeEmpty();
    }

    [Fact]
    public async Task A_reset_forgets_everything()
    {
        await Sandbox.Studio.CreatePublishedAsync("mug", "product", []);
        await ControlAsync("reset", "{}");
        Sandbox.Dataset.Documents.Should().BeEmpty();
        Sandbox.Dataset.Transactions.Should().BeEmpty();
    }

    [Fact]
    public async Task The_page_and_control_routes_are_not_in_the_log()
    {
        await SendAsync(HttpMethod.Get, "/");
        await ControlAsync("state");
        await FetchAsync("*");
        await MutateAsync("[]");
        (Sandbox.Requests.Reads, Sandbox.Requests.Writes).Should().Be((1, 1));
    }
}
