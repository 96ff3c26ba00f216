using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.Core.Tests.Laws;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>
/// The law of the mirror: whatever the values of any field were, are here and are there, planning and applying comes to rest
/// within a few rounds, and then both sides are equal or a person is asked.
/// </summary>
public sealed class ConvergenceTests
{
    private sealed record Domain(string Path, string[] Sanity, string Stripe, string[] InStripe)
    {
        public string Attribute { get; } = Path.Split('.')[0];
    }

    private static readonly string[] Sixteen = [.. Enumerable.Range(1, 16).Select(i => $"\"f{i}\"")];

    private static readonly Domain[] Product =
    [
        new("name", ["\"Mug\"", "\" Cup \"", "\"Jar\""], "name", ["\"Mug\"", "\"Cup\"", "\"Pot\""]),
        new(
            "description",
            ["null", "\"a\"", "\"a\\r\\nb \""],
            "description",
            ["null", "\"a\"", "\"a\\nb\"", "\"c\""]
        ),
        new("active", ["null", "true", "false"], "active", ["true", "false"]),
        new(
            "features",
            ["null", "[]", "[\"a\"]", "[\"a\",\"b \"]", $"[{string.Join(',', Sixteen)}]"],
            "marketing_features",
            ["[]", "[{\"name\":\"a\"}]", "[{\"name\":\"b\"},{\"name\":\"a\"}]"]
        ),
        new(
            "images",
            ["null", "[{\"_type\":\"image\",\"asset\":{\"_ref\":\"image-aa-1x1-png\"}}]"],
            "images",
            ["[]", "[\"https://shop.example/a.png\"]"]
        ),
        new(
            "url",
            ["null", "\"https://a.example\"", "\"https://b.example \""],
            "url",
            ["null", "\"https://b.example\"", "\"https://c.example\""]
        ),
        new("unitLabel", ["null", "\"cup\"", "\"\""], "unit_label", ["null", "\"cup\"", "\"pot\""]),
        new(
            "statementDescriptor",
            ["null", "\"MUG\"", "\"CUP \""],
            "statement_descriptor",
            ["null", "\"MUG\"", "\"POT\""]
        ),
        new(
            "taxCode",
            ["null", "\"txcd_1\"", "\"txcd_2\""],
            "tax_code",
            ["null", "\"txcd_1\"", "\"txcd_3\""]
        ),
        new("shippable", ["null", "true", "false"], "shippable", ["null", "true", "false"]),
        new(
            "packageDimensions",
            ["null", Size("4"), Size("4.0"), Size("2.5")],
            "package_dimensions",
            ["null", Size("4.0"), Size("2.50"), Size("7")]
        ),
        new(
            "planType",
            ["null", "\"pro\"", "\"basic\""],
            "metadata.plan_type",
            ["null", "\"pro\"", "\"team\""]
        ),
        new(
            "accessLevel",
            ["null", "\"all\"", "\"some\""],
            "metadata.access_level",
            ["null", "\"all\"", "\"none\""]
        ),
        new(
            "displayOrder",
            ["null", "1", "2"],
            "metadata.display_order",
            ["null", "\"1\"", "\"03\"", "\"first\""]
        ),
        new(
            "isRecommended",
            ["null", "true", "false"],
            "metadata.is_recommended",
            ["null", "\"true\"", "\"false\"", "\"Yes\""]
        ),
        new("icon", ["null", "\"a\"", "\"b\""], "metadata.icon", ["null", "\"a\"", "\"c\""]),
        new("project", ["null", "\"a\"", "\"b\""], "metadata.project", ["null", "\"a\"", "\"c\""]),
        new(
            "sellStatus",
            ["null", "\"available\"", "\"internal\"", "\"sold_out\""],
            "metadata.sell_status",
            ["null", "\"available\"", "\"internal\"", "\"pre_sale\""]
        ),
        new(
            "metadata.color",
            ["null", "[]", Color("red"), Color(" blue "), Color("")],
            "metadata.color",
            ["null", "\"red\"", "\"blue\"", "\"green\""]
        ),
        new(
            "defaultPrice",
            ["null", Ref("mug-eur"), Ref("mug-usd"), Ref("nowhere")],
            "default_price",
            ["null", "\"price_0001\"", "\"price_0002\""]
        ),
    ];

    private static readonly Domain[] Price =
    [
        new("nickname", ["null", "\"a\"", "\" b \""], "nickname", ["null", "\"a\"", "\"c\""]),
        new("active", ["null", "true", "false"], "active", ["true", "false"]),
        new("lookupKey", ["null", "\"k1\"", "\"k2\""], "lookup_key", ["null", "\"k1\"", "\"k3\""]),
        new(
            "taxBehavior",
            ["null", "\"unspecified\"", "\"inclusive\""],
            "tax_behavior",
            ["\"unspecified\"", "\"exclusive\"", "\"inclusive\""]
        ),
        new(
            "metadata.color",
            ["null", Color("red"), Color(" blue ")],
            "metadata.color",
            ["null", "\"red\"", "\"green\""]
        ),
    ];

    // Stripe never edits these: only documents can change them.
    private static readonly Domain[] Fixed =
    [
        new("currency", ["\"eur\"", "\"USD\"", "\"jpy\""], "", []),
        new("unitAmount", ["1999", "0", "2499.0"], "", []),
        new(
            "currencyOptions",
            [
                "null",
                "[]",
                """[{"_key":"a","currency":"chf","unitAmount":5}]""",
                """[{"_key":"b","currency":"GBP","unitAmountDecimal":"7.50","taxBehavior":"inclusive"},{"_key":"a","currency":"chf","unitAmount":5}]""",
                """[{"_key":"a","currency":"chf","unitAmount":6,"taxBehavior":"unspecified"}]""",
            ],
            "",
            []
        ),
        new("type", ["\"one_time\"", "\"recurring\""], "", []),
        new("interval", ["\"month\"", "\"year\""], "", []),
        new("intervalCount", ["null", "1", "2"], "", []),
        new("trialPeriodDays", ["null", "7"], "", []),
        new("usageType", ["null", "\"licensed\""], "", []),
        new(
            "transformQuantity",
            ["null", "{\"divideBy\":5,\"round\":\"up\"}", "{\"divideBy\":6,\"round\":\"up\"}"],
            "",
            []
        ),
    ];

    [Fact]
    public void Every_product_field_comes_to_rest_whatever_its_values() =>
        Prop.ForAll(Seeds, seed => new Draw(seed).Product()).Check(Cases.Of(200));

    [Fact]
    public void Every_price_field_comes_to_rest_whatever_its_values() =>
        Prop.ForAll(Seeds, seed => new Draw(seed).Price()).Check(Cases.Of(200));

    [Theory]
    [InlineData(1916599284)]
    [InlineData(1888150841)]
    public void A_history_that_once_went_round_comes_to_rest(int seed) => new Draw(seed).Price();

    private static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    private static string Size(string height) =>
        $$"""{"height":{{height}},"length":1,"weight":0.5,"width":2}""";

    private static string Color(string value) => $$"""[{"_key":"c","key":"color","value":"{{value}}"}]""";

    private static string Ref(string id) => A.Reference(id).ToJsonString();

    /// <summary>One history, drawn from a seed: agreed values, then edits on both sides.</summary>
    private sealed class Draw(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly World _world = new();

        public void Product()
        {
            Begin();
            var edited = Some(ConvergenceTests.Product, 4);
            foreach (var domain in edited)
                Set(_world.Documents["mug"], domain, One(domain.Sanity));
            _world.Settle();
            NothingCameBack();
            foreach (var domain in edited)
            {
                if (_random.Next(3) > 0)
                    Set(_world.Documents["mug"], domain, One(domain.Sanity));
                if (_random.Next(3) > 0)
                    SetInStripe(_world.Stripe.Products["sanity_mug"], domain, One(domain.InStripe));
            }
            RestsWith(edited, ProductFields);
        }

        public void Price()
        {
            Begin();
            var edited = Some(ConvergenceTests.Price, 3);
            var immutable = Some(Fixed, 3);
            foreach (var domain in edited.Concat(immutable))
                Set(_world.Documents["mug-eur"], domain, One(domain.Sanity));
            _world.Settle();
            NothingCameBack();
            foreach (var domain in edited.Concat(immutable))
                if (_random.Next(3) > 0)
                    Set(_world.Documents["mug-eur"], domain, One(domain.Sanity));
            var current = _world.Stripe.Prices[_world.Memory.PriceOf("mug-eur")!.StripeId];
            foreach (var domain in edited)
                if (_random.Next(3) > 0 && IsPossible(current, domain))
                    SetInStripe(current, domain, One(domain.InStripe));
            if (_random.Next(3) == 0 && current["currency_options"]?["cad"] is null)
                (current["currency_options"] ??= new JsonObject())["cad"] = JsonNode.Parse(
                    """{"unit_amount":9}"""
                );
            RestsWith(edited.Concat(immutable), PriceFields);
            _world
                .Stripe.Prices.Values.Count(price =>
                    (bool)price["active"]! && (string?)price["metadata"]!["sanity_id"] == "mug-eur"
                )
                .Should()
                .BeLessThan(2);
        }

        private void Begin()
        {
            var mug = A.Product();
            mug["defaultPrice"] = _random.Next(2) > 0 ? A.Reference("mug-eur") : null;
            var eur = A.Price();
            eur["interval"] = "month";
            _world.Put(mug, eur, A.Price("mug-usd", amount: 1));
            _world.Settings = _world.Settings with { Conflict = (ConflictPolicy)_random.Next(4) };
            _world.Settle();
        }

        // Only documents were edited so far: a value that comes back was not in its normal form when it went.
        private void NothingCameBack() =>
            _world
                .Applied.Where(change => change.Side == Side.Sanity)
                .SelectMany(change => change.Fields)
                .Select(field => field.Path)
                .Except(["shippable", "statementDescriptor"])
                .Should()
                .BeEmpty();

        private void RestsWith(IEnumerable<Domain> edited, Func<(Fields, Fields)> read)
        {
            _world.Settle();
            _world.Applied.Clear();
            _world.Settle().Changes.Should().BeEmpty();
            _world.Applied.Should().BeEmpty("what was applied is not planned again");
            var (sanity, stripe) = read();
            foreach (var path in edited.Select(domain => domain.Path))
                if (_world.Memory.Conflicts.All(record => record.Path != path) && !IsCut(path))
                    sanity[path].Should().Be(stripe[path], path);
            sanity.Where(CurrencyOption.IsPath).Should().BeEquivalentTo(stripe.Where(CurrencyOption.IsPath));
        }

        private bool IsCut(string path) =>
            path == "features" && _world.Documents["mug"]["features"] is JsonArray { Count: > 15 };

        private (Fields, Fields) ProductFields()
        {
            var link = _world.Memory.Product!;
            return (
                SanityReader
                    .Product(
                        new(_world.Documents["mug"]),
                        id =>
                            _world.Documents.TryGetValue(id, out var found)
                            && SanityReader.IsActive(new(found)),
                        A.Settings.ImageUrl
                    )
                    .Fields,
                StripeReader
                    .Product(
                        _world.Stripe.Product(link.StripeId)!,
                        _world.Memory.DocumentOf,
                        OwnedKeys(_world.Documents["mug"], link),
                        A.Settings.PicturesOf(_world.Memory)
                    )
                    .Fields
            );
        }

        private (Fields, Fields) PriceFields()
        {
            var link = _world.Memory.PriceOf("mug-eur")!;
            return (
                SanityReader.Price(new(_world.Documents["mug-eur"])).Fields,
                StripeReader
                    .Price(_world.Stripe.Price(link.StripeId)!, OwnedKeys(_world.Documents["mug-eur"], link))
                    .Fields
            );
        }

        // A key that no document names is finance's own.
        private static HashSet<string> OwnedKeys(JsonObject document, Link link) =>
            document["metadata"] is JsonArray { Count: > 0 } || !link.Baseline["metadata.color"].IsAbsent
                ? ["color"]
                : [];

        private static bool IsPossible(JsonObject price, Domain domain) =>
            domain.Path != "taxBehavior" || (string?)price["tax_behavior"] == "unspecified";

        private Domain[] Some(Domain[] domains, int most)
        {
            var all = (Domain[])domains.Clone();
            _random.Shuffle(all);
            return all[.._random.Next(1, most + 1)];
        }

        private string One(string[] values) => values[_random.Next(values.Length)];

        private static void Set(JsonObject document, Domain domain, string json)
        {
            document["_rev"] = "edited";
            if (json == "null")
                document.Remove(domain.Attribute);
            else
                document[domain.Attribute] = JsonNode.Parse(json);
        }

        private void SetInStripe(JsonObject item, Domain domain, string json)
        {
            // The platform itself keeps a default price active.
            if (domain.Stripe == "default_price" && json != "null" && !IsActive(json))
                return;
            if (
                domain.Path == "active"
                && json == "false"
                && _world.Stripe.Products.Values.Any(product =>
                    (string?)product["default_price"] == (string?)item["id"]
                )
            )
                return;
            var name = domain.Stripe.Split('.');
            var target = name.Length > 1 ? (JsonObject)item["metadata"]! : item;
            if (json == "null" && name.Length > 1)
                target.Remove(name[1]);
            else
                target[name[^1]] = JsonNode.Parse(json);
        }

        private bool IsActive(string json) =>
            _world.Stripe.Prices.TryGetValue(json.Trim('"'), out var price) && (bool)price["active"]!;
    }
}
