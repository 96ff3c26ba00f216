using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Groq;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Sandbox.Tests.SanitySandbox;

/// <summary>Results of the open reference evaluator: everything the subset accepts must agree with it.</summary>
public sealed class GroqVectorTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly JsonObject Vectors = JsonNode
        .Parse(Fixture.Text("sanity/vectors/groq-vectors.json"))!
        .AsObject();

    public static TheoryData<string> Queries() =>
        [.. Vectors["queries"]!.AsArray().Select(vector => vector!.ToJsonString()).Distinct()];

    public static TheoryData<string> Deltas() =>
        [.. Vectors["delta"]!.AsArray().Select(vector => vector!.ToJsonString())];

    [Theory]
    [MemberData(nameof(Queries))]
    public void Row_30_a_query_gives_what_the_reference_evaluator_gives(string vector)
    {
        var expected = JsonNode.Parse(vector)!;
        var text = expected["query"]!.GetValue<string>();
        var parameters = expected["params"]!.AsObject();
        if (expected["error"] is not null)
        {
            FluentActions
                .Invoking(() => GroqQuery.Parse(text, parameters))
                .Should()
                .Throw<GroqSyntaxException>();
            return;
        }
        var result = GroqQuery
            .Parse(text, parameters)
            .Evaluate(
                [.. Vectors["dataset"]!.AsArray().Select(document => document!.AsObject())],
                parameters,
                Now,
                "pUser1",
                "demoproj",
                "production"
            );
        JsonNode.DeepEquals(result, expected["result"]).Should().BeTrue("{0} gave {1}", vector, result);
    }

    [Theory]
    [MemberData(nameof(Deltas))]
    public void Row_39_a_webhook_expression_gives_what_the_reference_evaluator_gives(string vector)
    {
        var expected = JsonNode.Parse(vector)!;
        var scenario = Vectors["deltaScenarios"]![expected["scenario"]!.GetValue<string>()]!;
        var result = GroqQuery
            .ParseDelta(expected["expression"]!.GetValue<string>())
            .EvaluateDelta(
                scenario["before"]?.AsObject(),
                scenario["after"]?.AsObject(),
                Now,
                "pUser1",
                "demoproj",
                "production"
            );
        JsonNode.DeepEquals(result, expected["result"]).Should().BeTrue("{0} gave {1}", vector, result);
    }
}
