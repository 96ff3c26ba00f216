using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Tests.Planning;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Laws;

/// <summary>A plan is a function of what was seen: nothing else goes in, nothing but the plan comes out.</summary>
public sealed class PlanLawTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    [Fact]
    public void The_same_look_gives_the_same_plan_in_whatever_order_it_was_seen_and_stays_untouched() =>
        Prop.ForAll(Seeds, Repeatable).Check(Cases.Of(150));

    [Fact]
    public void What_is_not_ours_survives_every_plan() =>
        Prop.ForAll(Seeds, LeavesAlone).Check(Cases.Of(150));

    private static void Repeatable(int seed)
    {
        var random = new Random(seed);
        var world = Drawn(random);
        var look = world.Seen();
        var before = Text(look);
        var plan = Text(Plan(world, world.Memory, look));
        Text(Plan(world, world.Memory, look)).Should().Be(plan);
        Text(Plan(world, Shuffled(world.Memory, random), Shuffled(look, random))).Should().Be(plan);
        Text(look).Should().Be(before);
    }

    private static void LeavesAlone(int seed)
    {
        var world = Drawn(new(seed));
        foreach (var document in world.Documents.Values)
            document["seo"] = new JsonObject { ["title"] = "ours" };
        foreach (var item in world.Stripe.Products.Values.Concat(world.Stripe.Prices.Values))
            (item["metadata"]!["erp"], item["tax_details"]) = ("4711", "theirs");
        world.Settle();
        foreach (var document in world.Documents.Values.Where(document => document["seo"] is not null))
            document["seo"]!["title"]!.ToString().Should().Be("ours");
        foreach (var item in world.Stripe.Products.Values.Concat(world.Stripe.Prices.Values))
            if (item["tax_details"] is not null)
                item["metadata"]!["erp"]!.ToString().Should().Be("4711");
        world.Documents.Values.Should().OnlyContain(document => !document.ToJsonString().Contains("4711"));
    }

    // A linked family after a few edits on both sides.
    private static World Drawn(Random random)
    {
        var mug = A.Product();
        mug["defaultPrice"] = A.Reference("mug-eur");
        var world = new World().Put(
            mug,
            A.Price(),
            A.Price("mug-usd", amount: 1),
            A.Price("mug-jpy", amount: 2)
        );
        world.Settle();
        world.Put(A.Price("mug-gbp", amount: 3 + random.Next(2)));
        foreach (var document in world.Documents.Values)
            Edit(document, random);
        foreach (var product in world.Stripe.Products.Values)
            product["name"] = "Name " + random.Next(3);
        foreach (var price in world.Stripe.Prices.Values.Where(_ => random.Next(2) == 0))
            price["nickname"] = "Nick " + random.Next(3);
        world.PutInStripe(
            A.StripePrice("price_born", "sanity_mug", 77),
            A.StripePrice("price_born2", "sanity_mug", 78)
        );
        return world;
    }

    private static void Edit(JsonObject document, Random random)
    {
        var type = (string?)document["_type"] == "price" ? ObjectType.Price : ObjectType.Product;
        var specs = DefaultMapping
            .Of(type)
            .Where(spec =>
                spec.Kind is FieldKind.Text or FieldKind.Amount or FieldKind.Active && spec.Group is null
            )
            .Where(spec => spec.Path is not ("currency" or "lookupKey"))
            .ToList();
        for (var i = random.Next(3); i > 0; i--)
        {
            var spec = specs[random.Next(specs.Count)];
            var values = Values.Of(spec);
            var patch = new SanityPatch(document);
            patch.Write(spec, values[random.Next(values.Count)]);
            foreach (var (name, node) in patch.Set)
                document[name] = node?.DeepClone();
        }
        document["_rev"] = "edited";
    }

    private static FamilyPlan Plan(World world, FamilyMemory memory, Look look) =>
        FamilyPlanner.Plan(memory, look, World.All, [], world.Settings, world.Now);

    private static FamilyMemory Shuffled(FamilyMemory memory, Random random) =>
        memory with
        {
            Links = Shuffled(memory.Links, random),
            Documents = Shuffled(memory.Documents, random),
            Conflicts = Shuffled(memory.Conflicts, random),
        };

    private static T[] Shuffled<T>(IEnumerable<T> items, Random random)
    {
        T[] shuffled = [.. items];
        random.Shuffle(shuffled);
        return shuffled;
    }

    // Hashes differ from process to process: so does the order of whatever is kept by them.
    private static Look Shuffled(Look look, Random random)
    {
        var salted = new Salted(random.Next());
        return look with
        {
            Documents = look.Documents.WithComparers(salted),
            Products = look.Products.WithComparers(salted),
            Prices = look.Prices.WithComparers(salted),
            Taken = look.Taken.WithComparers(salted),
        };
    }

    private sealed class Salted(int salt) : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string text) => HashCode.Combine(salt, text);
    }

    private static string Text(Look look) =>
        string.Join(
            '\n',
            look.Documents.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair =>
                    $"{pair.Key} {pair.Value.Published?.Body.ToJsonString()} {string.Join(' ', pair.Value.Copies.Select(copy => copy.Body.ToJsonString()))}"
                )
        );

    private static string Text(FamilyPlan plan) =>
        string.Join(
            '\n',
            [
                .. plan.Changes.Select(change =>
                    $"{change.Side} {change.Action} {change.Type} {change.SanityId} {change.StripeId} {change.Because} {string.Join(' ', change.Fields)} {change.Whole.ToJson()} with {change.WithPrice?.SanityId}"
                ),
                .. plan
                    .Links.OrderBy(link => link.SanityId, StringComparer.Ordinal)
                    .Select(link =>
                        $"link {link.SanityId} {link.StripeId} {link.State} {link.Baseline.ToJson()}"
                    ),
                .. plan.Retirements.Select(old => $"retire {old.StripeId} {old.SanityId}"),
                .. plan.Conflicts.Select(record =>
                    $"conflict {record.SanityId} {record.Path} {record.Sanity} {record.Stripe} {record.Winner}"
                ),
                .. plan.Findings.Select(finding => $"{finding.SanityId} {finding.Status} {finding.Message}"),
                .. plan.Notes.Select(note => note.ToString()),
            ]
        );
}
