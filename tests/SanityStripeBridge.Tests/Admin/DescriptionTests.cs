using System.Net;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Tests.Admin;

public sealed class DescriptionTests
{
    /// <summary>The contract's routes.</summary>
    private static readonly string[] Contract =
    [
        "get /api/admin/status",
        "post /api/admin/sync",
        "get /api/admin/runs",
        "get /api/admin/runs/{id}",
        "get /api/admin/products",
        "get /api/admin/why/{id}",
        "get /api/admin/changes",
        "post /api/admin/changes/{id}/undo",
        "get /api/admin/inbox",
        "post /api/admin/inbox/{id}/replay",
        "post /api/admin/inbox/{id}/discard",
        "get /api/admin/held",
        "post /api/admin/held/release",
        "get /api/admin/conflicts",
        "post /api/admin/conflicts/{id}/resolve",
        "post /api/admin/pause",
        "post /api/admin/resume",
    ];

    [Fact]
    public async Task Every_route_of_the_contract_is_described()
    {
        await using var shop = await AdminShop.OpenAsync();
        var document = await DocumentAsync(shop);
        ((string?)document["openapi"]).Should().StartWith("3.1");
        Operations(document).Select(one => one.Name).Should().Contain(Contract);
        Operations(document)
            .Select(one => one.Name)
            .Should()
            .OnlyContain(name => name.Contains("/api/admin/"));
    }

    [Fact]
    public async Task Each_operation_has_a_summary_a_name_answers_and_wants_the_token()
    {
        await using var shop = await AdminShop.OpenAsync();
        var document = await DocumentAsync(shop);
        ((string?)document["components"]!["securitySchemes"]!["bearer"]!["scheme"]).Should().Be("bearer");
        var operations = Operations(document).ToList();
        operations.Select(one => (string?)one.Shape["operationId"]).Should().OnlyHaveUniqueItems();
        foreach (var (name, shape) in operations)
        {
            ((string?)shape["summary"]).Should().EndWith(".", name);
            shape["security"]![0]!.AsObject().Should().ContainKey("bearer", name);
            shape["responses"]!.AsObject().Should().ContainKeys("401", "409", "429");
            shape["responses"]!.AsObject().Any(one => one.Key is "200" or "202").Should().BeTrue(name);
            shape["parameters"]!.AsArray().Should().Contain(one => (string?)one!["name"] == "bridge", name);
        }
    }

    [Fact]
    public async Task Every_schema_that_is_named_is_there()
    {
        await using var shop = await AdminShop.OpenAsync();
        var document = await DocumentAsync(shop);
        var there = document["components"]!["schemas"]!
            .AsObject()
            .Select(one => "#/components/schemas/" + one.Key);
        References(document)
            .Should()
            .NotBeEmpty()
            .And.BeSubsetOf([.. there, "#/components/securitySchemes/bearer"]);
        document["components"]!["schemas"]!
            .AsObject()
            .Should()
            .ContainKeys("status", "plan", "conflict", "report", "seed");
    }

    [Fact]
    public async Task The_description_is_for_this_machine_and_for_whoever_has_the_token()
    {
        await using var shop = await AdminShop.OpenAsync();
        shop.Key = null;
        (await shop.GetAsync("/openapi/v1.json")).Status.Should().Be(HttpStatusCode.OK);
        shop.Key = "wrong";
        (await shop.GetAsync("/openapi/v1.json")).Status.Should().Be(HttpStatusCode.Unauthorized);
        shop.Key = AdminShop.Token;
        (await shop.GetAsync("/openapi/v1.json")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Forwarded-Host")]
    [InlineData("Forwarded")]
    [InlineData("X-Real-IP")]
    [InlineData("Via")]
    public async Task Whoever_comes_through_a_proxy_on_this_machine_needs_the_token_for_the_description_and_the_figures(
        string header
    )
    {
        await using var shop = await AdminShop.OpenAsync();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.TryAddWithoutValidation(header, "1.1 192.0.2.1").Should().BeTrue();
        foreach (var path in new[] { "/openapi/v1.json", "/metrics" })
        {
            using var far = await http.GetAsync(shop.World.Host.Urls.First() + path);
            far.StatusCode.Should()
                .BeOneOf([HttpStatusCode.Unauthorized, HttpStatusCode.NotFound], $"{path} through a proxy");
        }
    }

    private static async Task<JsonNode> DocumentAsync(AdminShop shop)
    {
        var reply = await shop.GetAsync("/openapi/v1.json");
        reply.Status.Should().Be(HttpStatusCode.OK, reply.Text);
        return reply.Json;
    }

    private static IEnumerable<(string Name, JsonNode Shape)> Operations(JsonNode document) =>
        document["paths"]!
            .AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(one => ($"{one.Key} {path.Key}", one.Value!)));

    private static IEnumerable<string> References(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.SelectMany(one =>
                one is { Key: "$ref", Value: JsonValue to } ? [(string)to!] : References(one.Value)
            ),
            JsonArray list => list.SelectMany(References),
            _ => [],
        };
}
