using System.Text.Json;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Mapping;

public sealed class PreviousFieldsTests
{
    public static TheoryData<string> Updates =>
        [.. Fixture.Files("stripe/events", "*.updated.*").Where(IsSnapshot)];

    private static bool IsSnapshot(string file) =>
        !Path.GetFileName(file).StartsWith("thin", StringComparison.Ordinal);

    private static StripeEvent Event(string file) =>
        JsonSerializer.Deserialize(Fixture.Text(file), StripeJson.Default.StripeEvent)!;

    private static ObjectType TypeOf(StripeEvent happened) =>
        happened.Type.StartsWith("price", StringComparison.Ordinal) ? ObjectType.Price : ObjectType.Product;

    private static Fields Of(StripeEvent happened, JsonElement? previous, IReadOnlySet<string> keys) =>
        PreviousFields.Of(TypeOf(happened), happened.Data!.Object, previous, id => "doc-" + id, keys);

    private static HashSet<string> Keys(StripeEvent happened)
    {
        var keys = happened
            .Data!.Object.GetProperty("metadata")
            .EnumerateObject()
            .Select(pair => pair.Name)
            .ToHashSet();
        if (
            happened.Data.PreviousAttributes is { } previous
            && previous.TryGetProperty("metadata", out var metadata)
        )
            keys.UnionWith(metadata.EnumerateObject().Select(pair => pair.Name));
        return keys;
    }

    [Theory]
    [MemberData(nameof(Updates))]
    public void What_an_event_says_has_changed_is_what_differs_from_its_body(string file)
    {
        var happened = Event(file);
        var keys = Keys(happened);
        var before = Of(happened, happened.Data!.PreviousAttributes, keys);
        var after = Of(happened, null, keys);
        var changed = before.Paths.Union(after.Paths).Where(path => before[path] != after[path]).ToList();
        var told = happened
            .Data.PreviousAttributes!.Value.EnumerateObject()
            .SelectMany(attribute =>
                attribute.Name == "metadata"
                    ? attribute.Value.EnumerateObject().Select(pair => "metadata[" + pair.Name + "]")
                    : [attribute.Name]
            )
            .ToList();
        foreach (var path in changed)
        {
            var spec = DefaultMapping.Spec(TypeOf(happened), path);
            told.Should().Contain(spec.StripeName ?? $"metadata[{spec.MetadataKey}]");
        }
    }

    [Fact]
    public void A_metadata_key_that_was_not_there_is_absent_before()
    {
        var happened = JsonSerializer.Deserialize(
            """
            {"id":"evt_1","object":"event","type":"product.updated","data":{
              "object":{"id":"prod_1","name":"Mug","metadata":{"color":"red","size":"L"}},
              "previous_attributes":{"name":"Cup","metadata":{"color":null,"size":"M"}}}}
            """,
            StripeJson.Default.StripeEvent
        )!;
        var before = Of(happened, happened.Data!.PreviousAttributes, new HashSet<string> { "color", "size" });
        before["name"].AsText().Should().Be("Cup");
        before["metadata.color"].IsAbsent.Should().BeTrue();
        before["metadata.size"].AsText().Should().Be("M");
    }

    [Theory]
    [InlineData("image-abc-200x300-png", "https://cdn.sanity.io/images/zp7mbokg/production/abc-200x300.png")]
    [InlineData("file-abc-pdf", null)]
    [InlineData("image-abc-png", null)]
    [InlineData("image-abc-200-png", null)]
    [InlineData("", null)]
    public void An_image_reference_says_its_address(string reference, string? address) =>
        ImageAddress.Of(reference, "https://cdn.sanity.io", "zp7mbokg", "production").Should().Be(address);
}
