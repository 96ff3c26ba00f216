using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Core.Tests.Mapping;

public sealed class MappingFileTests
{
    private const string Fee = """
        {"version":1,"products":[{"type":"fee","fields":{"name":"title"},
          "prices":[{"key":"once","id":"priceId","unitAmount":"cents","currency":{"const":"eur"}}]}]}
        """;

    [Fact]
    public void A_small_file_needs_no_more_than_names()
    {
        var mapping = Read(Fee);
        mapping.Names.Should().Equal("fee");
        mapping.CompanionOf("a").Should().Be("stripeSync-a");
        mapping.NewProduct!.Name.Should().Be("fee");
        mapping.NewPrice.Should().BeNull("no type of prices is mapped");
    }

    [Fact]
    public void Every_fault_is_told_at_once_with_its_place_and_the_nearest_name()
    {
        Faults(
                """
                {"version":2,"companionPrefix":"a.b","produkts":[],
                 "products":[
                   {"type":"plan","redy":"x","ready":"colour=red","id":"a b",
                    "fields":{"naem":"title","description":{"from":"body","transform":"plaintext"},
                              "url":{"from":"a","const":"b"},"active":7,"features":{"from":"list","transform":"locale","locale":"en"},
                              "icon":{"template":"none"},"metadata.plan_type":"x","planType":{"from":"kind","locale":"en"}},
                    "prices":[{"key":"m","unitAmount":{"from":"a","transform":"minorUnits"}},{"key":"m","id":"b","unitAmount":"c","currency":"d","intervall":"month"}]},
                   {"type":"plan","fields":{"name":{"from":"title","direction":"to-sanity"},"defaultVariant":{"const":"x"}}}],
                 "prices":[{"fields":{"unitAmount":"a","currency":"b"}}]}
                """
            )
            .Should()
            .BeEquivalentTo(
                "produkts: there is no such key. Is products meant?",
                "version: expected 1.",
                "companionPrefix: expected letters, digits, hyphens and underscores.",
                "products[0].redy: there is no such key. Is ready meant?",
                "products[0].ready: 'colour' is no key; expected type, planType, project, active, state or created.",
                "products[0].id: expected attributes joined by dots.",
                "products[0].fields.naem: there is no such field. Is name meant?",
                "products[0].fields.description.transform: expected plainText, locale, minorUnits. Is plainText meant?",
                "products[0].fields.url: expected exactly one of from, template and const.",
                "products[0].fields.active: expected an attribute's path, or an object with from, template or const.",
                "products[0].fields.features.transform: features is no text.",
                "products[0].fields.icon.template: expected text with at least one path in braces, such as {title}.",
                "products[0].fields.metadata.plan_type: the metadata key \"plan_type\" is written by the bridge; use another name.",
                "products[0].fields.planType.locale: expected a locale together with the transform locale.",
                "products[0].fields.name: is missing; a product needs it.",
                "products[0].prices[0].id: expected the attribute in which the price's Stripe id stands.",
                "products[0].prices[0].currency: is missing; a price needs it.",
                "products[0].prices[1].intervall: there is no such field. Is interval meant?",
                "products[0].prices: the key \"m\" stands at more than one price.",
                "products[1].fields.name: Stripe needs it from Sanity; to-sanity is not possible.",
                "products[1].fields.defaultVariant: there is no price \"x\".",
                "products[1].type: \"plan\" is mapped already; a type has one mapping.",
                "prices[0].type: expected the documents' _type.",
                "prices[0].fields.product: is missing; a price needs it."
            );
    }

    [Theory]
    [InlineData("{", "the file is no JSON*")]
    [InlineData("[]", "the file: expected a JSON object.")]
    [InlineData("""{"version":1,"version":1}""", "the file is no JSON*")]
    [InlineData("""{"version":1}""", "products: expected at least one product type.")]
    [InlineData("""{"version":1,"products":{}}""", "products: expected a list.")]
    public void A_file_that_is_none_is_one_fault_and_never_an_exception(string text, string fault) =>
        Faults(text).Should().Contain(told => Matches(told, fault));

    [Fact]
    public void Every_fault_of_fields_and_prices_is_told_in_the_words_of_the_file() =>
        Faults(
                """
                {"version":1,"products":[
                   {"type":"a","shipped":"yes","fields":{"name":{"from":"t","direction":"both","owner":"nobody"},
                       "url":{"template":"{a b}"},"icon":{"template":"{a} {b"},"unitLabel":{"const":"x","transform":"plainText"},
                       "description":{"from":"d","transform":"minorUnits"},"taxCode":{"from":null},"project":{"template":"{x}","direction":"to-sanity"},
                       "planType":{"from":"k","transform":7},"description2":"x"},
                    "prices":{}},
                   {"type":"b","fields":5,"prices":[7,{"key":"a b","id":"i","currency":"c","unitAmount":"u"},{"id":"j","currency":"c","unitAmount":"v"}],
                    "variants":{"id":"k","currency":"c","unitAmount":"v"}},
                   7],
                 "prices":[{"type":"c","fields":{"product":{"const":"x"},"unitAmount":"u","currency":"c"}}]}
                """
            )
            .Should()
            .BeEquivalentTo(
                "products[2]: expected an object.",
                "products[0].shipped: expected true or false.",
                "products[0].fields.name.owner: expected sanity, stripe.",
                "products[0].fields.url: \"a b\" is no path; expected attributes joined by dots.",
                "products[0].fields.icon.template: expected text with at least one path in braces, such as {title}.",
                "products[0].fields.unitLabel.transform: only a value taken from the document can be transformed.",
                "products[0].fields.description.transform: minorUnits makes an amount; expected at unitAmount.",
                "products[0].fields.taxCode: expected from, template or const with a value.",
                "products[0].fields.project.direction: what is made of other values goes to Stripe only.",
                "products[0].fields.planType.transform: expected plainText, locale, minorUnits.",
                "products[0].fields.description2: there is no such field. Is description meant?",
                "products[0].prices: expected a list.",
                "products[1].fields: expected an object of fields.",
                "products[1].prices[0]: expected an object.",
                "products[1].prices[1].key: expected letters, digits, hyphens and underscores.",
                "products[1].prices[2].key: expected letters, digits, hyphens and underscores.",
                "products[1].variants.from: expected a list attribute.",
                "products[1].fields.name: is missing; a product needs it.",
                "prices[0].fields.product: expected the attribute that refers to the product."
            );

    [Fact]
    public void Two_ids_cannot_stand_in_one_attribute() =>
        Faults(Fee.Replace("\"priceId\"", "\"stripeProductId\"", StringComparison.Ordinal))
            .Should()
            .Equal(
                "products[0]: stripeProductId holds more than one id; each needs an attribute of its own."
            );

    [Fact]
    public void The_shipped_schema_may_be_the_beginning_of_a_mapping_with_another_id_field_and_prefix()
    {
        var mapping = Read(
            """
            {"version":1,"companionPrefix":"otherSync","products":[{"type":"product","shipped":true,"id":"otherId"}],
             "prices":[{"type":"price","shipped":true,"id":"otherPriceId"}]}
            """
        );
        HookText.Attributes(mapping).Should().BeEquivalentTo(HookText.Attributes(CatalogueMapping.Shipped));
        mapping.Type("product")!.Shape.Shown("stripeProductId").Should().Be("otherId");
        mapping.New(ObjectType.Price)!.Name.Should().Be("price");
    }

    [Fact]
    public void The_hook_names_the_mapped_types_and_real_attributes()
    {
        HookText
            .Filter(Read(Fee))
            .Should()
            .StartWith(
                "_type in [\"fee\"] && (delta::operation() != \"update\" || delta::changedAny((title,cents)))"
            );
        HookText.Projection(Read(Fee)).Should().EndWith(",title,cents}");
    }

    private static bool Matches(string told, string pattern) =>
        pattern.EndsWith('*') ? told.StartsWith(pattern[..^1], StringComparison.Ordinal) : told == pattern;

    private static CatalogueMapping Read(string text)
    {
        var (mapping, faults) = MappingFile.Read(text, Readiness.Fault);
        faults.Should().BeEmpty();
        return mapping!;
    }

    private static IReadOnlyList<string> Faults(string text) =>
        MappingFile.Read(text, Readiness.Fault).Faults;
}
