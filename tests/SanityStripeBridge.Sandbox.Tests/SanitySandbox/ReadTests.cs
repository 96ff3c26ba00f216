using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.Tests.SanitySandbox;

public sealed class ReadTests : SanityTest
{
    private const string Three =
        """[{"create":{"_id":"mug","_type":"product","name":"Mug"}},{"create":{"_id":"drafts.mug","_type":"product","name":"Mug 2"}},{"create":{"_id":"versions.r1.mug","_type":"product","name":"Mug R"}}]""";

    [Fact]
    public async Task Row_23_GET_and_POST_answer_a_query_alike()
    {
        await MutateAsync(Three);
        var byUrl = await FetchAsync("*[_type==$t]._id", "&%24t=%22product%22");
        var (_, byBody) = await CallAsync(
            HttpMethod.Post,
            "/v2025-02-19/data/query/production",
            """{"query":"*[_type==$t]._id","params":{"t":"product"}}"""
        );
        JsonNode.DeepEquals(byUrl, byBody!["result"]).Should().BeTrue();
        byUrl!.AsArray().Should().HaveCount(1);
    }

    [Fact]
    public async Task Row_23_a_plus_in_the_address_is_a_space() =>
        (await CallAsync(HttpMethod.Get, "/v2025-02-19/data/query/production?query=%22a+b%22")).Body![
            "result"
        ]!
            .ToString()
            .Should()
            .Be("a b");

    [Fact]
    public async Task Row_23_a_parameter_that_is_not_JSON_is_refused()
    {
        var (status, body) = await CallAsync(
            HttpMethod.Get,
            "/v2025-02-19/data/query/production?query=1&$x=y"
        );
        status.Should().Be(400);
        body!["message"]!
            .ToString()
            .Should()
            .Be("Unable to parse value of \"$x=y\". Please quote string values.");
    }

    [Theory]
    [InlineData("*[_type == \"event]", 11, 18)]
    [InlineData("*[_type==\"x\"", 12, 12)]
    [InlineData("*|score(a)", 2, 7)]
    [InlineData("geo::distance(1,2)", 0, 13)]
    [InlineData("before()", 0, 6)]
    public async Task Row_24_what_does_not_parse_or_is_not_supported_says_where(
        string query,
        int start,
        int end
    )
    {
        var (status, body) = await CallAsync(
            HttpMethod.Get,
            $"/v2025-02-19/data/query/production?query={Uri.EscapeDataString(query)}"
        );
        status.Should().Be(400);
        var error = body!["error"]!;
        (error["type"]!.ToString(), error["start"]!.GetValue<int>(), error["end"]!.GetValue<int>())
            .Should()
            .Be(("queryParseError", start, end));
        error["query"]!.ToString().Should().Be(query);
    }

    [Theory]
    [InlineData("v2025-02-19", "", "mug")]
    [InlineData("v2021-06-07", "", "drafts.mug,mug,versions.r1.mug")]
    [InlineData("v2025-02-19", "&perspective=raw", "drafts.mug,mug,versions.r1.mug")]
    [InlineData("v2025-02-19", "&perspective=drafts", "mug")]
    public async Task Row_25_the_perspective_decides_what_is_seen(
        string version,
        string options,
        string expected
    )
    {
        await MutateAsync(Three);
        var ids = (await FetchAsync("*._id", options, version))!.AsArray().Select(id => id!.ToString());
        string.Join(',', ids.Order(StringComparer.Ordinal)).Should().Be(expected);
    }

    [Theory]
    [InlineData("published", "Mug")]
    [InlineData("drafts", "Mug 2")]
    [InlineData("r1,drafts", "Mug R")]
    public async Task Row_25_the_first_layer_of_a_stack_wins(string perspective, string expected)
    {
        await MutateAsync(Three);
        (await FetchAsync("*[_id==\"mug\"][0].name", $"&perspective={perspective}"))!
            .ToString()
            .Should()
            .Be(expected);
    }

    [Fact]
    public async Task Row_25_an_overlaid_document_tells_its_real_id()
    {
        await MutateAsync(Three);
        (await FetchAsync("*[0]._originalId", "&perspective=drafts"))!.ToString().Should().Be("drafts.mug");
    }

    [Fact]
    public async Task Row_26_the_query_is_left_out_on_request_and_an_empty_result_is_null()
    {
        var (_, body) = await CallAsync(
            HttpMethod.Get,
            "/v2025-02-19/data/query/production?query=*%5B0%5D&returnQuery=false"
        );
        body!.AsObject().Should().NotContainKey("query").And.ContainKey("result");
        body["result"].Should().BeNull();
    }

    [Fact]
    public async Task Row_27_documents_come_by_id_with_what_was_not_found()
    {
        await MutateAsync(Three);
        var (_, body) = await CallAsync(HttpMethod.Get, "/v2025-02-19/data/doc/production/mug,nope");
        body!["documents"]!.AsArray().Should().HaveCount(1);
        JsonNode
            .DeepEquals(body["omitted"], JsonNode.Parse("""[{"id":"nope","reason":"existence"}]"""))
            .Should()
            .BeTrue();
    }

    [Fact]
    public async Task All_versions_of_an_id_come_together()
    {
        await MutateAsync(Three);
        var (_, body) = await CallAsync(
            HttpMethod.Get,
            "/v2025-02-19/data/doc/production/mug?includeAllVersions=true"
        );
        body!["documents"]!.AsArray().Should().HaveCount(3);
    }

    [Fact]
    public async Task Row_28_export_has_one_document_per_line_drafts_included()
    {
        await MutateAsync(Three);
        var (_, text) = await SendAsync(HttpMethod.Get, "/v2025-02-19/data/export/production");
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(3);
    }

    [Fact]
    public async Task Row_19_a_write_that_does_not_wait_is_seen_by_id_at_once_and_by_query_after_the_lag()
    {
        Sandbox.Dataset.IndexLag = TimeSpan.FromSeconds(2);
        await MutateAsync("""[{"create":{"_id":"a","_type":"x"}}]""", "&visibility=async");
        (await GetAsync("a")).Should().NotBeNull();
        (await FetchAsync("count(*)"))!.GetValue<int>().Should().Be(0);
        Clock.Advance(TimeSpan.FromSeconds(2));
        (await FetchAsync("count(*)"))!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public async Task Row_19_a_write_that_waits_is_seen_by_the_next_query()
    {
        Sandbox.Dataset.IndexLag = TimeSpan.FromSeconds(2);
        await MutateAsync("""[{"create":{"_id":"a","_type":"x"}}]""", "&visibility=sync");
        (await FetchAsync("count(*)"))!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public async Task Row_29_history_tells_transactions_and_brings_back_deleted_documents()
    {
        await MutateAsync("""[{"create":{"_id":"a","_type":"x","n":1}}]""", id: "t1");
        await MutateAsync("""[{"patch":{"id":"a","set":{"n":2}}}]""", id: "t2");
        await MutateAsync("""[{"delete":{"id":"a"}}]""", id: "t3");
        var (_, rows) = await SendAsync(
            HttpMethod.Get,
            "/v2025-02-19/data/history/production/transactions/a"
        );
        var ids = rows.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(row => JsonNode.Parse(row)!["id"]!.ToString());
        ids.Should().Equal("t1", "t2", "t3");
        var (_, last) = await CallAsync(
            HttpMethod.Get,
            "/v2025-02-19/data/history/production/documents/a?lastRevision=true"
        );
        last!["documents"]![0]!["n"]!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public async Task Numbers_keep_the_digits_they_were_stored_with()
    {
        await MutateAsync("""[{"create":{"_id":"a","_type":"x","n":12345678901234567890.5}}]""");
        var (_, text) = await SendAsync(HttpMethod.Get, "/v2025-02-19/data/doc/production/a");
        text.Should().Contain("12345678901234567890.5");
    }
}
