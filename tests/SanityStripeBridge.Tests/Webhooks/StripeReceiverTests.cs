using System.Text;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Tests.Webhooks;

public sealed class StripeReceiverTests : IAsyncLifetime
{
    private const string Key = "ssb-bridge-abc123-01JD0000000000000000000000";
    private TestDoor _door = null!;

    public async Task InitializeAsync() => _door = await TestDoor.OpenAsync();

    public async Task DisposeAsync() => await _door.DisposeAsync();

    public static TheoryData<string> Events() => [.. Fixture.Files("stripe/events")];

    private static JsonNode Event(string name, string? key = null)
    {
        var body = JsonNode.Parse(Fixture.Text($"stripe/events/{name}.json"))!;
        if (key is not null)
            body["request"]!["idempotency_key"] = key;
        return body;
    }

    private Task RememberAsync(string before, string? stripeId = "prod_TeaTin00000001") =>
        _door.Memory.CommitAsync(
            new()
            {
                Intents =
                [
                    new()
                    {
                        Id = "01I",
                        Key = Key,
                        Family = "tea-tin",
                        Side = Side.Stripe,
                        Type = ObjectType.Product,
                        Action = IntentAction.Update,
                        SanityId = "tea-tin",
                        StripeId = stripeId,
                        Before = Fields.None.With("name", FieldValue.Text(before)),
                        After = Fields.None.With("name", FieldValue.Text("Smoked Oolong Tin (80 g)")),
                        Paths = ["name"],
                        Request = "{}",
                        CreatedAt = _door.Clock.GetUtcNow(),
                    },
                ],
            },
            default
        );

    private async Task<bool> IsProvedAsync() =>
        (await _door.Memory.FindIntentsAsync(Key, default)).Single().Proved;

    [Theory]
    [Trait("case", "30")]
    [MemberData(nameof(Events))]
    public async Task Every_recorded_event_is_taken_and_kept_byte_by_byte(string file)
    {
        var body = Fixture.Bytes(file);
        var expected = file.Contains("connected-account", StringComparison.Ordinal)
            ? "quarantined"
            : "accepted";
        (await _door.StripeAsync(body)).Should().Be(Reply.Of(expected));
        (await _door.StripeAsync(body)).Should().Be(Reply.Of("duplicate"));
        (await _door.StoredAsync()).Single().Body.Should().Equal(body);
    }

    [Fact]
    [Trait("case", "29")]
    public async Task An_unsigned_a_stale_and_a_wrongly_signed_request_are_refused_and_not_stored()
    {
        var body = Fixture.Bytes("stripe/events/product.updated.json");
        (await _door.SendAsync("/api/stripe/webhook", body, [])).Status.Should().Be(401);
        (await _door.StripeAsync(body, "whsec_other")).Status.Should().Be(401);
        (await _door.StripeAsync(body, at: _door.Clock.GetUtcNow().AddSeconds(-301))).Status.Should().Be(401);
        (await _door.StoredAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_no_event_is_malformed()
    {
        (await _door.StripeAsync(Fixture.Bytes("stripe/events/product.updated.json")[..200]))
            .Status.Should()
            .Be(400);
        (await _door.StripeAsync("not json"u8.ToArray())).Status.Should().Be(400);
        (await _door.StripeAsync("[]"u8.ToArray())).Status.Should().Be(400);
        (await _door.StripeAsync("""{"id":"evt_1","object":"event","type":"product.updated"}"""u8.ToArray()))
            .Status.Should()
            .Be(400);
        (await _door.StoredAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_mebibyte_is_read_and_one_byte_more_is_too_much()
    {
        var fits = Encoding.UTF8.GetBytes(new string(' ', 1 << 20));
        (await _door.StripeAsync(fits)).Status.Should().Be(400);
        (await _door.StripeAsync([.. fits, 32])).Status.Should().Be(413);
    }

    [Fact]
    [Trait("case", "34")]
    public async Task A_type_that_does_not_concern_us_is_ignored_and_not_stored()
    {
        var body = Event("product.updated");
        body["type"] = "customer.created";
        (await _door.StripeAsync(body)).Should().Be(Reply.Of("ignored"));
        (await _door.StoredAsync()).Should().BeEmpty();
    }

    [Fact]
    [Trait("case", "35")]
    public async Task An_event_of_the_other_mode_waits_in_quarantine()
    {
        var body = Event("product.updated");
        body["livemode"] = true;
        (await _door.StripeAsync(body)).Should().Be(Reply.Of("quarantined"));
        (await _door.StoredAsync()).Single().State.Should().Be(DeliveryState.Quarantined);
        (await _door.Inbox.NextDueAsync(default)).Should().BeNull();
    }

    [Fact]
    [Trait("case", "36")]
    public async Task An_event_of_the_connected_account_we_work_for_is_accepted()
    {
        await using var door = await TestDoor.OpenAsync(options => options.Account = "acct_1TeaTinConnect01");
        (await door.StripeAsync(Event("product.created.connected-account")))
            .Should()
            .Be(Reply.Of("accepted"));
    }

    [Fact]
    public async Task The_event_of_our_own_write_is_an_echo_that_proves_it()
    {
        await RememberAsync(before: "Smoked Oolong Tin");
        (await _door.StripeAsync(Event("product.updated.from-dashboard", Key))).Should().Be(Reply.Of("echo"));
        (await IsProvedAsync()).Should().BeTrue();
        (await _door.Inbox.NextDueAsync(default)).Should().BeNull();
    }

    [Fact]
    public async Task The_event_of_our_own_write_that_ran_over_an_edit_is_work()
    {
        await RememberAsync(before: "Oolong Tin");
        (await _door.StripeAsync(Event("product.updated.from-dashboard", Key)))
            .Should()
            .Be(Reply.Of("accepted"));
        (await IsProvedAsync()).Should().BeTrue();
    }

    [Fact]
    public async Task A_price_that_lost_only_its_lookup_key_to_our_write_is_an_echo()
    {
        await RememberAsync(before: "x", stripeId: null);
        (await _door.StripeAsync(Event("price.updated.lookup-key-transferred-away", Key)))
            .Should()
            .Be(Reply.Of("echo"));
    }

    [Fact]
    public async Task Our_name_without_a_row_in_the_ledger_is_work() =>
        (await _door.StripeAsync(Event("product.updated.from-dashboard", Key)))
            .Should()
            .Be(Reply.Of("accepted"));

    [Fact]
    public async Task A_delivery_joins_the_family_of_its_link_its_mark_or_its_product()
    {
        await _door.StripeAsync(Event("price.created"));
        (await _door.StoredAsync())[0].Family.Should().Be("stripe-prod_TeaTin00000001");

        var marked = Event("product.updated.from-dashboard");
        marked["data"]!["object"]!["metadata"] = new JsonObject
        {
            ["sanity_id"] = "tea-tin",
            ["sanity_project"] = "demoproj",
            ["sanity_dataset"] = "production",
        };
        await _door.StripeAsync(marked);
        (await _door.StoredAsync())[0].Family.Should().Be("tea-tin");

        var link = new Link
        {
            Type = ObjectType.Product,
            SanityId = "linked",
            StripeId = "prod_TeaTin00000001",
            Family = "linked",
        };
        await _door.Memory.CommitAsync(new() { Links = [link] }, default);
        await _door.StripeAsync(Event("price.created.recurring"));
        (await _door.StoredAsync())[0].Family.Should().Be("linked");
    }

    [Fact]
    [Trait("case", "28")]
    public async Task Only_a_caller_whose_signatures_keep_failing_is_told_to_stay_away()
    {
        var body = Fixture.Bytes("stripe/events/product.updated.json");
        var statuses = new List<int>();
        for (var i = 0; i < 22; i++)
            statuses.Add((await _door.StripeAsync(body, "whsec_other")).Status);
        statuses.Take(20).Should().OnlyContain(status => status == 401);
        statuses[21].Should().Be(429);
        (await _door.StripeAsync(body)).Should().Be(Reply.Of("accepted"));
        _door.Clock.Advance(TimeSpan.FromMinutes(2));
        (await _door.StripeAsync(body, "whsec_other")).Status.Should().Be(401);
    }

    [Theory]
    [Trait("case", "99")]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("t=,v1=")]
    [InlineData("t=99999999999999999999,v1=00")]
    [InlineData("t=1,v1=zz,v1=")]
    [InlineData("=,=,=")]
    public async Task A_signature_that_is_missing_or_garbage_is_a_plain_401(string? header)
    {
        var headers = new Dictionary<string, string>();
        if (header is not null)
            headers["Stripe-Signature"] = header;
        var body = Fixture.Bytes("stripe/events/product.updated.json");
        var reply = await _door.SendAsync("/api/stripe/webhook", body, headers);
        reply.Status.Should().Be(401);
        (await _door.StoredAsync()).Should().BeEmpty();
    }

    [Fact]
    [Trait("case", "28")]
    [Trait("case", "95")]
    public async Task While_the_store_is_locked_or_the_bridge_drains_the_sender_is_told_to_come_again()
    {
        var body = Fixture.Bytes("stripe/events/product.updated.json");
        using (
            var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_door.File};Pooling=False")
        )
        {
            other.Open();
            using (other.BeginTransaction())
                (await _door.StripeAsync(body)).Should().Be(new Reply(503, null, RetryAfter: true));
        }
        (await _door.StripeAsync(body)).Should().Be(Reply.Of("accepted"));
        _door.Inbox.StopAccepting();
        (await _door.StripeAsync(body)).Should().Be(new Reply(503, null, RetryAfter: true));
    }
}
