using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Tests.Catalogue;

public sealed class CatalogueTests
{
    [Theory]
    [InlineData("mug", "sanity_mug")]
    [InlineData("Mug_1-a", "sanity_Mug_1-a")]
    [InlineData("mug.red", "sanity_mug-red-5a0e2b7d")]
    public void A_product_id_is_made_of_the_document_id(string document, string expected)
    {
        var id = DerivedId.StripeProduct(document);
        if (document.Contains('.', StringComparison.Ordinal))
            id.Should().MatchRegex("^sanity_mug-red-[0-9a-f]{8}$");
        else
            id.Should().Be(expected);
    }

    [Fact]
    public void A_taken_id_gets_a_number() => DerivedId.StripeProduct("mug", 3).Should().Be("sanity_mug_3");

    [Fact]
    public void A_document_id_is_made_of_the_Stripe_id() =>
        DerivedId.Document("prod_ABC").Should().Be("stripe-prod_ABC");

    [Fact]
    public void A_long_id_is_cut_at_100_and_told_apart_by_its_digest()
    {
        DerivedId.Document(new string('a', 100)).Should().Be("stripe-" + new string('a', 100));
        DerivedId.Document(new string('a', 101)).Should().MatchRegex("^stripe-a{100}-[0-9a-f]{8}$");
        DerivedId.Document(new string('a', 101)).Should().NotBe(DerivedId.Document(new string('a', 102)));
    }

    [Fact]
    public void Any_id_derives_to_harmless_letters_the_same_way_every_time() =>
        Prop.ForAll<string>(id =>
                id is null
                || (
                    DerivedId.StripeProduct(id) == DerivedId.StripeProduct(id)
                    && DerivedId.StripeProduct(id).Length <= 7 + 100 + 9
                    && DerivedId.StripeProduct(id).All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
                )
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Fields_survive_their_storage() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
                seed => Fields.FromJson(Drawn(seed).ToJson()).Equals(Drawn(seed))
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_survives_as_a_value() =>
        Prop.ForAll<string>(text =>
                string.IsNullOrEmpty(text)
                    ? FieldValue.Text(text).IsAbsent
                    : FieldValue.From(FieldValue.Text(text).Node()) == FieldValue.Text(text)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Two_ways_of_writing_one_object_are_one_value() =>
        FieldValue
            .From(JsonNode.Parse("""{ "b" : 1, "a" : { "d": null, "c": "é" } }"""))
            .Should()
            .Be(FieldValue.From(JsonNode.Parse("""{"a":{"c":"é"},"b":1}""")));

    [Fact]
    public void A_cleared_field_was_agreed_to_be_empty_and_free_metadata_is_forgotten()
    {
        var link = TestKit.A.Link(
            ObjectType.Product,
            TestKit.A.Fields(("icon", "\"i\""), ("metadata.k", "\"v\""))
        );
        link = link.Agree("icon", FieldValue.Absent).Agree("metadata.k", FieldValue.Absent);
        link.BaselineOf("icon").Should().Be(FieldValue.Absent);
        link.BaselineOf("metadata.k").Should().BeNull();
        link.BaselineOf("metadata.other").Should().BeNull();
    }

    [Fact]
    public void Each_side_has_the_other_across()
    {
        Side.Sanity.Other().Should().Be(Side.Stripe);
        Side.Stripe.Other().Should().Be(Side.Sanity);
    }

    private static Fields Drawn(int seed)
    {
        var random = new Random(seed);
        FieldValue[] values =
        [
            FieldValue.Absent,
            FieldValue.Text("é\n\"<>\u2028"),
            FieldValue.Integer(long.MaxValue),
            FieldValue.Flag(false),
            FieldValue.From(JsonNode.Parse("""["a",{"z":0.10,"b":[]}]""")),
        ];
        return Enumerable
            .Range(0, random.Next(6))
            .Aggregate(
                Fields.None,
                (fields, i) => fields.With("f" + random.Next(4), values[random.Next(values.Length)])
            );
    }
}
