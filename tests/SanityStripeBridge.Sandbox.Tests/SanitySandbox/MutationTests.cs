using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Sandbox.Tests.SanitySandbox;

public sealed class MutationTests : SanityTest
{
    private const string Mug = """{"create":{"_id":"mug","_type":"product","name":"Mug"}}""";

    [Fact]
    public async Task Row_1_the_revision_is_the_transaction_id_of_the_request()
    {
        var answer = await MutateAsync($"[{Mug}]", id: "ssb-1");
        answer["transactionId"]!.GetValue<string>().Should().Be("ssb-1");
        (await GetAsync("mug"))!["_rev"]!.GetValue<string>().Should().Be("ssb-1");
    }

    [Fact]
    public async Task Row_1_a_transaction_id_is_made_of_22_characters_when_none_is_given() =>
        (await MutateAsync($"[{Mug}]"))["transactionId"]!
            .GetValue<string>()
            .Should()
            .MatchRegex("^[0-9A-Za-z]{22}$");

    [Fact]
    public async Task Row_2_all_documents_of_one_transaction_share_revision_and_time()
    {
        await MutateAsync($$$"""[{{{Mug}}},{"create":{"_id":"cup","_type":"product"}}]""");
        var (mug, cup) = ((await GetAsync("mug"))!, (await GetAsync("cup"))!);
        cup["_rev"]!.ToString().Should().Be(mug["_rev"]!.ToString());
        cup["_updatedAt"]!
            .ToString()
            .Should()
            .Be("2026-11-20T09:00:00Z")
            .And.Be(mug["_updatedAt"]!.ToString());
    }

    [Fact]
    public async Task Row_3_a_transaction_id_is_used_once()
    {
        await MutateAsync($"[{Mug}]", id: "once");
        var (status, body) = await TryMutateAsync(
            """[{"patch":{"id":"mug","set":{"name":"Cup"}}}]""",
            id: "once"
        );
        status.Should().Be(409);
        JsonNode
            .DeepEquals(
                body,
                JsonNode.Parse(
                    """{"error":{"type":"transactionAlreadyExistsError","description":"Transaction \"once\" already exists"}}"""
                )
            )
            .Should()
            .BeTrue();
        (await GetAsync("mug"))!["name"]!.ToString().Should().Be("Mug");
    }

    [Fact]
    public async Task Row_3_the_id_of_a_failed_transaction_stays_free()
    {
        (await TryMutateAsync("""[{"patch":{"id":"nope","set":{"a":1}}}]""", id: "again"))
            .Status.Should()
            .Be(409);
        await MutateAsync($"[{Mug}]", id: "again");
    }

    [Fact]
    public async Task Row_4_create_on_an_existing_id_rolls_back_the_whole_transaction()
    {
        await MutateAsync($"[{Mug}]");
        var (status, body) = await TryMutateAsync(
            $$$"""[{"patch":{"id":"mug","set":{"name":"Cup"} } } ,{{{Mug}}}]"""
        );
        status.Should().Be(409);
        Refusal(body, 1, "documentAlreadyExistsError")["id"]!.ToString().Should().Be("mug");
        (await GetAsync("mug"))!["name"]!.ToString().Should().Be("Mug");
    }

    [Fact]
    public async Task Row_5_createIfNotExists_leaves_an_existing_document_alone()
    {
        await MutateAsync($"[{Mug}]", id: "first");
        var answer = await MutateAsync(
            """[{"createIfNotExists":{"_id":"mug","_type":"product","name":"X"}}]"""
        );
        answer["results"]![0]!["operation"]!.ToString().Should().Be("none");
        (await GetAsync("mug"))!["_rev"]!.ToString().Should().Be("first");
    }

    [Fact]
    public async Task Row_6_createOrReplace_drops_unlisted_fields_and_keeps_the_creation_time()
    {
        await MutateAsync($"[{Mug}]");
        Clock.Advance(TimeSpan.FromSeconds(5));
        await MutateAsync("""[{"createOrReplace":{"_id":"mug","_type":"product"}}]""");
        var mug = (await GetAsync("mug"))!;
        mug.ContainsKey("name").Should().BeFalse();
        (mug["_createdAt"]!.ToString(), mug["_updatedAt"]!.ToString())
            .Should()
            .Be(("2026-11-20T09:00:00Z", "2026-11-20T09:00:05Z"));
    }

    [Fact]
    public async Task Row_7_deleting_what_is_not_there_succeeds() =>
        await MutateAsync("""[{"delete":{"id":"nope"}}]""");

    [Fact]
    public async Task Row_9_a_revision_mismatch_names_both_revisions()
    {
        await MutateAsync($"[{Mug}]", id: "r1");
        var (status, body) = await TryMutateAsync(
            """[{"patch":{"id":"mug","ifRevisionID":"r0","set":{"a":1}}}]"""
        );
        status.Should().Be(409);
        var expected = JsonNode.Parse(
            Fixture
                .Text("sanity/wire/errors.json")
                .Replace("M5yx", "mug", StringComparison.Ordinal)
                .Replace("UBS0CGlpAgCmKl30x8S9mv", "r1", StringComparison.Ordinal)
                .Replace("UBS0CGlpAgCmKl30x8R1zf", "r0", StringComparison.Ordinal)
        )!["revisionMismatch409"]!["body"];
        JsonNode.DeepEquals(body, expected).Should().BeTrue("{0}", body);
    }

    [Fact]
    public async Task Row_10_a_patch_that_changes_nothing_still_makes_a_revision()
    {
        await MutateAsync($"[{Mug}]", id: "r1");
        await MutateAsync("""[{"patch":{"id":"mug","set":{"name":"Mug"}}}]""", id: "r2");
        (await GetAsync("mug"))!["_rev"]!.ToString().Should().Be("r2");
    }

    [Fact]
    public async Task Row_14_a_strong_reference_needs_its_target_in_the_same_transaction_at_the_latest()
    {
        const string price =
            """{"create":{"_id":"price","_type":"price","product":{"_type":"reference","_ref":"mug"}}}""";
        var (status, body) = await TryMutateAsync($"[{price}]");
        status.Should().Be(409);
        Refusal(body, 0, "documentReferenceDoesNotExistError")["referenceID"]!.ToString().Should().Be("mug");
        await MutateAsync($"[{price},{Mug}]");
    }

    [Fact]
    public async Task Row_14_a_weak_reference_needs_no_target() =>
        await MutateAsync(
            """[{"create":{"_id":"p","_type":"price","product":{"_ref":"mug","_weak":true}}}]"""
        );

    [Fact]
    public async Task Row_15_a_strongly_referenced_document_is_deleted_only_with_its_referrer()
    {
        await MutateAsync(
            $$$"""[{{{Mug}}},{"create":{"_id":"p","_type":"price","product":{"_ref":"mug"} } } ]"""
        );
        var (status, body) = await TryMutateAsync("""[{"delete":{"id":"mug"}}]""");
        status.Should().Be(409);
        Refusal(body, 0, "documentHasExistingReferencesError")["referencingIDs"]![0]!
            .ToString()
            .Should()
            .Be("p");
        await MutateAsync("""[{"delete":{"id":"mug"}},{"delete":{"id":"p"}}]""");
    }

    [Fact]
    public async Task Row_16_a_dry_run_answers_but_stores_nothing_and_leaves_the_id_free()
    {
        await MutateAsync($"[{Mug}]", "&dryRun=true", "tx");
        (await GetAsync("mug")).Should().BeNull();
        await MutateAsync($"[{Mug}]", id: "tx");
    }

    [Fact]
    public async Task Row_17_documents_are_answered_when_asked_for()
    {
        var answer = await MutateAsync($"[{Mug}]", "&returnDocuments=true");
        answer["results"]![0]!["document"]!["name"]!.ToString().Should().Be("Mug");
        (await MutateAsync("""[{"patch":{"id":"mug","set":{"a":1}}}]"""))["results"]![0]!
            ["document"]
            .Should()
            .BeNull();
    }

    [Fact]
    public async Task Row_18_keys_are_generated_for_objects_in_arrays_only()
    {
        await MutateAsync(
            """[{"create":{"_id":"a","_type":"x","list":[{"n":1},{"_key":"k"}],"map":{"n":1},"tags":["t"]}}]""",
            "&autoGenerateArrayKeys=true"
        );
        var document = (await GetAsync("a"))!;
        document["list"]![0]!["_key"]!.ToString().Should().HaveLength(12);
        document["list"]![1]!["_key"]!.ToString().Should().Be("k");
        document["map"]!.AsObject().Should().NotContainKey("_key");
    }

    [Theory]
    [InlineData("""{"create":{"_id":"a"}}""", "validationError")]
    [InlineData("""{"create":{"_id":"#bad!","_type":"x"}}""", "validationError")]
    [InlineData("""{"create":{"_id":"a..b","_type":"x"}}""", "validationError")]
    [InlineData("""{"create":{"_id":"a","_type":"x","list":[null]}}""", "validationError")]
    [InlineData("""{"create":{"_id":"a","_type":"x","odd name":1}}""", "validationError")]
    [InlineData("""{"patch":{"id":"a","set":{"b[].c":1}}}""", "documentNotFoundError")]
    [InlineData("""{"touch":{"id":"a"}}""", "validationError")]
    public async Task Row_20_what_cannot_be_stored_is_refused(string mutation, string type)
    {
        var (status, body) = await TryMutateAsync($"[{mutation}]");
        status.Should().BeOneOf(400, 409);
        Refusal(body, 0, type);
    }

    [Theory]
    [InlineData("_type")]
    [InlineData("_id")]
    public async Task Row_21_type_and_id_cannot_be_patched(string attribute)
    {
        await MutateAsync($"[{Mug}]");
        var (_, body) = await TryMutateAsync(
            $$$"""[{"patch":{"id":"mug","set":{"{{{attribute}}}":"other"} } } ]"""
        );
        Refusal(body, 0, "cannotModifyImmutableAttributeError")["attribute"]!
            .ToString()
            .Should()
            .Be(attribute);
    }

    [Fact]
    public async Task Row_20_a_body_above_four_million_bytes_is_too_large()
    {
        var text = new string('x', 4_000_000);
        var (status, body) = await TryMutateAsync(
            $$$"""[{"create":{"_id":"a","_type":"x","t":"{{{text}}}"}}]"""
        );
        status.Should().Be(413);
        body!["message"]!.ToString().Should().Be("Request body exceeds limit of 4000000 bytes");
    }

    [Fact]
    public async Task Row_22_of_many_patches_with_one_revision_exactly_one_wins()
    {
        await MutateAsync($"[{Mug}]", id: "r1");
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(i =>
                    TryMutateAsync(
                        $$$"""[{"patch":{"id":"mug","ifRevisionID":"r1","set":{"n":{{{i}}}} } } ]"""
                    )
                )
        );
        answers.Count(answer => answer.Status == 200).Should().Be(1);
    }

    [Fact]
    public async Task Patching_by_query_changes_all_that_match_and_accepts_that_none_does()
    {
        await MutateAsync($$$"""[{{{Mug}}},{"create":{"_id":"cup","_type":"product"}}]""");
        await MutateAsync(
            """[{"patch":{"query":"*[_type==$t]","params":{"t":"product"},"set":{"active":true}}},{"delete":{"query":"*[_type=='gone']"}}]"""
        );
        (await FetchAsync("count(*[active])"))!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public async Task Row_45_a_lost_answer_is_made_good_by_sending_the_same_id_again()
    {
        Sandbox.Faults.Add(
            new Fault
            {
                Kind = FaultKind.RespondAfter,
                PathPrefix = "/v2025-02-19/data/mutate",
                Status = 503,
            }
        );
        (await TryMutateAsync($"[{Mug}]", id: "tx")).Status.Should().Be(503);
        var (status, body) = await TryMutateAsync($"[{Mug}]", id: "tx");
        (status, body!["error"]!["type"]!.ToString()).Should().Be((409, "transactionAlreadyExistsError"));
        Sandbox.Dataset.Transactions.Should().HaveCount(1);
    }

    private static JsonNode Refusal(JsonNode? body, int index, string type)
    {
        body!["error"]!["type"]!.ToString().Should().Be("mutationError");
        var item = body["error"]!["items"]![0]!;
        item["index"]!.GetValue<int>().Should().Be(index);
        item["error"]!["type"]!.ToString().Should().Be(type);
        return item["error"]!;
    }
}
