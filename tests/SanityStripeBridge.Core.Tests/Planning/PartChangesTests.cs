using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>Which prices inside a document a look at it concerns.</summary>
public sealed class PartChangesTests
{
    private static JsonObject Variant(string key, long amount = 1500) =>
        new()
        {
            ["_key"] = key,
            ["title"] = "Small",
            ["unitAmount"] = amount,
            ["currency"] = "eur",
        };

    private static SanityDocument Shirt(params JsonObject[] variants)
    {
        var shirt = A.Product();
        shirt["variants"] = new JsonArray([.. variants]);
        return new(shirt);
    }

    private static Link Agreed(string key, LinkState state = LinkState.Linked) =>
        A.Link(
            ObjectType.Price,
            SanityReader.Price(Parts.Of(Shirt(Variant(key))).Single()).Fields,
            "mug#" + key,
            "price_" + key
        ) with
        {
            State = state,
        };

    private static IEnumerable<string> Of(SanityDocument? host, params Link[] links) =>
        PartChanges.Of(new() { Family = "mug", Links = links }, host);

    [Fact]
    public void A_part_that_says_what_was_agreed_concerns_nobody() =>
        Of(Shirt(Variant("k1")), Agreed("k1")).Should().BeEmpty();

    [Fact]
    public void A_part_that_differs_or_is_new_is_concerned() =>
        Of(Shirt(Variant("k1", 1600), Variant("k2"), Variant("k3")), Agreed("k1"), Agreed("k2"))
            .Should()
            .Equal("mug#k1", "mug#k3");

    [Fact]
    public void A_part_that_is_gone_is_concerned_as_long_as_it_is_linked() =>
        Of(
                Shirt(Variant("k1")),
                Agreed("k1"),
                Agreed("k2"),
                Agreed("k3", LinkState.Tombstone),
                A.Link(ObjectType.Price, Fields.None, "mug-eur", "price_1")
            )
            .Should()
            .Equal("mug#k2");

    [Fact]
    public void Of_a_document_that_is_not_there_nothing_is_said() =>
        Of(null, Agreed("k1")).Should().BeEmpty();
}
