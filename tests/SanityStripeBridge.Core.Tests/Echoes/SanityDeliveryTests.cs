using System.Text;
using SanityStripeBridge.Core.Echoes;

namespace SanityStripeBridge.Core.Tests.Echoes;

public sealed class SanityDeliveryTests
{
    private static readonly SanityTypes Types = new(
        new HashSet<string>(StringComparer.Ordinal) { "product" },
        new Dictionary<string, string>(StringComparer.Ordinal) { ["price"] = "product" }
    );

    [Theory]
    [InlineData(""","_rev":"r1","operation":"update" """, "mug|r1|update")]
    [InlineData(""","_rev":"r1" """, null)]
    [InlineData(""","operation":"update" """, null)]
    [InlineData(""","_rev":"r1","operation":"merge" """, null)]
    public void A_body_that_does_not_say_its_revision_and_operation_is_never_a_duplicate(
        string more,
        string? key
    ) => Facts($$"""{"_id":"mug","_type":"product"{{more}}}""").DedupeKey.Should().Be(key);

    [Theory]
    [InlineData("update", "update")]
    [InlineData("publish", null)]
    [InlineData("", null)]
    public void An_operation_that_nobody_knows_is_none(string sent, string? read) =>
        Facts($$"""{"_id":"mug","_type":"product","operation":"{{sent}}"}""").Operation.Should().Be(read);

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("p1", "production", null)]
    [InlineData("p2", "production", "The delivery is of project p2, not of p1.")]
    [InlineData("p1", "staging", "The delivery is of dataset staging, not of production.")]
    [InlineData(null, "staging", "The delivery is of dataset staging, not of production.")]
    public void A_delivery_of_another_project_or_dataset_waits_for_a_person(
        string? project,
        string? dataset,
        string? reason
    ) =>
        Facts("""{"_id":"mug","_type":"product"}""", new(project, dataset, null))
            .QuarantineReason("p1", "production")
            .Should()
            .Be(reason);

    [Theory]
    [InlineData("""{"_type":"product"}""")]
    [InlineData("""{"_id":"mug"}""")]
    [InlineData("""{"_id":"","_type":"product"}""")]
    [InlineData("""{"_id":"mug","_type":7}""")]
    [InlineData("""{"_id":"mug","_id":"mug","_type":"product"}""")]
    [InlineData("[]")]
    [InlineData("")]
    public void A_body_without_id_or_type_is_malformed(string body) =>
        Read(body).Should().BeOfType<Reading<SanityDelivery>.Malformed>();

    [Theory]
    [InlineData("product", "mug")]
    [InlineData("price", "mug")]
    [InlineData("stripeSync", "stripeSync-mug")]
    public void Mapped_types_and_our_companions_concern_us(string type, string id) =>
        Facts($$"""{"_id":"{{id}}","_type":"{{type}}"}""").Type.Should().Be(type);

    [Theory]
    [InlineData("post", "mug", "update", "post")]
    [InlineData("product", "drafts.mug", "update", "drafts.mug")]
    [InlineData("price", "versions.r1.mug", "create", "versions.r1.mug")]
    [InlineData("stripeSync", "drafts.stripeSync-mug", "update", "drafts.stripeSync-mug")]
    [InlineData("stripeSync", "stripeSync-mug", "delete", "stripeSync-mug")]
    [InlineData("stripeSync", "otherSync-mug", "update", "otherSync-mug")]
    public void Other_types_drafts_versions_and_what_is_done_to_companions_of_others_are_ignored(
        string type,
        string id,
        string operation,
        string what
    ) =>
        Read($$"""{"_id":"{{id}}","_type":"{{type}}","operation":"{{operation}}"}""")
            .Should()
            .Be(new Reading<SanityDelivery>.Ignored(what));

    [Fact]
    public void A_product_that_is_deleted_concerns_us() =>
        Facts("""{"_id":"mug","_type":"product","operation":"delete"}""").Operation.Should().Be("delete");

    [Theory]
    [InlineData(""","subject":{"_ref":"cup"}""", "cup")]
    [InlineData(""","subject":{"_ref":"drafts.cup"}""", "cup")]
    [InlineData(""","subject":{"_ref":""}""", "mug")]
    [InlineData(""","subject":"cup" """, "mug")]
    [InlineData("", "mug")]
    public void A_companion_speaks_of_its_subject_and_else_of_the_document_in_its_own_id(
        string more,
        string subject
    ) => Facts($$"""{"_id":"stripeSync-mug","_type":"stripeSync"{{more}}}""").Subject.Should().Be(subject);

    [Fact]
    public void A_document_speaks_of_itself_whatever_it_calls_its_subject() =>
        Facts("""{"_id":"mug","_type":"product","subject":{"_ref":"cup"} }""").Subject.Should().Be("mug");

    [Theory]
    [InlineData("""{"_ref":"mug"}""", "mug")]
    [InlineData("""{"_ref":"drafts.mug"}""", "mug")]
    [InlineData("""{"_ref":""}""", null)]
    [InlineData("""{"_ref":7}""", null)]
    [InlineData("{}", null)]
    [InlineData("\"mug\"", null)]
    public void A_price_names_the_product_it_refers_to(string reference, string? product) =>
        Facts($$"""{"_id":"mug-eur","_type":"price","product":{{reference}}}""").Product.Should().Be(product);

    [Fact]
    public void A_product_names_no_product() =>
        Facts("""{"_id":"mug","_type":"product","product":{"_ref":"cup"} }""").Product.Should().BeNull();

    private static SanityDelivery Facts(string body, SanityHeaders? headers = null) =>
        Read(body, headers).Should().BeOfType<Reading<SanityDelivery>.Read>().Subject.Facts;

    private static Reading<SanityDelivery> Read(string body, SanityHeaders? headers = null) =>
        SanityDelivery.Read(Encoding.UTF8.GetBytes(body), headers ?? new(null, null, null), Types);
}
