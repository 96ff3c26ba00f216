using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Sandbox.Tests.SanitySandbox;

/// <summary>What two official client-side implementations agree on, the lake does too.</summary>
public sealed class MutationVectorTests
{
    private static readonly string[] System = ["_rev", "_createdAt", "_updatedAt"];

    public static TheoryData<string> Agreed() =>
        [
            .. JsonNode.Parse(Fixture.Text("sanity/vectors/mutation-vectors.json"))!["vectors"]!
                .AsArray()
                .Where(vector => vector!["contentAgrees"]!.GetValue<bool>())
                .Select(vector => vector!.ToJsonString()),
        ];

    [Theory]
    [MemberData(nameof(Agreed))]
    public void Row_11_a_mutation_has_the_agreed_effect(string vector)
    {
        var expected = JsonNode.Parse(vector)!;
        var lake = new TestLake();
        if (expected["before"] is JsonObject before)
            lake.Commit(new JsonArray(new JsonObject { ["create"] = before.DeepClone() }), "r0");

        var act = () => lake.Commit(expected["mutations"]!.DeepClone().AsArray(), "tx1");

        if (expected["sdk"]!["error"] is not null)
            act.Should().Throw<LakeException>();
        else
            act.Should().NotThrow();
        if (expected["sdk"]!.AsObject().ContainsKey("after"))
            JsonNode
                .DeepEquals(Content(lake.Dataset.Find("a")), Content(expected["sdk"]!["after"]))
                .Should()
                .BeTrue("{0} gave {1}", vector, lake.Dataset.Find("a"));
    }

    private static JsonObject? Content(JsonNode? document)
    {
        if (document?.DeepClone() is not JsonObject content)
            return null;
        foreach (var attribute in System)
            content.Remove(attribute);
        return content;
    }
}
