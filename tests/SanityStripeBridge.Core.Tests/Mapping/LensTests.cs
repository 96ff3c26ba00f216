using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;

namespace SanityStripeBridge.Core.Tests.Mapping;

public sealed class LensTests
{
    [Theory]
    [InlineData("eur", "19.99", "1999")]
    [InlineData("jpy", "1999", "1999")]
    [InlineData("kwd", "1.25", "1250")]
    [InlineData("usd", "0.005", "\"0.5\"")]
    [InlineData("EUR", "0", "0")]
    public void Major_and_minor_units_are_one_amount(string currency, string major, string minor)
    {
        var amount = decimal.Parse(major, System.Globalization.CultureInfo.InvariantCulture);
        var node = CurrencyRules.Minor(currency, amount);
        node.ToJsonString().Should().Be(minor);
        var units = decimal.Parse(minor.Trim('"'), System.Globalization.CultureInfo.InvariantCulture);
        CurrencyRules.Major(currency, units).Should().Be(Normal.Plain(amount));
    }

    [Fact]
    public void A_value_whose_objects_are_missing_makes_them_and_a_second_one_joins_it()
    {
        var patch = new SanityPatch(Json("""{"a":{"b":1}}"""));
        patch.PutAt("c.d.e", 1);
        patch.PutAt("c.d.f", 2);
        patch.PutAt("c.g", 3);
        patch.PutAt("a.x", 4);
        patch.PutAt("none.at.all", null);
        patch.Set.ToJsonString().Should().Be("""{"c":{"d":{"e":1,"f":2},"g":3},"a.x":4}""");
        patch.Unset.Should().BeEmpty();
    }

    [Fact]
    public void An_attribute_in_the_way_is_told_and_never_overwritten()
    {
        var patch = new SanityPatch(Json("""{"a":"text"}"""));
        patch.PutAt("a.b", 1);
        patch.IsEmpty.Should().BeTrue();
        DocumentPath.Obstacle(Json("""{"a":"text"}"""), "a.b").Should().Be("a");
    }

    [Fact]
    public void A_path_finds_and_puts_an_entry_of_a_list_by_its_key()
    {
        var body = Json("""{"list":[{"_key":"a.b","price":{"amount":1}},{"_key":"c"}]}""");
        var path = DocumentPath.Entry("list", "a.b") + ".price.amount";
        DocumentPath.Find(body, path)!.ToJsonString().Should().Be("1");
        DocumentPath.Put(body, path, 2);
        DocumentPath.Put(body, DocumentPath.Entry("list", "c"), null);
        body.ToJsonString().Should().Be("""{"list":[{"_key":"a.b","price":{"amount":2}}]}""");
    }

    [Theory]
    [InlineData("""{"t":{"en":"A"}}""", """{"t.en":"B"}""")]
    [InlineData("""{"t":{"de":"A"}}""", """{"t.en":"B"}""")]
    [InlineData("""{}""", """{"t":{"en":"B"}}""")]
    [InlineData("""{"t":[{"_key":"en","value":"A"}]}""", """{"t[_key==\u0022en\u0022].value":"B"}""")]
    [InlineData(
        """{"t":[{"_key":"x1","language":"en","value":"A"}]}""",
        """{"t[_key==\u0022x1\u0022].value":"B"}"""
    )]
    [InlineData(
        """{"t":[{"_key":"de","_type":"v","value":"A"}]}""",
        """{"t":[{"_key":"de","_type":"v","value":"A"},{"_key":"en","_type":"v","value":"B"}]}"""
    )]
    public void One_locale_is_written_into_whatever_form_stands_there(string body, string set)
    {
        var mapping = MappingFile
            .Read(
                """{"version":1,"products":[{"type":"p","fields":{"name":{"from":"t","transform":"locale","locale":"en"}}}]}""",
                _ => null
            )
            .Mapping!;
        var raw = Json(body);
        raw["_id"] = "p";
        raw["_type"] = "p";
        var seen = (SeenDocument)Lens.See(mapping, new(raw));
        var changes = new SanityPatch(seen.Body);
        changes.Put("name", "B");
        var patch = new SanityPatch(raw);
        LensWriting.Lay(seen, changes, patch);
        JsonNode.DeepEquals(patch.Set, JsonNode.Parse(set)).Should().BeTrue(patch.Set.ToJsonString());
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
