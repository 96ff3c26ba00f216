using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Tests.Clients;

public sealed class StripeErrorTests
{
    public static TheoryData<string> Errors => [.. Fixture.Files("stripe/errors")];

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task A_recorded_error_of_a_write_has_its_meaning(string file)
    {
        var handler = new StubHandler(Recorded(file));
        var failure = await TestClients.FailureAsync(() =>
            TestClients
                .Stripe(handler)
                .WriteProductAsync(new("/v1/products", [new("name", "Tin")]), "k1", CancellationToken.None)
        );

        var name = Path.GetFileNameWithoutExtension(file);
        failure.Kind.Should().Be(Expected(name));
        failure.Status.Should().Be(int.Parse(name[..3], CultureInfo.InvariantCulture));
        failure.Code.Should().Be(CodeOf(file));
        failure.Parameter.Should().Be((string?)Error(file)["param"]);
        failure.Message.Should().Contain((string)Error(file)["message"]!).And.Contain("POST /v1/products");
    }

    internal static Func<HttpResponseMessage> Recorded(string file)
    {
        var recorded = JsonNode.Parse(Fixture.Text(file))!;
        var headers = recorded["headers"]!.AsObject().Select(pair => (pair.Key, (string)pair.Value!));
        return StubHandler.Json((int)recorded["status"]!, recorded["body"]!.ToJsonString(), [.. headers]);
    }

    private static FailureKind Expected(string name) =>
        name[..3] switch
        {
            "401" or "403" => FailureKind.Operator,
            "429" => FailureKind.RateLimited,
            "409" or "500" or "503" => FailureKind.Transient,
            _ when name is "404-unknown-url" or "400-invalid-version" => FailureKind.Operator,
            _ => FailureKind.Refused,
        };

    private static string? CodeOf(string file) =>
        (string?)Error(file)["code"]
        ?? ((string?)Error(file)["type"] == "idempotency_error" ? "idempotency_error" : null);

    private static JsonObject Error(string file) =>
        JsonNode.Parse(Fixture.Text(file))!["body"]!["error"]!.AsObject();
}
