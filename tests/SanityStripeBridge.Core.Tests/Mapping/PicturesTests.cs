using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Mapping;

/// <summary>An asset has its address in the dataset and, when finance brought it, the one it came from: both are one value.</summary>
public sealed class PicturesTests
{
    private const string Cdn = "https://cdn.sanity.io/images/zp7mbokg/production/";
    private const string Fetched = "https://shop.example/fetched.png";
    private const string Lost = "https://shop.example/lost.png";
    private const string Unknown = "https://shop.example/new.png";

    private static readonly Pictures Known = new(
        [
            new("mug", Fetched, "image-f-1x1-png", null, null),
            new("mug", Lost, null, "it answers 404", A.Monday),
        ],
        A.Settings.AssetOf,
        A.Settings.ImageUrl
    );

    [Theory]
    [InlineData(Cdn + "a-1x1.png?w=200", Cdn + "a-1x1.png")]
    [InlineData(Fetched, Cdn + "f-1x1.png")]
    [InlineData(Lost, null)]
    [InlineData(Unknown, Unknown)]
    public void An_image_is_compared_by_the_address_of_its_asset(string url, string? compared) =>
        Known.Compared(url).Should().Be(compared);

    [Theory]
    [InlineData(Cdn + "a-1x1.png", 0, false)]
    [InlineData(Fetched, 0, false)]
    [InlineData(Unknown, 0, true)]
    [InlineData(Lost, -1, false)]
    [InlineData(Lost, 0, true)]
    [InlineData(Lost, 1, true)]
    public void An_image_is_fetched_once_and_a_lost_one_when_its_time_has_come(
        string url,
        int seconds,
        bool fetch
    ) => Known.IsToFetch(url, A.Monday.AddSeconds(seconds)).Should().Be(fetch);

    [Fact]
    public void Only_what_could_not_be_fetched_is_missing() =>
        Known
            .Missing([Cdn + "a-1x1.png", Fetched, Lost, Unknown])
            .Select(image => image.Url)
            .Should()
            .Equal(Lost);

    [Fact]
    public void An_image_that_stays_keeps_its_element_and_one_that_goes_takes_it_along()
    {
        var current = List(
            """
            [{"_key":"k1","_type":"image","alt":"A","asset":{"_ref":"image-a-1x1-png"} },
             {"_key":"k2","_type":"image","asset":{"_ref":"image-b-1x1-png"} },
             {"_key":"k3","_type":"image"}]
            """
        );
        var laid = Pictures.Laid([Cdn + "c-1x1.png", Cdn + "a-1x1.png"], current);
        laid.Select(image => image!["asset"]?["_ref"]?.ToString())
            .Should()
            .Equal("image-c-1x1-png", "image-a-1x1-png", null);
        (laid[1]!["_key"]!.ToString(), laid[1]!["alt"]!.ToString()).Should().Be(("k1", "A"));
        laid[2]!["_key"]!.ToString().Should().Be("k3", "a place without an image is the editor's");
        (laid[0]!["_type"]!.ToString(), laid[0]!["asset"]!["_type"]!.ToString())
            .Should()
            .Be(("image", "reference"));
    }

    [Fact]
    public void The_same_image_twice_has_two_keys_and_they_are_the_same_each_time()
    {
        var laid = Pictures.Laid([Cdn + "a-1x1.png", Cdn + "a-1x1.png", Cdn + "a-1x1.png"], []);
        var keys = laid.Select(image => image!["_key"]!.ToString()).ToList();
        keys.Should().OnlyHaveUniqueItems();
        Pictures
            .Laid([Cdn + "a-1x1.png", Cdn + "a-1x1.png", Cdn + "a-1x1.png"], [])
            .Select(image => image!["_key"]!.ToString())
            .Should()
            .Equal(keys);
    }

    [Theory]
    [InlineData("image-a-1x1-png", Cdn + "a-1x1.png")]
    [InlineData("file-a-pdf", null)]
    [InlineData("image-a-png", null)]
    public void An_asset_has_an_address_only_when_it_is_an_image(string asset, string? url) =>
        A.Settings.ImageUrl(asset).Should().Be(url);

    [Theory]
    [InlineData(Cdn + "a-1x1.png", "image-a-1x1-png")]
    [InlineData(Cdn + "a-1x1.png/pretty-name.png?fit=max", "image-a-1x1-png")]
    [InlineData("https://cdn.sanity.io/images/other/production/a-1x1.png", null)]
    [InlineData("https://shop.example/a-1x1.png", null)]
    [InlineData(Cdn + "readme.txt", null)]
    public void An_address_of_the_dataset_names_its_asset(string url, string? asset) =>
        A.Settings.AssetOf(url).Should().Be(asset);

    [Theory]
    [InlineData("""{"asset":{"_ref":"image-a-1x1-png"}}""", "image-a-1x1-png")]
    [InlineData("""{"asset":{"_ref":7}}""", null)]
    [InlineData("""{"asset":"image-a-1x1-png"}""", null)]
    [InlineData("{}", null)]
    public void An_element_refers_to_its_asset(string element, string? asset) =>
        Pictures.AssetIn(JsonNode.Parse(element)!.AsObject()).Should().Be(asset);

    private static JsonArray List(string json) => JsonNode.Parse(json)!.AsArray();
}
