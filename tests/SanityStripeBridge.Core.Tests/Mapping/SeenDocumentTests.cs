using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Core.Tests.Mapping;

/// <summary>Documents of a mapped type in the shipped schema's words, and back.</summary>
public sealed class SeenDocumentTests
{
    private const string Plan = """
        {"version":1,"products":[{"type":"plan","ready":"planType=pro","fields":{
            "name":{"template":"{title} ({edition.name})"},
            "description":{"from":"body","transform":"plainText"},
            "active":"live",
            "planType":{"from":"kind"},
            "metadata.region":{"const":"eu"},
            "metadata.seats":{"from":"limits.seats","number":true},
            "metadata":"notes",
            "unitLabel":{"from":"unit","transform":"locale","locale":"en","form":"list"}},
          "prices":[{"key":"monthly","id":"monthlyId","currency":"currency","unitAmount":{"from":"monthly","transform":"minorUnits"},
                     "type":{"const":"recurring"},"interval":{"const":"month"}}]}]}
        """;

    [Fact]
    public void Text_is_read_from_a_template_portable_text_constants_and_nested_attributes()
    {
        var fields = Fields(
            """
            {"title":"Tea","edition":{"name":"Gold"},"kind":"pro","live":false,"limits":{"seats":5},
             "body":[{"children":[{"text":"One "},{"text":"two"}]},{"_type":"image"},{"children":[{"text":""}]},{"children":[{"text":"three"},{"marks":[]}]}]}
            """
        );
        fields["name"].AsText().Should().Be("Tea (Gold)");
        fields["description"].AsText().Should().Be("One two\n\nthree");
        fields["active"].AsFlag().Should().BeFalse();
        (fields["metadata.region"].AsText(), fields["metadata.seats"].AsText()).Should().Be(("eu", "5"));
    }

    [Theory]
    [InlineData("""{"title":"Tea"}""")]
    [InlineData("""{"title":"Tea","edition":{"name":""}}""")]
    [InlineData("""{"edition":{"name":"Gold"}}""")]
    public void A_template_with_a_hole_that_nothing_fills_is_nothing(string body) =>
        Fields(body)["name"].IsAbsent.Should().BeTrue();

    [Theory]
    [InlineData("\"plain\"", "plain")]
    [InlineData("\"\"", null)]
    [InlineData("[]", null)]
    [InlineData("7", null)]
    [InlineData("{}", null)]
    [InlineData("""[{"children":[]},"text"]""", null)]
    public void Portable_text_may_be_plain_text_already_and_nothing_readable_is_nothing(
        string body,
        string? text
    ) => PortableText.Plain(JsonNode.Parse(body)!).Should().Be(text);

    [Fact]
    public void What_the_mapping_names_stands_above_the_documents_own_metadata()
    {
        var fields = Fields(
            """{"notes":[{"_key":"a","key":"region","value":"us"},{"_key":"b","key":"color","value":"red"}],"limits":{"seats":3}}"""
        );
        fields["metadata.region"].AsText().Should().Be("eu");
        fields["metadata.color"].AsText().Should().Be("red");
    }

    [Theory]
    [InlineData("19.99", "1999")]
    [InlineData("\"19.99\"", "1999")]
    [InlineData("\" -1.5 \"", "-150")]
    [InlineData("19.995", "\"1999.5\"")]
    public void An_amount_in_major_units_is_read_as_number_or_text(string monthly, string minor)
    {
        var part = Part($$"""{"currency":"eur","monthly":{{monthly}}}""")!;
        SanityReader.Price(part).Fields["unitAmount"].Json.Should().Be(minor);
    }

    [Theory]
    [InlineData("\"soon\"")]
    [InlineData("true")]
    public void An_amount_that_is_no_number_is_told_in_the_documents_words(string monthly) =>
        SanityReader
            .Price(Part($$"""{"currency":"eur","monthly":{{monthly}}}""")!)
            .Problems.Select(problem => problem.Sentence)
            .Should()
            .Contain($"monthly is {monthly}, but must be a decimal amount such as 19.99");

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"monthly":" "}""")]
    [InlineData("""{"monthly":null}""")]
    public void A_document_that_names_no_amount_has_no_such_price(string body) =>
        Part(body).Should().BeNull();

    [Fact]
    public void Something_else_where_an_object_is_expected_is_told()
    {
        var document = See("""{"title":"Tea","edition":"Gold","limits":7}""");
        document
            .Problems.Should()
            .Equal(new Problem("metadata.seats", "limits must be an object, in which limits.seats stands"));
    }

    [Fact]
    public void A_type_that_is_not_mapped_is_what_it_is()
    {
        var raw = new Core.Wire.SanityDocument(Json("""{"_id":"a","_type":"post","title":"x"}"""));
        Lens.See(Mapping(), raw).Should().BeSameAs(raw);
    }

    [Fact]
    public void What_a_delivery_says_of_itself_is_kept_and_every_other_attribute_is_not()
    {
        var seen = See(
            """{"_rev":"r1","previousRev":"r0","operation":"update","author":"p1","title":"Tea","secret":1}"""
        );
        seen.Body.Select(entry => entry.Key)
            .Should()
            .BeEquivalentTo("_id", "_type", "_rev", "previousRev", "operation", "author", "metadata");
    }

    [Fact]
    public void Edits_of_Stripe_are_written_where_the_values_came_from_and_what_has_no_way_back_is_left_out()
    {
        var seen = See("""{"title":"Tea","edition":{"name":"Gold"},"kind":"pro","limits":{"seats":5}}""");
        Laid(
                seen,
                ("name", "\"Coffee\""),
                ("planType", "\"team\""),
                ("active", "false"),
                ("metadata.seats", "\"7\""),
                ("metadata.region", "\"us\""),
                ("unitLabel", "\"cup\"")
            )
            .ToJsonString()
            .Should()
            .Be("""{"live":false,"kind":"team","limits.seats":7,"unit":[{"_key":"en","value":"cup"}]}""");
    }

    [Fact]
    public void The_documents_own_list_takes_only_the_keys_that_stand_nowhere_else_in_it()
    {
        var seen = See(
            """{"notes":[{"_key":"a","key":"region","value":"mine"},{"_key":"b","key":"color","value":"red"}],"limits":{"seats":5}}"""
        );
        Laid(seen, ("metadata.seats", "\"7\"")).ToJsonString().Should().Be("""{"limits.seats":7}""");
        Laid(seen, ("metadata.color", "\"blue\""), ("metadata.seats", "\"7\""))
            .ToJsonString()
            .Should()
            .Be(
                """{"limits.seats":7,"notes":[{"_key":"b","key":"color","value":"blue"},{"_key":"a","key":"region","value":"mine"}]}"""
            );
    }

    [Fact]
    public void The_documents_own_list_is_empty_without_its_last_key() =>
        Laid(See("""{"notes":[{"_key":"b","key":"color","value":"red"}]}"""), ("metadata.color", "null"))
            .ToJsonString()
            .Should()
            .Be("""{"notes":[]}""");

    [Fact]
    public void A_number_that_is_none_in_Stripe_is_written_as_text() =>
        Laid(See("""{"limits":{"seats":5}}"""), ("metadata.seats", "\"many\""))["limits.seats"]!
            .ToJsonString()
            .Should()
            .Be("\"many\"");

    [Theory]
    [InlineData("19.99", "24.5")]
    [InlineData("\"19.99\"", "\"24.5\"")]
    public void An_amount_goes_back_in_major_units_and_in_the_form_that_stands_there(
        string stands,
        string written
    )
    {
        var part = (SeenDocument)Part($$"""{"currency":"eur","monthly":{{stands}}}""")!;
        Laid(part, ("unitAmount", "2450"))["monthly"]!.ToJsonString().Should().Be(written);
    }

    [Fact]
    public void An_amount_goes_back_in_the_units_of_the_currency_it_is_written_with()
    {
        var part = (SeenDocument)Part("""{"currency":"eur","monthly":19.99}""")!;
        var set = Laid(part, ("unitAmount", "2450"), ("currency", "\"jpy\""));
        (set["monthly"]!.ToJsonString(), set["currency"]!.ToString()).Should().Be(("2450", "jpy"));
    }

    [Fact]
    public void A_readiness_filter_holds_a_document_until_it_passes()
    {
        Readiness
            .Unready(See("""{"kind":"free"}"""))
            .Should()
            .Be("The document waits until it is ready: planType=pro");
        Readiness.Unready(See("""{"kind":"pro"}""")).Should().BeNull();
        Readiness
            .Unready(new(Json("""{"_id":"a","_type":"product"}""")))
            .Should()
            .BeNull("its type asks nothing");
    }

    [Theory]
    [InlineData("2026-02-01T10:00:00Z", "2026-02-01T10:00:00+00:00")]
    [InlineData("2026-02-01T10:00:00+02:00", "2026-02-01T08:00:00+00:00")]
    [InlineData("soon", null)]
    public void The_facts_of_a_document_are_what_a_filter_may_ask(string created, string? read)
    {
        var facts = Readiness.Facts(See($$"""{"_createdAt":"{{created}}","kind":"pro","live":true}"""));
        (facts.Type, facts.PlanType, facts.Active).Should().Be((ObjectType.Product, "pro", true));
        facts.States.Should().Equal("unlinked");
        facts
            .Created.Should()
            .Be(
                read is null
                    ? null
                    : DateTimeOffset.Parse(read, System.Globalization.CultureInfo.InvariantCulture)
            );
    }

    [Theory]
    [InlineData("planType=pro", true)]
    [InlineData("colour=red", false)]
    public void A_filter_that_is_none_is_told_in_a_sentence(string filter, bool good) =>
        (Readiness.Fault(filter) is null).Should().Be(good);

    private static JsonObject Laid(SeenDocument seen, params (string Path, string Json)[] changes)
    {
        var patch = new SanityPatch(seen.Body);
        foreach (var (path, json) in changes)
            patch.Write(
                DefaultMapping.Spec(seen.Type == "price" ? ObjectType.Price : ObjectType.Product, path),
                FieldValue.From(JsonNode.Parse(json))
            );
        var host = new SanityPatch(seen.Source.Body);
        LensWriting.Lay(seen, patch, host);
        return host.Set;
    }

    private static Core.Wire.SanityDocument? Part(string body) => Parts.Find(See(body), "monthly");

    private static Fields Fields(string body) => SanityReader.Product(See(body), _ => true, _ => null).Fields;

    private static SeenDocument See(string body)
    {
        var raw = Json(body);
        (raw["_id"], raw["_type"]) = ("tea", "plan");
        return (SeenDocument)Lens.See(Mapping(), new(raw));
    }

    private static CatalogueMapping Mapping()
    {
        var (mapping, faults) = MappingFile.Read(Plan, Readiness.Fault);
        faults.Should().BeEmpty();
        return mapping!;
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
