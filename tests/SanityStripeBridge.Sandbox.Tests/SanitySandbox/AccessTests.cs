using SanityStripeBridge.Sandbox.SanitySandbox;

namespace SanityStripeBridge.Sandbox.Tests.SanitySandbox;

public sealed class HiddenSecretTests : SanityTest
{
    protected override SanitySimulatorOptions Options => base.Options with { ShowsHookSecrets = false };

    [Fact]
    public async Task Whether_hooks_show_their_secret_can_be_switched()
    {
        Token = "sk-manage";
        var made = await CallAsync(
            HttpMethod.Post,
            "/v2025-08-04/hooks/projects/demoproj",
            """{"name":"h","url":"https://x.example","dataset":"production","secret":"s","rule":{}}"""
        );
        made.Status.Should().Be(201);
        made.Body!.AsObject().Should().NotContainKey("secret");
        (await CallAsync(HttpMethod.Get, "/v2025-08-04/hooks/projects/demoproj")).Body![0]!
            .AsObject()
            .Should()
            .NotContainKey("secret");
    }
}

public sealed class AccessTests : SanityTest
{
    protected override SanitySimulatorOptions Options =>
        base.Options with
        {
            MutationsPerSecond = 2,
            Tokens =
            [
                .. base.Options.Tokens,
                new SanityToken("sk-other", SanityRole.Editor, "pOther", "otherproj"),
            ],
        };

    [Theory]
    [InlineData("sk-nobody", "SIO-401-ANF")]
    [InlineData("sk-other", "SIO-401-AWH")]
    public async Task Row_43_a_wrong_token_is_told_why(string token, string code)
    {
        Token = token;
        var (status, body) = await CallAsync(HttpMethod.Get, "/v2025-02-19/users/me");
        (status, body!["errorCode"]!.ToString()).Should().Be((401, code));
    }

    [Fact]
    public async Task Row_43_a_viewer_may_not_write()
    {
        Token = "sk-viewer";
        var (status, body) = await TryMutateAsync("""[{"create":{"_type":"x"}}]""");
        status.Should().Be(403);
        body!["error"]!["items"]![0]!["error"]!["permission"]!.ToString().Should().Be("create");
    }

    [Fact]
    public async Task Row_43_without_a_token_a_private_dataset_looks_empty()
    {
        await MutateAsync("""[{"create":{"_id":"a","_type":"x"}}]""");
        Token = null;
        (await FetchAsync("count(*)"))!.GetValue<int>().Should().Be(0);
        (await GetAsync("a")).Should().BeNull();
    }

    [Fact]
    public async Task The_robot_learns_its_own_id() =>
        (await CallAsync(HttpMethod.Get, "/v2025-02-19/users/me")).Body!["id"]!
            .ToString()
            .Should()
            .Be("pBridgeRobot1");

    [Fact]
    public async Task An_unknown_dataset_is_not_found() =>
        (await CallAsync(HttpMethod.Get, "/v2025-02-19/data/query/nope?query=*")).Body!["message"]!
            .ToString()
            .Should()
            .Be("Dataset not found");

    [Fact]
    public async Task Row_44_more_mutations_than_the_limit_are_put_off()
    {
        await TryMutateAsync("[]");
        await TryMutateAsync("[]");
        var (response, _) = await SendAsync(
            HttpMethod.Post,
            "/v2025-02-19/data/mutate/production",
            """{"mutations":[]}"""
        );
        ((int)response.StatusCode).Should().Be(429);
        response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        response.Headers.GetValues("ratelimit-remaining").Should().Equal("0");
        Clock.Advance(TimeSpan.FromSeconds(1));
        (await TryMutateAsync("[]")).Status.Should().Be(200);
    }
}
