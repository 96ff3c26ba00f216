using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>Whether a draft still says what the published document says, where several attributes or entries say one thing.</summary>
public sealed class CopyComparisonTests
{
    [Theory]
    [InlineData("unitAmount", "unitAmountDecimal", "\"12.5\"")]
    [InlineData("active", "sellStatus", "\"internal\"")]
    [InlineData("defaultPrice", "defaultVariant", "\"k1\"")]
    public void Attributes_that_say_one_thing_together_are_compared_together(
        string path,
        string attribute,
        string value
    )
    {
        var copy = Copy("drafts.mug");
        copy[attribute] = JsonNode.Parse(value);
        var change = new FieldChange(path, FieldValue.Absent, FieldValue.From(JsonNode.Parse("7")));
        var type = path == "unitAmount" ? ObjectType.Price : ObjectType.Product;
        Patch(Look(copy), Change(change) with { Type = type }).Own.Should().ContainSingle();
    }

    [Theory]
    [InlineData("red", 0)]
    [InlineData("green", 1)]
    public void Freely_named_metadata_is_compared_key_by_key(string color, int own)
    {
        var (published, copy) = (A.Product(), Copy("drafts.mug"));
        published["metadata"] = A.Metadata(("color", "red"));
        copy["metadata"] = A.Metadata(("size", "L"), ("color", color));
        var change = new FieldChange("metadata.color", FieldValue.Text("red"), FieldValue.Text("blue"));
        var write = Patch(new(new(published), [new(copy)], Complete: true), change);
        write.Own.Should().HaveCount(own);
        write.After.Draft!.Body["metadata"]!.ToJsonString().Should().Contain("\"L\"");
    }

    [Fact]
    public void A_copy_that_has_lost_the_key_has_a_value_of_its_own()
    {
        var (published, copy) = (A.Product(), Copy("drafts.mug"));
        published["metadata"] = A.Metadata(("color", "red"));
        copy["metadata"] = A.Metadata(("size", "L"));
        var change = new FieldChange("metadata.color", FieldValue.Text("red"), FieldValue.Text("blue"));
        Patch(new(new(published), [new(copy)], Complete: true), change).Own.Should().ContainSingle();
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    public void Further_currencies_are_compared_currency_by_currency(int amount, int own)
    {
        var (published, copy) = (A.Price(), A.Price("drafts.mug-eur"));
        published["currencyOptions"] = Options(("usd", 5), ("gbp", 1));
        copy["currencyOptions"] = Options(("gbp", 2), ("usd", amount));
        var change = Change(
            new FieldChange("currencyOptions.usd.unitAmount", FieldValue.Integer(5), FieldValue.Integer(7))
        ) with
        {
            Type = ObjectType.Price,
            SanityId = "mug-eur",
        };
        Patch(new(new(published), [new(copy)], Complete: true), change).Own.Should().HaveCount(own);
    }

    private static JsonArray Options(params (string Currency, int Amount)[] options) =>
        [
            .. options.Select(option => new JsonObject
            {
                ["_key"] = option.Currency,
                ["currency"] = option.Currency,
                ["unitAmount"] = option.Amount,
            }),
        ];

    private static DocumentLook Look(JsonObject copy) => new(new(A.Product()), [new(copy)], Complete: true);

    private static JsonObject Copy(string id) => A.Product(id);

    private static DocumentWrite Patch(DocumentLook look, FieldChange field) => Patch(look, Change(field));

    private static DocumentWrite Patch(DocumentLook look, Change change) =>
        DocumentWrite.Patch(change, look, [], alone: false, "rev2", CatalogueMapping.Shipped);

    private static Change Change(FieldChange field) =>
        new()
        {
            Side = Side.Sanity,
            Type = ObjectType.Product,
            Action = ChangeAction.Update,
            SanityId = "mug",
            StripeId = "prod_1",
            Fields = [field],
            Because = "it changed in Stripe",
        };
}
