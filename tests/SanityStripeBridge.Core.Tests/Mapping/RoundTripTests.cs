using System.Globalization;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Tests.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Mapping;

public sealed class RoundTripTests
{
    private static readonly string[] Texts = ["a", "ä ö", "a\nb", "<&>\"'", "茶 \ud83c\udf75", "x=y&z"];

    private static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void A_product_goes_to_Stripe_and_back_unchanged() =>
        Prop.ForAll(Seeds, seed => ThereAndBack(ObjectType.Product, Drawn(ObjectType.Product, seed)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_price_goes_to_Stripe_and_back_unchanged() =>
        Prop.ForAll(Seeds, seed => ThereAndBack(ObjectType.Price, Drawn(ObjectType.Price, seed)))
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("Mug ")]
    [InlineData(" Mug\t")]
    [InlineData("Mug\r\n")]
    public void Text_is_compared_without_its_ends(string text) =>
        Normal.Text(text).Should().Be(Normal.Text("Mug"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \r\n ")]
    public void Blank_text_is_absent(string? text) => Normal.Text(text).IsAbsent.Should().BeTrue();

    [Fact]
    public void Line_ends_of_either_kind_are_one() => Normal.Text("a\r\nb").Should().Be(Normal.Text("a\nb"));

    [Fact]
    public void Metadata_is_compared_without_its_ends_too()
    {
        var mug = A.Product();
        mug["metadata"] = A.Metadata(("color", " red "), ("size", " "));
        var fields = SanityReader.Product(new(mug), _ => true, _ => null).Fields;
        fields["metadata.color"].AsText().Should().Be("red");
        fields["metadata.size"].IsAbsent.Should().BeTrue();
    }

    [Fact]
    public void Every_amount_of_cents_is_itself_however_it_is_written()
    {
        for (var cents = 0L; cents <= 100_000; cents++)
        {
            var whole = cents.ToString(CultureInfo.InvariantCulture);
            Normal.Amount(whole).Should().Be(FieldValue.Integer(cents));
            Normal.Amount(whole + ".00").Should().Be(FieldValue.Integer(cents));
            var major = $"{cents / 100}.{cents % 100:00}";
            (Normal.Amount(major)!.Value.AsText() ?? Normal.Amount(major)!.Value.Json)
                .Should()
                .Be(major.TrimEnd('0').TrimEnd('.') is { Length: > 0 } trimmed ? trimmed : "0");
        }
    }

    [Theory]
    [InlineData("0.000000000001")]
    [InlineData("12.5")]
    [InlineData("99999999.999999999999")]
    public void A_fraction_of_a_minor_unit_keeps_every_digit(string text)
    {
        var price = A.Price();
        price.Remove("unitAmount");
        price["unitAmountDecimal"] = text;
        var fields = SanityReader.Price(new(price)).Fields;
        fields["unitAmount"].AsText().Should().Be(text);
        StripeForm
            .Pairs(DefaultMapping.Spec(ObjectType.Price, "unitAmount"), fields["unitAmount"], _ => null)
            .Should()
            .Equal(new FormPair("unit_amount_decimal", text));
    }

    [Theory]
    [InlineData("stripe/objects/price-zero-decimal-jpy.json")]
    [InlineData("stripe/objects/price-three-decimal-kwd.json")]
    public void Currencies_of_any_number_of_decimals_pass_as_whole_minor_units(string file)
    {
        var body = JsonNode.Parse(Fixture.Text(file))!;
        var price = System.Text.Json.JsonSerializer.Deserialize(body, StripeJson.Default.StripePrice)!;
        StripeReader
            .Price(price, new HashSet<string>())
            .Fields["unitAmount"]
            .Should()
            .Be(FieldValue.Integer((long)body["unit_amount"]!));
    }

    [Theory]
    [InlineData("4", "4.0")]
    [InlineData("2.50", "2.5")]
    public void A_size_is_a_number_and_not_its_digits(string here, string there) =>
        SizeOf(here).Should().Be(SizeOf(there));

    [Fact]
    public void More_features_than_Stripe_holds_go_one_way()
    {
        var mug = A.Product();
        mug["features"] = new JsonArray([.. Enumerable.Range(0, 16).Select(i => (JsonNode)$"f{i}")]);
        var mapped = SanityReader.Product(new(mug), _ => true, _ => null);
        mapped.Fields["features"].Node()!.AsArray().Should().HaveCount(15);
        mapped.OneWay.Should().ContainKey("features").WhoseValue.Should().Contain("the first 15 of 16");
    }

    private static FieldValue SizeOf(string height)
    {
        var mug = A.Product();
        mug["packageDimensions"] = JsonNode.Parse(
            $$"""{"height":{{height}},"length":1,"weight":1,"width":1}"""
        );
        return SanityReader.Product(new(mug), _ => true, _ => null).Fields["packageDimensions"];
    }

    // Document -> fields -> form -> Stripe -> fields -> patch of an empty document -> fields.
    private static void ThereAndBack(ObjectType type, Fields fields)
    {
        var document = new JsonObject();
        var patch = new SanityPatch(document);
        foreach (var (path, value) in fields)
            patch.Write(DefaultMapping.Spec(type, path), value);
        foreach (var (name, value) in patch.Set)
            document[name] = value?.DeepClone();
        var read = Read(type, document);
        read.Problems.Should().BeEmpty();
        read.Fields.Should().BeEquivalentTo(fields);
        InStripe(type, fields).Should().BeEquivalentTo(fields);
    }

    private static Mapped Read(ObjectType type, JsonObject document) =>
        type == ObjectType.Product
            ? SanityReader.Product(new(document), _ => true, _ => null)
            : SanityReader.Price(new(document));

    private static Fields InStripe(ObjectType type, Fields fields)
    {
        var stripe = new PureStripe();
        stripe.Products["prod_1"] = A.StripeProduct();
        var form = fields
            .SelectMany(field =>
                StripeForm.Pairs(DefaultMapping.Spec(type, field.Key), field.Value, id => "price_of_" + id)
            )
            .Select(pair => new FormPair(pair.Name, pair.Value));
        HashSet<string> keys = ["color"];
        if (type == ObjectType.Price)
        {
            var id = stripe.Apply(new("/v1/prices", [.. form, new("product", "prod_1")]));
            return StripeReader.Price(stripe.Price(id)!, keys).Fields;
        }
        var made = stripe.Apply(
            new("/v1/products", [.. form.Where(pair => pair.Name != "default_price"), new("id", "prod_2")])
        );
        if (form.FirstOrDefault(pair => pair.Name == "default_price") is { } price)
            stripe.Products[made]["default_price"] = price.Value;
        return StripeReader.Product(stripe.Product(made)!, id => id["price_of_".Length..], keys).Fields;
    }

    private static Fields Drawn(ObjectType type, int seed)
    {
        var random = new Random(seed);
        var fields =
            type == ObjectType.Product
                ? A.Fields(("name", "\"Mug\""), ("active", "true"))
                : A.Fields(
                    ("active", "true"),
                    ("currency", "\"eur\""),
                    ("type", "\"one_time\""),
                    ("unitAmount", "5")
                );
        foreach (var spec in DefaultMapping.Of(type).Where(spec => spec.Kind != FieldKind.Images))
            if (random.Next(2) > 0)
                fields = fields.With(spec.Path, Value(spec, random));
        if (type == ObjectType.Price && random.Next(2) > 0)
            fields = fields
                .With("currencyOptions.chf.unitAmount", FieldValue.Text("12.5"))
                .With("currencyOptions.gbp.unitAmount", FieldValue.Integer(7))
                .With("currencyOptions.gbp.taxBehavior", FieldValue.Text("inclusive"));
        if (random.Next(2) > 0)
            fields = fields.With("metadata.color", FieldValue.Text(Texts[random.Next(Texts.Length)]));
        return type == ObjectType.Product ? fields : PriceForm.Complete(Sensible(fields));
    }

    // Of the ways to charge, one: the rest would be refused.
    private static Fields Sensible(Fields fields)
    {
        if (fields["type"].AsText() == "recurring" || !fields["tiers"].IsAbsent)
            fields = fields
                .With("type", FieldValue.Text("recurring"))
                .With("interval", FieldValue.Text("month"));
        var without =
            !fields["tiers"].IsAbsent ? ["unitAmount", "customUnitAmount", "transformQuantity"]
            : !fields["customUnitAmount"].IsAbsent
                ? ["unitAmount", "billingScheme", "tiersMode", "transformQuantity"]
            : (string[])["billingScheme", "tiersMode"];
        if (!fields["tiers"].IsAbsent)
            fields = fields
                .With("billingScheme", FieldValue.Text("tiered"))
                .With("tiersMode", FieldValue.Text("volume"));
        if (fields["usageType"].IsAbsent || fields["meter"].IsAbsent)
            without = [.. without, "usageType", "meter"];
        return fields.Where(path =>
            !without.Contains(path)
            && (
                fields["tiers"].IsAbsent && fields["customUnitAmount"].IsAbsent
                || !CurrencyOption.IsPath(path)
            )
        );
    }

    private static FieldValue Value(FieldSpec spec, Random random) =>
        (spec.Kind, spec.Path) switch
        {
            (FieldKind.Active, _) => FieldValue.Flag(true),
            (_, "sellStatus") => FieldValue.Text("sold_out"),
            (_, "statementDescriptor") => FieldValue.Text("MUG CO"),
            (_, "unitLabel") => FieldValue.Text("cup"),
            (_, "url") => FieldValue.Text("https://shop.example/mug?a=b&c=d"),
            (_, "currency") => FieldValue.Text("jpy"),
            (_, "type") => FieldValue.Text("recurring"),
            (_, "interval") => FieldValue.Text("month"),
            (_, "usageType") => FieldValue.Text("metered"),
            (_, "taxBehavior") => FieldValue.Text("exclusive"),
            (FieldKind.Flag, _) => FieldValue.Flag(random.Next(2) > 0),
            (FieldKind.Integer, _) => FieldValue.Integer(random.Next(1, 20)),
            (FieldKind.Amount, _) => Normal
                .Amount((random.Next(1_000_000) / 8m).ToString(CultureInfo.InvariantCulture))!
                .Value,
            (FieldKind.Dimensions, _) => Normal.Decimals(
                ("height", random.Next(1, 999) / 100m),
                ("length", 2m),
                ("weight", 0.5m),
                ("width", 3m)
            ),
            (FieldKind.Tiers, _) => FieldValue.From(
                JsonNode.Parse(
                    """[{"upTo":10,"unitAmount":5},{"upTo":20,"unitAmount":"4.5","flatAmount":3},{"flatAmount":"0.5"}]"""
                )
            ),
            (FieldKind.ChosenAmount, _) => FieldValue.From(
                JsonNode.Parse(random.Next(2) > 0 ? "{}" : """{"minimum":100,"preset":150}""")
            ),
            (FieldKind.Features, _) => FieldValue.From(new JsonArray("a", "b c")),
            (FieldKind.Transform, _) => FieldValue.From(JsonNode.Parse("""{"divideBy":5,"round":"up"}""")),
            (FieldKind.DefaultPrice, _) => FieldValue.Text("mug-eur"),
            _ => FieldValue.Text(Texts[random.Next(Texts.Length)]),
        };
}
