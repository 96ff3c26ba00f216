using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Tests.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Laws;

/// <summary>What holds for every field of the mapping, one after the other, and every step from one of its values to another.</summary>
public sealed class FieldLawTests
{
    public static TheoryData<ObjectType, string> Fields()
    {
        var fields = new TheoryData<ObjectType, string>();
        foreach (var type in Enum.GetValues<ObjectType>())
        foreach (var spec in DefaultMapping.Of(type).Where(spec => spec.Kind != FieldKind.Images))
            fields.Add(type, spec.Path);
        fields.Add(ObjectType.Product, "metadata.color");
        fields.Add(ObjectType.Price, "metadata.color");
        return fields;
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void What_a_document_says_stands_in_Stripe_after_one_plan_and_is_not_planned_again(
        ObjectType type,
        string path
    ) =>
        ForEveryStep(
            type,
            path,
            (world, spec, value) => WriteDocument(world.Documents[IdOf(type)], spec, value)
        );

    [Theory]
    [MemberData(nameof(Fields))]
    public void What_Stripe_says_stands_in_the_document_after_one_plan_and_is_not_planned_again(
        ObjectType type,
        string path
    )
    {
        // What Stripe never edits; and a tax behaviour is said once.
        if (DefaultMapping.Spec(type, path) is { Immutable: true } or { Path: "taxBehavior" })
            return;
        // A metadata key that no document ever had is finance's own.
        ForEveryStep(
            type,
            path,
            (world, spec, value) => WriteStripe(world, type, spec, value),
            bornInStripe: DefaultMapping.IsFreeMetadata(path)
        );
    }

    private static void ForEveryStep(
        ObjectType type,
        string path,
        Action<World, FieldSpec, FieldValue> write,
        bool bornInStripe = false
    )
    {
        var spec = DefaultMapping.Spec(type, path);
        foreach (var from in Values.OrNothing(spec).Where(value => !bornInStripe || !value.IsAbsent))
        foreach (var to in Values.OrNothing(spec).Where(value => value != from))
        {
            var world = Linked();
            foreach (var (name, node) in Values.Around(spec))
                if (node is null)
                    world.Documents[IdOf(type)].Remove(name);
                else
                    world.Documents[IdOf(type)][name] = node.DeepClone();
            WriteDocument(world.Documents[IdOf(type)], spec, from);
            world.Settle();
            write(world, spec, to);
            world.Settle();
            world.Applied.Clear();
            world.Settle();
            var step = $"{path} from {from} to {to}";
            world.Applied.Should().BeEmpty(step);
            world.Memory.Conflicts.Should().BeEmpty(step);
            InDocument(world, type)[path].Should().Be(InStripe(world, type)[path], step);
            if (!Follows(world, type, spec, to))
                InStripe(world, type)[path].Should().Be(to, step);
        }
    }

    // A price that is charged once has no interval; an inactive price is nobody's default.
    private static bool Follows(World world, ObjectType type, FieldSpec spec, FieldValue to) =>
        spec.Group is not null && InStripe(world, type)["type"].AsText() == "one_time"
        || spec.Path == "type" && to.AsText() == "one_time";

    private static World Linked()
    {
        var mug = A.Product();
        mug["defaultPrice"] = A.Reference("mug-usd");
        var eur = A.Price();
        (eur["type"], eur["interval"]) = ("recurring", "month");
        var world = new World().Put(mug, eur, A.Price("mug-usd", amount: 1));
        world.Settle();
        return world;
    }

    private static string IdOf(ObjectType type) => type == ObjectType.Product ? "mug" : "mug-eur";

    private static void WriteDocument(
        System.Text.Json.Nodes.JsonObject document,
        FieldSpec spec,
        FieldValue value
    )
    {
        var patch = new SanityPatch(document);
        patch.Write(spec, value);
        foreach (var (name, node) in patch.Set)
            document[name] = node?.DeepClone();
        foreach (var name in patch.Unset)
            document.Remove(name);
        document["_rev"] = "edited";
    }

    private static void WriteStripe(World world, ObjectType type, FieldSpec spec, FieldValue value)
    {
        var id = LinkOf(world, type).StripeId;
        var pairs = StripeForm.Pairs(spec, value, document => world.Memory.PriceOf(document)?.StripeId);
        world.Stripe.Apply(
            new($"/v1/{(type == ObjectType.Product ? "products" : "prices")}/{id}", [.. pairs])
        );
    }

    private static Link LinkOf(World world, ObjectType type) =>
        type == ObjectType.Product ? world.Memory.Product! : world.Memory.PriceOf("mug-eur")!;

    private static Core.Catalogue.Fields InDocument(World world, ObjectType type)
    {
        var document = new SanityDocument(world.Documents[IdOf(type)]);
        return type == ObjectType.Price
            ? SanityReader.Price(document).Fields
            : SanityReader
                .Product(
                    document,
                    id => world.Documents.TryGetValue(id, out var price) && SanityReader.IsActive(new(price)),
                    A.Settings.ImageUrl
                )
                .Fields;
    }

    private static Core.Catalogue.Fields InStripe(World world, ObjectType type)
    {
        HashSet<string> keys = ["color"];
        var id = LinkOf(world, type).StripeId;
        return type == ObjectType.Price
            ? StripeReader.Price(world.Stripe.Price(id)!, keys).Fields
            : StripeReader.Product(world.Stripe.Product(id)!, world.Memory.DocumentOf, keys).Fields;
    }
}
