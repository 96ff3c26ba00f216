using SanityStripeBridge.Sandbox.SanitySandbox;

namespace SanityStripeBridge.Sandbox.Tests.SanitySandbox;

/// <summary>Rows 31 to 34: the stream of changes.</summary>
public sealed class ListenTests : SanityTest
{
    private const string Active = "*[_type == \"product\" && active == true]{_id} | order(name) [0...1]";

    protected override SanitySimulatorOptions Options =>
        base.Options with
        {
            IndexLag = TimeSpan.FromSeconds(2),
        };

    [Fact]
    public async Task Row_31_welcome_comes_first_and_an_event_names_transaction_and_document()
    {
        using var stream = await ListenAsync(Active, "&includeResult=true&includePreviousRevision=true");
        (await stream.NextAsync())!.Name.Should().Be("welcome");
        await MutateAsync("""[{"create":{"_id":"mug","_type":"product","active":true}}]""", id: "tx-1");
        await MutateAsync("""[{"patch":{"id":"mug","set":{"name":"Mug"}}}]""", id: "tx-2");

        var (made, changed) = ((await stream.NextAsync())!, (await stream.NextAsync())!);

        (made.Name, made.Id).Should().Be(("mutation", "tx-1#mug"));
        (made["resultRev"], made["transactionId"], made["transition"])
            .Should()
            .Be(("tx-1", "tx-1", "appear"));
        made.Data.AsObject().ContainsKey("previousRev").Should().BeFalse();
        made.Data.AsObject().ContainsKey("previous").Should().BeFalse();
        made.Data["result"]!["_rev"]!.ToString().Should().Be("tx-1");
        (changed["previousRev"], changed["transition"], changed["identity"])
            .Should()
            .Be(("tx-1", "update", "pBridgeRobot1"));
        changed.Data["previous"]!["_rev"]!.ToString().Should().Be("tx-1");
        changed.Data["mutations"]![0]!["patch"]!["set"]!["name"]!.ToString().Should().Be("Mug");
    }

    [Fact]
    public async Task Row_32_the_filter_decides_what_appears_and_disappears()
    {
        await MutateAsync("""[{"create":{"_id":"mug","_type":"product","active":false}}]""");
        using var stream = await ListenAsync(Active);
        await stream.NextAsync();

        await MutateAsync("""[{"create":{"_id":"eur","_type":"price","active":true}}]""");
        await MutateAsync("""[{"patch":{"id":"mug","set":{"active":true}}}]""");
        await MutateAsync("""[{"patch":{"id":"mug","set":{"active":true}}}]""");
        await MutateAsync("""[{"patch":{"id":"mug","unset":["active"]}}]""");
        await MutateAsync("""[{"patch":{"id":"mug","set":{"name":"Unseen"}}}]""");
        await MutateAsync("""[{"patch":{"id":"mug","set":{"active":true}}}]""");
        await MutateAsync("""[{"delete":{"id":"mug"}}]""");

        var transitions = new List<string?>();
        for (var n = 0; n < 5; n++)
            transitions.Add((await stream.NextAsync())!["transition"]);
        transitions.Should().Equal("appear", "update", "disappear", "appear", "disappear");
    }

    [Fact]
    public async Task Row_33_a_transaction_over_several_documents_is_as_many_events()
    {
        using var stream = await ListenAsync("*[_type == \"product\"]");
        await stream.NextAsync();
        await MutateAsync(
            """[{"create":{"_id":"a","_type":"product"}},{"create":{"_id":"x","_type":"note"}},{"create":{"_id":"b","_type":"product"}}]""",
            id: "tx-1"
        );

        var events = new[] { (await stream.NextAsync())!, (await stream.NextAsync())! };

        events.Select(e => e.Id).Should().Equal("tx-1#a", "tx-1#b");
        events.Select(e => e["transactionTotalEvents"]).Should().AllBe("3");
        events.Select(e => e["transactionCurrentEvent"]).Should().Equal("1", "3");
    }

    [Fact]
    public async Task Row_34_after_half_an_hour_the_stream_ends_and_what_was_missed_is_told_only_on_resuming()
    {
        using var stream = await ListenAsync("*");
        await stream.NextAsync();
        await MutateAsync("""[{"create":{"_id":"a","_type":"x"}}]""");
        var last = (await stream.NextAsync())!.Id;
        Clock.Advance(TimeSpan.FromMinutes(30));
        (await stream.NextAsync()).Should().BeNull();
        await MutateAsync("""[{"create":{"_id":"missed","_type":"x"}}]""");

        using var again = await ListenAsync("*");
        using var resumed = await ListenAsync("*", "&enableResume=true", last);
        using var stranger = await ListenAsync("*", "&enableResume=true", "tx-unknown#a");
        await MutateAsync("""[{"create":{"_id":"b","_type":"x"}}]""");

        (await again.NextAsync())!.Name.Should().Be("welcome");
        (await again.NextAsync())!["documentId"].Should().Be("b");
        (await resumed.NextAsync())!.Name.Should().Be("welcomeback");
        (await resumed.NextAsync())!["documentId"].Should().Be("missed");
        (await resumed.NextAsync())!["documentId"].Should().Be("b");
        (await stranger.NextAsync())!.Name.Should().Be("reset");
    }

    [Fact]
    public async Task Row_31_a_change_is_told_when_queries_see_it_or_at_once_when_asked()
    {
        using var late = await ListenAsync("*");
        using var early = await ListenAsync("*", "&visibility=transaction");
        await late.NextAsync();
        await early.NextAsync();
        await MutateAsync("""[{"create":{"_id":"a","_type":"x"}}]""", "&visibility=async");

        (await early.NextAsync())!["visibility"].Should().Be("transaction");
        (await FetchAsync("*"))!.AsArray().Should().BeEmpty();
        Clock.Advance(TimeSpan.FromSeconds(2));

        (await late.NextAsync())!["visibility"].Should().Be("query");
        (await FetchAsync("*"))!.AsArray().Should().HaveCount(1);
    }

    [Fact]
    public async Task Row_31_versions_are_silent_unless_asked_for_and_effects_are_whole_values()
    {
        using var stream = await ListenAsync("*");
        using var all = await ListenAsync(
            "*",
            "&includeAllVersions=true&effectFormat=mendoza&includeMutations=false"
        );
        await stream.NextAsync();
        await all.NextAsync();
        await MutateAsync("""[{"create":{"_id":"versions.r1.a","_type":"x"}}]""");
        await MutateAsync("""[{"create":{"_id":"drafts.a","_type":"x"}}]""");

        (await stream.NextAsync())!["documentId"].Should().Be("drafts.a");
        var version = (await all.NextAsync())!;
        version["documentId"].Should().Be("versions.r1.a");
        version.Data["effects"]!["apply"]![1]!["_id"]!.ToString().Should().Be("versions.r1.a");
        version.Data.AsObject().ContainsKey("mutations").Should().BeFalse();
    }

    [Fact]
    public async Task Row_31_a_query_that_is_no_filter_is_refused()
    {
        var (status, body) = await CallAsync(
            HttpMethod.Get,
            "/v2025-02-19/data/listen/production?query=count(*)"
        );

        status.Should().Be(400);
        body!["error"]!["type"]!.ToString().Should().Be("queryParseError");
    }

    private Task<EventStream> ListenAsync(string query, string options = "", string? lastEventId = null) =>
        EventStream.OpenAsync(
            new Uri(
                Sandbox.Address,
                $"/v2025-02-19/data/listen/production?query={Uri.EscapeDataString(query)}{options}"
            ),
            lastEventId
        );
}
