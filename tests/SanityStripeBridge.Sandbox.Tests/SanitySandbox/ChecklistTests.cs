using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox;
using SanityStripeBridge.Sandbox.Tests.Faults;

namespace SanityStripeBridge.Sandbox.Tests.SanitySandbox;

/// <summary>Rows of the checklist that no other group holds: details of patches, and webhooks as they travel.</summary>
public sealed class ChecklistTests : SanityTest
{
    private const string Hooks = "/v2025-08-04/hooks/projects/demoproj";

    [Fact]
    public async Task Row_8_a_patch_of_what_is_not_there_fails_the_whole_request()
    {
        var (_, body) = await TryMutateAsync(
            """[{"create":{"_id":"a","_type":"x"}},{"patch":{"id":"nope","set":{"n":1}}}]"""
        );

        body!["error"]!["items"]![0]!["error"]!["type"]!.ToString().Should().Be("documentNotFoundError");
        body["error"]!["items"]![0]!["index"]!.GetValue<int>().Should().Be(1);
        (await GetAsync("a")).Should().BeNull();
    }

    [Theory]
    [InlineData("Blåbær ☕ 😀 mug", "@@ -7,9 +7,10 @@\n \\u2615 \\uD83D\\uDE00 mug\n+s\n", "Blåbær ☕ 😀 mugs")]
    [InlineData("A new enamel mug", "@@ -3,8 +3,11 @@\n amel mug\n+ v2\n", "A new enamel mug v2")]
    public async Task Row_12_a_text_patch_finds_its_place(string text, string patch, string expected)
    {
        var unescaped = System.Text.RegularExpressions.Regex.Unescape(patch);
        await MutateAsync(
            new JsonArray(
                new JsonObject
                {
                    ["create"] = new JsonObject
                    {
                        ["_id"] = "a",
                        ["_type"] = "x",
                        ["name"] = text,
                    },
                }
            ).ToJsonString()
        );
        await MutateAsync(
            new JsonArray(
                new JsonObject
                {
                    ["patch"] = new JsonObject
                    {
                        ["id"] = "a",
                        ["diffMatchPatch"] = new JsonObject { ["name"] = unescaped },
                    },
                }
            ).ToJsonString()
        );

        (await GetAsync("a"))!["name"]!.ToString().Should().Be(expected);
    }

    [Fact]
    public async Task Row_13_an_insert_behind_the_last_appends_to_an_empty_array_and_not_to_a_missing_one()
    {
        await MutateAsync("""[{"create":{"_id":"a","_type":"x","tags":[]}}]""");
        await MutateAsync("""[{"patch":{"id":"a","insert":{"after":"tags[-1]","items":["one"]}}}]""");
        await MutateAsync("""[{"patch":{"id":"a","insert":{"after":"nope[-1]","items":["one"]}}}]""");

        var document = (await GetAsync("a"))!;
        document["tags"]!.ToJsonString().Should().Be("[\"one\"]");
        document.ContainsKey("nope").Should().BeFalse();
    }

    [Fact]
    public async Task Row_37_publishing_and_unpublishing_are_told_of_the_published_document_only()
    {
        await using var receiver = await Receiver.StartAsync();
        await HookAsync(receiver.Url);
        await Sandbox.Studio.CreateDraftAsync("mug", "product", []);
        await Sandbox.Studio.PublishAsync("mug");
        await Sandbox.Studio.SetAsync("mug", "name", "Mug");
        await Sandbox.Studio.UnpublishAsync("mug");
        await Sandbox.Studio.PublishAsync("mug");
        await Sandbox.Studio.DeleteAsync("mug");

        foreach (var expected in new[] { "create", "update", "delete", "create", "delete" })
        {
            var received = await receiver.NextAsync();
            received.Headers["sanity-operation"].Should().Be(expected);
            received.Headers["sanity-document-id"].Should().Be("mug");
        }
        await Sandbox.Deliveries.WhenIdleAsync(default);
        receiver.All.Should().HaveCount(5);
    }

    [Fact]
    public async Task Row_41_deliveries_come_twice_out_of_order_late_or_never()
    {
        await using var receiver = await Receiver.StartAsync();
        await HookAsync(receiver.Url);
        var queue = Sandbox.Deliveries;
        queue.Automatic = false;
        foreach (var id in new[] { "a", "b", "c", "d" })
            await Sandbox.Studio.CreatePublishedAsync(id, "product", []);
        var ids = queue.All.Select(delivery => delivery.Id).ToList();

        queue.Drop(ids[2]);
        queue.Delay(ids[3], TimeSpan.FromMinutes(1));
        await queue.SendAsync(ids[1], default);
        await queue.SendAsync(ids[0], default);
        await queue.SendAsync(queue.Duplicate(ids[0]), default);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await queue.SendDueAsync(default);

        receiver.All.Select(r => r.Headers["sanity-document-id"]).Should().Equal("b", "a", "a", "d");
        receiver
            .All.ElementAt(1)
            .Headers["idempotency-key"]
            .Should()
            .Be(receiver.All.ElementAt(2).Headers["idempotency-key"]);
    }

    [Fact]
    public async Task Row_42_switching_a_hook_off_cancels_what_waits_and_its_messages_can_be_read()
    {
        await using var receiver = await Receiver.StartAsync();
        var hook = await HookAsync(receiver.Url, "*");
        receiver.Answers.Enqueue(500);
        await Sandbox.Studio.CreatePublishedAsync("mug", "product", []);
        await receiver.NextAsync();
        await Sandbox.Deliveries.WhenIdleAsync(default);
        Token = "sk-manage";

        var attempt = (await CallAsync(HttpMethod.Get, $"{Hooks}/{hook}/attempts")).Body![0]!;
        (attempt["isFailure"]!.GetValue<bool>(), attempt["failureReason"]!.ToString())
            .Should()
            .Be((true, "http"));
        await CallAsync(HttpMethod.Patch, $"{Hooks}/{hook}", """{"isDisabledByUser":true}""");
        Clock.Advance(TimeSpan.FromMinutes(5));
        await Sandbox.Deliveries.WhenIdleAsync(default);

        receiver.All.Should().HaveCount(1);
        (await CallAsync(HttpMethod.Get, $"{Hooks}/{hook}/messages")).Body![0]!["status"]!
            .ToString()
            .Should()
            .Be("failure");
    }

    [Theory]
    [InlineData(
        """{"name":"n","dataset":"*","url":"http://a.example","on":["create"],"rule":{}}""",
        "\"on\" is not allowed"
    )]
    [InlineData(
        """{"name":"n","dataset":"*","url":"http://a.example","rule":{"filter":null}}""",
        "\"rule.filter\" must be a string"
    )]
    [InlineData(
        """{"name":"n","dataset":"*","url":"http://a.example","isDisabled":true,"rule":{}}""",
        "\"isDisabled\" is not allowed"
    )]
    [InlineData("""{"name":"n","dataset":"*","rule":{}}""", "\"url\" is required")]
    public async Task Row_42_what_is_no_hook_is_refused_in_words(string body, string message)
    {
        Token = "sk-manage";

        var (status, answer) = await CallAsync(HttpMethod.Post, Hooks, body);

        status.Should().Be(400);
        answer!["message"]!.ToString().Should().Be(message);
    }

    private async Task<string> HookAsync(Uri url, string dataset = "production")
    {
        var (status, body) = await ControlAsync(
            "webhooks",
            new JsonObject { ["url"] = url.ToString(), ["dataset"] = dataset }.ToJsonString()
        );
        status.Should().Be(200);
        return body!["id"]!.ToString();
    }
}

/// <summary>Row 20: the limit that makes free-form maps a bad idea.</summary>
public sealed class AttributeLimitTests : SanityTest
{
    // System attributes count too: _id, _type, _rev, _createdAt, _updatedAt, and here n.
    protected override SanitySimulatorOptions Options => base.Options with { AttributeLimit = 6 };

    [Fact]
    public async Task Row_20_pairs_of_path_and_datatype_are_limited_over_the_whole_dataset()
    {
        await MutateAsync(
            """[{"create":{"_id":"a","_type":"x","n":1}},{"create":{"_id":"b","_type":"x","n":2}}]"""
        );

        var (status, body) = await TryMutateAsync("""[{"create":{"_id":"c","_type":"x","n":"three"}}]""");
        status.Should().Be(400);
        body!["message"]!.ToString().Should().Be("Total attribute/datatype count 7 exceeds limit of 6");

        await MutateAsync(
            """[{"delete":{"id":"a"}},{"delete":{"id":"b"}},{"create":{"_id":"c","_type":"x","n":"three"}}]"""
        );
    }
}

/// <summary>Row 44: mutations that take their time.</summary>
public sealed class SlowLakeTests : SanityTest
{
    protected override SanitySimulatorOptions Options =>
        base.Options with
        {
            Latency = TimeSpan.FromSeconds(1),
        };

    [Fact]
    public async Task Row_44_more_than_a_hundred_mutations_at_once_are_put_off()
    {
        var all = Enumerable
            .Range(0, 101)
            .Select(n => TryMutateAsync($$$"""[{"create":{"_id":"d{{{n}}}","_type":"x"}}]"""))
            .ToList();
        // Time stands still: the first to end is the one that found no place.
        var refused = await await Task.WhenAny(all);
        while (all.Any(request => !request.IsCompleted))
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        refused.Status.Should().Be(429);
        (await Task.WhenAll(all)).Count(answer => answer.Status == 200).Should().Be(100);
    }
}
