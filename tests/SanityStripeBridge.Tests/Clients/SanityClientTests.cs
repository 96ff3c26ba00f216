using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.TestKit;
using static SanityStripeBridge.Tests.Clients.StubHandler;

namespace SanityStripeBridge.Tests.Clients;

public sealed class SanityClientTests
{
    private const string Committed = """{"transactionId":"ssb-1","results":[]}""";
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly JsonObject Recorded = JsonNode
        .Parse(Fixture.Text("sanity/wire/errors.json"))!
        .AsObject();

    public static TheoryData<string> Errors =>
        [
            .. Recorded
                .Where(pair => pair.Value is JsonObject entry && entry["status"] is not null)
                .Select(pair => pair.Key),
        ];

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task A_recorded_error_of_a_transaction_has_its_meaning(string name)
    {
        var answer = Recorded[name]!;
        var handler = new StubHandler(Json((int)answer["status"]!, answer["body"]!.ToJsonString()));
        var outcome = await OutcomeAsync(handler);
        outcome.Should().Be(Expected(name), "that is what {0} means", name);
    }

    [Fact]
    public async Task A_transaction_carries_its_id_and_its_mutations()
    {
        var handler = new StubHandler(Json(200, Committed));
        var written = await WriteAsync(handler);

        written.Should().Be(new SanityWrite.Committed("ssb-1"));
        var sent = handler.Requests.Should().ContainSingle().Which;
        sent.Address.Should()
            .Be(
                "https://demoproj.api.sanity.io/v2025-02-19/data/mutate/production?returnIds=true&visibility=sync"
            );
        sent.Message.Headers.Authorization!.ToString().Should().Be("Bearer sk-robot-token");
        JsonNode
            .DeepEquals(
                JsonNode.Parse(sent.Body),
                JsonNode.Parse(
                    """
                    {"transactionId":"ssb-1","mutations":[
                      {"createIfNotExists":{"_id":"product-mug","_type":"product"}},
                      {"patch":{"id":"product-mug","ifRevisionID":"r1","set":{"name":"Kräuter 茶"},"unset":["legacy"]}},
                      {"delete":{"id":"price-old"}}]}
                    """
                )
            )
            .Should()
            .BeTrue();
    }

    [Fact]
    public async Task A_revision_that_moved_names_the_document_and_both_revisions()
    {
        var answer = Recorded["revisionMismatch409"]!;
        var handler = new StubHandler(Json(409, answer["body"]!.ToJsonString()));
        var stale = (SanityWrite.Stale)await WriteAsync(handler);
        stale.DocumentId.Should().Be("product-mug");
        stale.Reason.Should().Contain("UBS0CGlpAgCmKl30x8S9mv");
    }

    [Fact]
    public async Task A_lost_answer_ends_as_committed_when_the_same_id_is_sent_again()
    {
        var handler = new StubHandler(
            Fails(new HttpRequestException("reset")),
            Json(409, Recorded["transactionAlreadyExists409"]!["body"]!.ToJsonString())
        );
        (await WriteAsync(handler)).Should().Be(new SanityWrite.Committed("ssb-1"));
        handler.Requests.Select(sent => sent.Body).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task A_conflict_of_transactions_is_sent_again_with_the_same_id()
    {
        var handler = new StubHandler(
            Json(409, Recorded["transactionConflict409"]!["body"]!.ToJsonString()),
            Json(200, Committed)
        );
        (await WriteAsync(handler)).Should().Be(new SanityWrite.Committed("ssb-1"));
        handler.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_transaction_beyond_the_limit_is_refused_unsent()
    {
        var handler = new StubHandler(Json(200, Committed));
        var document = new JsonObject { ["_id"] = "big", ["text"] = new string('x', 4_000_000) };
        var failure = await TestClients.FailureAsync(() =>
            TestClients.Sanity(handler).WriteAsync([new SanityMutation.Create(document)], "ssb-1", None)
        );
        failure.Kind.Should().Be(FailureKind.Refused);
        failure.Message.Should().Contain("4000000");
        handler.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Other_alphabets_count_their_own_bytes()
    {
        var handler = new StubHandler(Json(200, Committed));
        var document = new JsonObject { ["_id"] = "big", ["text"] = new string('茶', 1_300_000) };
        await TestClients.Sanity(handler).WriteAsync([new SanityMutation.Create(document)], "ssb-1", None);
        handler.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Documents_are_read_whole_and_missing_ones_are_left_out()
    {
        var response = JsonNode.Parse(Fixture.Text("sanity/wire/doc-response.json"))!["response"]!;
        var handler = new StubHandler(Json(200, response.ToJsonString()));
        var documents = await TestClients
            .Sanity(handler)
            .GetDocumentsAsync(["product-mug", "nope"], allVersions: true, None);
        documents.Should().ContainSingle().Which.Rev.Should().Be("stripesync-evt_1Abc-0001");
        handler
            .Requests[0]
            .Address.PathAndQuery.Should()
            .Be("/v2025-02-19/data/doc/production/product-mug,nope?includeAllVersions=true");
    }

    [Fact]
    public async Task No_ids_are_no_call()
    {
        var handler = new StubHandler(Json(200, "{}"));
        (await TestClients.Sanity(handler).GetDocumentsAsync([], true, None)).Should().BeEmpty();
        handler.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Many_ids_are_split_so_that_no_address_grows_beyond_eight_thousand_characters()
    {
        var handler = new StubHandler(Json(200, """{"documents":[],"omitted":[]}"""));
        var ids = Enumerable.Range(0, 500).Select(i => $"product-{i:D4}-" + new string('x', 60)).ToArray();
        await TestClients.Sanity(handler).GetDocumentsAsync(ids, allVersions: true, None);
        handler.Requests.Should().OnlyContain(sent => sent.Address.AbsoluteUri.Length < 8_000);
        handler
            .Requests.SelectMany(sent => sent.Address.AbsolutePath.Split('/')[^1].Split(','))
            .Should()
            .Equal(ids);
    }

    [Fact]
    public async Task A_listing_goes_on_after_the_last_id_until_a_page_is_not_full()
    {
        var full = string.Join(
            ",",
            Enumerable.Range(0, 500).Select(i => $$"""{"_id":"p{{i:D3}}","_type":"product"}""")
        );
        var handler = new StubHandler(
            Json(200, $$"""{"result":[{{full}}],"ms":1}"""),
            Json(200, """{"result":[{"_id":"q","_type":"price"}],"ms":1}""")
        );
        var listed = new List<string>();
        await foreach (var document in TestClients.Sanity(handler).ListAsync(["product", "price"], None))
            listed.Add(document.Id);

        listed.Should().HaveCount(501).And.OnlyHaveUniqueItems();
        var queries = handler.Requests.Select(sent => QueryHelpers.ParseQuery(sent.Address.Query)).ToArray();
        queries[0]
            ["query"]
            .ToString()
            .Should()
            .Be("*[_type in $types && _id > $last] | order(_id) [0...500]");
        queries[0]["$types"].ToString().Should().Be("""["product","price"]""");
        queries.Select(query => query["$last"].ToString()).Should().Equal("\"\"", "\"p499\"");
        queries.Should().OnlyContain(query => query["perspective"] == "published");
    }

    [Fact]
    public async Task Prices_are_found_by_their_references_many_products_to_a_query()
    {
        const string Found = """
            {"result":[
              {"_id":"price-a","_type":"price","product":{"_ref":"product-\"mug\""}},
              {"_id":"price-b","_type":"price","product":{"_ref":"cup"}},
              {"_id":"price-c","_type":"price","product":{"_ref":"product-\"mug\""}}
            ]}
            """;
        var handler = new StubHandler(Json(200, Found));
        var found = await TestClients.Sanity(handler).FindPricesOfAsync(["product-\"mug\"", "cup"], None);
        found["product-\"mug\""].Should().Equal("price-a", "price-c");
        found["cup"].Should().Equal("price-b");
        var query = QueryHelpers.ParseQuery(handler.Requests[0].Address.Query);
        query["query"]
            .ToString()
            .Should()
            .StartWith("*[_type == \"price\" && product._ref in $products && _id > $last]");
        JsonNode
            .Parse(query["$products"]!)!
            .AsArray()
            .Select(id => (string?)id)
            .Should()
            .Equal("product-\"mug\"", "cup");
    }

    [Fact]
    public async Task An_empty_index_answers_null_and_lists_nothing()
    {
        var handler = new StubHandler(Json(200, """{"result":null,"ms":2}"""));
        (await TestClients.Sanity(handler).FindPricesOfAsync(["p"], None)).Should().BeEmpty();
    }

    [Fact]
    public async Task An_answer_that_says_neither_true_nor_false_about_a_slug_is_asked_for_again_later()
    {
        var handler = new StubHandler(Json(200, """{"result":[],"ms":2}"""));

        var asked = () => TestClients.Sanity(handler).IsSlugTakenAsync("mug", None);

        (await asked.Should().ThrowAsync<RemoteException>()).Which.Kind.Should().Be(FailureKind.Transient);
    }

    [Fact]
    public async Task When_nothing_is_left_of_the_rate_the_next_mutation_waits()
    {
        var clock = new HurryingTime();
        var handler = new StubHandler(
            Json(
                200,
                Committed,
                ("ratelimit-remaining", "0"),
                ("ratelimit-reset", "1"),
                ("ratelimit-limit", "50")
            )
        );
        var client = TestClients.Sanity(handler, clock);
        await client.WriteAsync(Mutations(), "ssb-1", None);
        clock.Waited.Should().Be(TimeSpan.Zero);
        await client.WriteAsync(Mutations(), "ssb-2", None);
        clock.Waited.Should().Be(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_custom_address_is_used_as_it_is()
    {
        var handler = new StubHandler(Json(200, """{"documents":[]}"""));
        var options = new SanityStripeBridge.Sanity.SanityOptions
        {
            ProjectId = "demoproj",
            Dataset = "production",
            Token = "t",
            ApiBase = "http://127.0.0.1:4311/",
        };
        await TestClients.Sanity(handler, options: options).GetDocumentsAsync(["a"], false, None);
        handler.Requests[0].Address.Should().Be("http://127.0.0.1:4311/v2025-02-19/data/doc/production/a");
    }

    [Fact]
    public async Task The_token_never_stands_in_a_message()
    {
        var handler = new StubHandler(Json(401, """{"message":"bad sk-robot-token"}"""));
        (await TestClients.FailureAsync(() => WriteAsync(handler)))
            .ToString()
            .Should()
            .NotContain("sk-robot-token");
    }

    private static string Expected(string name) =>
        name switch
        {
            "revisionMismatch409" or "alreadyExists409" or "documentNotFound" => "stale",
            "transactionAlreadyExists409" => "committed",
            "transactionConflict409" => "Transient",
            _ when (int)Recorded[name]!["status"]! is 401 or 402 or 403 or 404 => "Operator",
            _ when (int)Recorded[name]!["status"]! is 429 => "RateLimited",
            _ when (int)Recorded[name]!["status"]! is >= 500 => "Transient",
            _ => "Refused",
        };

    private static async Task<string> OutcomeAsync(StubHandler handler)
    {
        try
        {
            return await WriteAsync(handler) is SanityWrite.Stale ? "stale" : "committed";
        }
        catch (RemoteException failure)
        {
            return failure.Kind.ToString();
        }
    }

    private static Task<SanityWrite> WriteAsync(StubHandler handler) =>
        TestClients.Sanity(handler).WriteAsync(Mutations(), "ssb-1", None);

    private static SanityMutation[] Mutations() =>
        [
            new SanityMutation.CreateIfNotExists(new() { ["_id"] = "product-mug", ["_type"] = "product" }),
            new SanityMutation.Patch("product-mug", "r1", new() { ["name"] = "Kräuter 茶" }, ["legacy"]),
            new SanityMutation.Delete("price-old"),
        ];
}
