using System.Text;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Echoes;

namespace SanityStripeBridge.Core.Tests.Echoes;

public sealed class StripeDeliveryTests
{
    [Fact]
    public void The_same_event_is_another_delivery_in_another_mode_or_account()
    {
        string[] keys =
        [
            Read("""{"livemode":false}""").DedupeKey,
            Read("""{"livemode":true}""").DedupeKey,
            Read("""{"livemode":false,"account":"acct_1"}""").DedupeKey,
        ];
        keys.Should().OnlyHaveUniqueItems();
        Read("""{"livemode":false}""").DedupeKey.Should().Be(keys[0]);
    }

    [Theory]
    [InlineData(true, "The event is of live mode, our key of test mode.")]
    [InlineData(false, "The event is of test mode, our key of live mode.")]
    public void An_event_of_the_other_mode_waits_for_a_person(bool livemode, string reason)
    {
        var delivery = Read($$"""{"livemode":{{(livemode ? "true" : "false")}}}""");
        delivery.QuarantineReason(!livemode, null).Should().Be(reason);
        delivery.QuarantineReason(livemode, null).Should().BeNull();
    }

    [Theory]
    [InlineData("acct_1", "acct_1", false)]
    [InlineData("acct_1", "acct_2", true)]
    [InlineData("acct_1", null, true)]
    [InlineData(null, "acct_1", false)]
    [InlineData(null, null, false)]
    public void An_event_that_names_another_account_waits_for_a_person(string? sent, string? ours, bool waits)
    {
        var delivery = Read(sent is null ? "{}" : $$"""{"account":"{{sent}}"}""");
        (delivery.QuarantineReason(livemode: false, ours) is not null).Should().Be(waits);
    }

    [Fact]
    public void A_thin_event_names_its_account_and_its_call_elsewhere()
    {
        var body = """
            {"id":"evt_1","object":"v2.core.event","type":"v1.price.updated","context":"acct_1",
             "related_object":{"id":"price_1"},"reason":{"request":{"id":"req_1","idempotency_key":"k"} } }
            """;
        Facts(body)
            .Should()
            .BeEquivalentTo(
                new
                {
                    Account = "acct_1",
                    RequestId = "req_1",
                    Key = "k",
                    Object = ObjectType.Price,
                }
            );
    }

    [Fact]
    public void An_event_whose_object_was_left_out_is_a_hint_like_a_thin_one()
    {
        var facts = Facts(
            """{"id":"evt_1","object":"event","type":"product.updated","related_object":{"id":"prod_1"},"data":{}}"""
        );
        facts.Data.Should().BeNull();
        facts.Metadata("sanity_id").Should().BeNull();
    }

    [Theory]
    [InlineData("""{"sanity_id":"mug"}""", "mug")]
    [InlineData("""{"sanity_id":7}""", null)]
    [InlineData("{}", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    public void Metadata_is_read_where_it_is_text(string metadata, string? value) =>
        Facts(
                $$"""{"id":"evt_1","object":"event","type":"product.updated","data":{"object":{"id":"prod_1","metadata":{{metadata}}} } }"""
            )
            .Metadata("sanity_id")
            .Should()
            .Be(value);

    [Fact]
    public void A_price_names_its_product()
    {
        var body =
            """{"id":"evt_1","object":"event","type":"price.updated","data":{"object":{"id":"price_1","product":"prod_1"} } }""";
        (Facts(body).Subject, Facts(body).Product).Should().Be(("price_1", "prod_1"));
    }

    [Theory]
    [InlineData("""{"id":"evt_1","object":"event","type":"product.updated"}""")]
    [InlineData("""{"id":"evt_1","object":"event","type":"product.updated","data":{"object":{"id":""} } }""")]
    [InlineData(
        """{"id":"","object":"event","type":"product.updated","data":{"object":{"id":"prod_1"} } }"""
    )]
    [InlineData("[]")]
    [InlineData("7")]
    public void An_event_without_its_own_id_or_its_objects_is_malformed(string body) =>
        Reading(body).Should().BeOfType<Reading<StripeDelivery>.Malformed>();

    [Theory]
    [InlineData("charge.succeeded")]
    [InlineData("v1.charge.succeeded")]
    [InlineData("product")]
    public void Other_types_are_ignored_under_the_name_they_were_sent(string type) =>
        Reading($$"""{"id":"evt_1","object":"event","type":"{{type}}"}""")
            .Should()
            .Be(new Reading<StripeDelivery>.Ignored(type));

    // A product's event with a few more attributes.
    private static StripeDelivery Read(string more)
    {
        var body = System.Text.Json.Nodes.JsonNode.Parse(
            """{"id":"evt_1","object":"event","type":"product.updated","data":{"object":{"id":"prod_1"} } }"""
        )!;
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(more)!.AsObject())
            body[name] = value?.DeepClone();
        return Facts(body.ToJsonString());
    }

    private static StripeDelivery Facts(string body) =>
        Reading(body).Should().BeOfType<Reading<StripeDelivery>.Read>().Subject.Facts;

    private static Reading<StripeDelivery> Reading(string body) =>
        StripeDelivery.Read(Encoding.UTF8.GetBytes(body));
}
