using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Mapping;

/// <summary>A further currency of a price is one entry of a list in the document, whose other entries stay as they are.</summary>
public sealed class CurrencyPatchTests
{
    private static JsonObject Price(string? options = null)
    {
        var price = A.Price();
        if (options is not null)
            price["currencyOptions"] = JsonNode.Parse(options);
        return price;
    }

    private static void Write(SanityPatch patch, string path, FieldValue value) =>
        patch.Write(DefaultMapping.Spec(ObjectType.Price, "currencyOptions." + path), value);

    private static string? Options(SanityPatch patch) => patch.Set["currencyOptions"]?.ToJsonString();

    [Fact]
    public void Each_currency_that_is_written_joins_those_that_are_there()
    {
        var patch = new SanityPatch(Price("""[{"_key":"a","currency":"GBP","unitAmount":5,"note":"n"}]"""));
        Write(patch, "usd.unitAmount", FieldValue.Integer(7));
        Write(patch, "jpy.unitAmount", FieldValue.Integer(900));
        Write(patch, "gbp.unitAmount", FieldValue.Integer(6));
        Write(patch, "usd.taxBehavior", FieldValue.Text("inclusive"));
        Options(patch)
            .Should()
            .Be(
                """[{"_key":"a","currency":"GBP","unitAmount":6,"note":"n"},{"_key":"usd","currency":"usd","unitAmount":7,"taxBehavior":"inclusive"},{"_key":"jpy","currency":"jpy","unitAmount":900}]"""
            );
        patch.Unset.Should().BeEmpty();
    }

    [Fact]
    public void The_last_one_that_goes_takes_the_list_along()
    {
        var patch = new SanityPatch(Price("""[{"_key":"a","currency":"usd","unitAmount":5}]"""));
        Write(patch, "usd.unitAmount", FieldValue.Absent);
        patch.Set.ContainsKey("currencyOptions").Should().BeFalse();
        patch.Unset.Should().Equal("currencyOptions");
    }

    [Fact]
    public void One_that_is_written_and_taken_back_leaves_the_document_as_it_is()
    {
        var patch = new SanityPatch(Price("""[{"_key":"a","currency":"usd","unitAmount":5}]"""));
        Write(patch, "jpy.unitAmount", FieldValue.Integer(900));
        Write(patch, "jpy.unitAmount", FieldValue.Absent);
        patch.IsEmpty.Should().BeTrue();
        Write(patch, "gbp.unitAmount", FieldValue.Absent);
        patch.IsEmpty.Should().BeTrue("what is not there cannot go");
    }

    [Fact]
    public void Of_a_currency_Stripe_neither_edits_nor_forgets_anything()
    {
        foreach (var path in new[] { "currencyOptions.usd.unitAmount", "currencyOptions.usd.taxBehavior" })
        {
            var spec = DefaultMapping.Spec(ObjectType.Price, path);
            (spec.Immutable, spec.Clearable).Should().Be((true, false));
        }
    }
}
