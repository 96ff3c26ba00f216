using System.Text;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Echoes;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Echoes;

public sealed class EchoProofTests
{
    private const string Key = "ssb-bridge-abc123-01JD";
    private static readonly SanityTypes Types = new(
        new HashSet<string>(StringComparer.Ordinal) { "product" },
        new Dictionary<string, string>(StringComparer.Ordinal) { ["price"] = "product" }
    );

    private static Intent Row(Side side, IntentAction action = IntentAction.Update, string id = "mug") =>
        new()
        {
            Id = "01I",
            Key = Key,
            Family = "mug",
            Side = side,
            Type = ObjectType.Product,
            Action = action,
            SanityId = id,
            StripeId = "prod_1",
            Before = Fields.None.With("name", FieldValue.Text("a")),
            After = Fields.None.With("name", FieldValue.Text("b")),
            Paths = ["name"],
            Request = "{}",
            CreatedAt = DateTimeOffset.UnixEpoch,
        };

    private static EchoVerdict Stripe(string? old, params Intent[] rows) =>
        Stripe("product.updated", """{"name":"a"}""", Key, old, rows);

    private static EchoVerdict Stripe(
        string type,
        string previous,
        string key,
        string? old,
        params Intent[] rows
    )
    {
        var body = $$"""
            {"id":"evt_1","object":"event","type":"{{type}}","livemode":false,
             "data":{"object":{"id":"prod_1"},"previous_attributes":{{previous}} },
             "request":{"id":"req_1","idempotency_key":"{{key}}"} }
            """;
        var reading = (Reading<StripeDelivery>.Read)StripeDelivery.Read(Encoding.UTF8.GetBytes(body));
        return EchoProof.Check(
            reading.Facts,
            rows,
            "ssb-bridge-",
            (_, _) => old is null ? null : Fields.None.With("name", FieldValue.Text(old))
        );
    }

    private static EchoVerdict Sanity(string operation, string? transaction, params Intent[] rows)
    {
        var body = $$"""{"_id":"mug","_type":"product","_rev":"{{Key}}","operation":"{{operation}}"}""";
        var headers = new SanityHeaders(null, null, transaction);
        var reading = SanityDelivery.Read(Encoding.UTF8.GetBytes(body), headers, Types);
        return EchoProof.Check(((Reading<SanityDelivery>.Read)reading).Facts, rows, "ssb-bridge-");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public void An_update_that_found_what_we_looked_at_or_wrote_is_ours(string old) =>
        Stripe(old, Row(Side.Stripe)).Should().Be(new EchoVerdict.Ours(Key));

    [Fact]
    public void An_update_that_found_anything_else_overwrote_an_edit() =>
        Stripe("c", Row(Side.Stripe)).Should().Be(new EchoVerdict.OverwroteAnEdit(Key));

    [Fact]
    public void What_cannot_be_compared_proves_nothing() =>
        Stripe(null, Row(Side.Stripe)).Should().Be(new EchoVerdict.NotOurs());

    [Fact]
    public void Our_name_without_a_row_is_an_alarm() =>
        Stripe("a").Should().Be(new EchoVerdict.OurNameWithoutRow(Key));

    [Fact]
    public void A_row_of_the_other_side_proves_nothing() =>
        Sanity("update", null, Row(Side.Stripe)).Should().BeOfType<EchoVerdict.OurNameWithoutRow>();

    [Fact]
    public void A_delete_is_ours_only_by_our_deletion_of_that_document()
    {
        Sanity("delete", Key, Row(Side.Sanity)).Should().Be(new EchoVerdict.NotOurs());
        Sanity("delete", null, Row(Side.Sanity, IntentAction.Delete)).Should().Be(new EchoVerdict.NotOurs());
        Sanity("delete", Key, Row(Side.Sanity, IntentAction.Delete, "cup"))
            .Should()
            .Be(new EchoVerdict.NotOurs());
        Sanity("delete", Key, Row(Side.Sanity, IntentAction.Delete)).Should().Be(new EchoVerdict.Ours(Key));
    }

    [Fact]
    public void A_deletion_that_names_our_transaction_without_a_row_is_no_alarm() =>
        Sanity("delete", Key).Should().Be(new EchoVerdict.NotOurs());

    [Fact]
    public void Each_document_of_a_transaction_is_proved_by_its_own_row()
    {
        Sanity("update", null, Row(Side.Sanity, id: "mug-eur"), Row(Side.Sanity))
            .Should()
            .Be(new EchoVerdict.Ours(Key));
        Sanity("update", null, Row(Side.Sanity, id: "mug-eur")).Should().Be(new EchoVerdict.NotOurs());
    }

    [Fact]
    public void A_header_that_names_another_transaction_takes_the_proof_away() =>
        Sanity("update", "other", Row(Side.Sanity)).Should().Be(new EchoVerdict.NotOurs());

    [Fact]
    public void A_row_under_another_key_proves_nothing()
    {
        var other = Row(Side.Stripe) with { Key = "ssb-bridge-abc123-01JE" };
        Stripe("a", other).Should().Be(new EchoVerdict.OurNameWithoutRow(Key));
        Stripe("a", Row(Side.Sanity)).Should().Be(new EchoVerdict.OurNameWithoutRow(Key));
    }

    [Fact]
    public void A_foreign_key_without_a_row_is_somebodys_write() =>
        Stripe("product.updated", "{}", "cms-7", "a").Should().Be(new EchoVerdict.NotOurs());

    [Fact]
    public void A_creation_is_ours_before_its_row_knows_the_new_id() =>
        Stripe(
                "product.created",
                "null",
                Key,
                null,
                Row(Side.Stripe, IntentAction.Create) with
                {
                    StripeId = null,
                }
            )
            .Should()
            .Be(new EchoVerdict.Ours(Key));

    [Fact]
    public void A_deletion_in_Stripe_is_never_ours() =>
        Stripe("product.deleted", "null", Key, "a", Row(Side.Stripe)).Should().Be(new EchoVerdict.NotOurs());

    [Theory]
    [InlineData("""{"lookup_key":"mug"}""", true)]
    [InlineData("""{"lookup_key":"mug","updated":1763000000}""", true)]
    [InlineData("""{"lookup_key":"mug","nickname":"n"}""", false)]
    [InlineData("""{"updated":1763000000}""", false)]
    [InlineData("{}", false)]
    [InlineData("null", false)]
    public void A_price_that_lost_nothing_but_its_lookup_key_to_our_write_is_an_echo_of_it(
        string previous,
        bool ours
    ) =>
        Stripe("price.updated", previous, Key, "a", Row(Side.Stripe) with { StripeId = "price_new" })
            .Should()
            .Be(ours ? new EchoVerdict.Ours(Key) : new EchoVerdict.NotOurs());

    [Fact]
    public void Every_recorded_event_reads_into_facts()
    {
        foreach (var file in Fixture.Files("stripe/events"))
            StripeDelivery.Read(Fixture.Bytes(file)).Should().BeOfType<Reading<StripeDelivery>.Read>(file);
    }

    [Fact]
    public void A_thin_event_is_a_hint_that_names_its_object()
    {
        var body = Fixture.Bytes("stripe/events/thin.v1.product.updated.json");
        var facts = ((Reading<StripeDelivery>.Read)StripeDelivery.Read(body)).Facts;
        facts.Should().BeEquivalentTo(new { Operation = "update", Subject = "prod_TeaTin00000001" });
        facts.Data.Should().BeNull();
    }

    [Fact]
    public void Any_beginning_of_an_event_gives_a_reading_and_no_exception()
    {
        var body = Fixture.Bytes("stripe/events/product.updated.json");
        for (var length = 0; length < body.Length - 3; length += 7)
            StripeDelivery
                .Read(body.AsMemory(0, length))
                .Should()
                .BeOfType<Reading<StripeDelivery>.Malformed>();
    }
}
