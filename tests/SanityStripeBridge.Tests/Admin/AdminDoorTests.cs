using System.Net;
using System.Text;
using SanityStripeBridge.Core.Signatures;

namespace SanityStripeBridge.Tests.Admin;

public sealed class AdminDoorTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("right-toke")]
    [InlineData("right-token2")]
    [InlineData("right-token,other")]
    public async Task Without_the_right_token_nothing_is_answered(string? key)
    {
        await using var shop = await AdminShop.OpenAsync();
        shop.Key = key;
        foreach (var path in new[] { "status", "runs", "nowhere", "runs/1?bridge=nobody" })
        {
            var reply = await shop.GetAsync(path);
            reply.Status.Should().Be(HttpStatusCode.Unauthorized, path);
            reply.Code.Should().Be("unauthorized");
        }
        var written = await shop.PostAsync("sync", new { action = "sync" });
        written.Status.Should().Be(HttpStatusCode.Unauthorized);
        (await shop.World.Memory.RunsAsync(1, default)).Should().BeEmpty();
        shop.World.Calls.Should().Be((0, 0, 0, 0));
    }

    [Fact]
    public async Task Without_a_configured_token_there_is_no_admin_surface()
    {
        await using var shop = await AdminShop.OpenAsync(("BRIDGE_ADMIN_TOKEN", null));
        foreach (var key in new[] { null, "", "right-token" })
        {
            shop.Key = key;
            (await shop.GetAsync("status")).Status.Should().Be(HttpStatusCode.NotFound);
            (await shop.PostAsync("sync")).Status.Should().Be(HttpStatusCode.NotFound);
            (await shop.GetAsync("/openapi/v1.json")).Status.Should().Be(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Each_of_several_tokens_opens_the_door_and_the_audit_trail_says_which_it_was()
    {
        await using var shop = await AdminShop.OpenAsync(("BRIDGE_ADMIN_TOKEN", "old-one, new-one"));
        shop.Key = "new-one";
        (await shop.PostAsync("pause")).Status.Should().Be(HttpStatusCode.OK);
        shop.Key = "old-one";
        (await shop.PostAsync("resume")).Status.Should().Be(HttpStatusCode.OK);
        var told = await shop.World.Memory.HistoryPageAsync(null, 2, default);
        told[0].Because.Should().Be("admin API (token 1, 127.0.0.1): writing was resumed");
        told[1].Because.Should().Be("admin API (token 2, 127.0.0.1): writing was paused: paused by hand");
        told.Should().OnlyContain(entry => !entry.Because.Contains("-one"));
    }

    [Fact]
    public void A_token_is_found_by_its_whole_and_nothing_is_a_token()
    {
        BearerToken.Find(["a", "b"], "b").Should().Be(2);
        BearerToken.Find(["a", "b"], "c").Should().BeNull();
        BearerToken.Find(["a", ""], "").Should().BeNull();
        BearerToken.Find(["a"], null).Should().BeNull();
        BearerToken.Of("Bearer a").Should().Be("a");
        BearerToken.Of("bearer a").Should().Be("a");
        BearerToken.Of("Basic a").Should().BeNull();
        BearerToken.Of(null).Should().BeNull();
        BearerToken.Configured(" a, b ,").Should().Equal("a", "b");
        BearerToken.Configured(null).Should().BeEmpty();
    }

    [Fact]
    public void Tokens_are_compared_in_a_time_that_tells_nothing()
    {
        var source = File.ReadAllText(SourceOf("BearerToken.cs"));
        source.Should().Contain("CryptographicOperations.FixedTimeEquals");
        source.Should().NotContain("right[i] ==").And.NotContain("break;");
    }

    [Fact]
    public async Task A_token_is_exchanged_without_a_restart()
    {
        await using var shop = await AdminShop.OpenAsync();
        var settings = shop.World.Configuration;
        settings["BRIDGE_ADMIN_TOKEN"] = "another";
        settings.Reload();
        (await shop.PostAsync("resume")).Status.Should().Be(HttpStatusCode.Unauthorized);
        shop.Key = "another";
        (await shop.PostAsync("resume")).Status.Should().Be(HttpStatusCode.OK);
        settings["BRIDGE_ADMIN_TOKEN"] = null;
        settings.Reload();
        (await shop.PostAsync("resume")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Callers_that_keep_failing_are_told_to_stay_away_and_right_ones_never()
    {
        await using var shop = await AdminShop.OpenAsync();
        shop.Key = "wrong";
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 25; i++)
            answers.Add((await shop.GetAsync("runs")).Status);
        answers.Take(20).Should().OnlyContain(status => status == HttpStatusCode.Unauthorized);
        answers.Skip(20).Should().OnlyContain(status => status == HttpStatusCode.TooManyRequests);
        shop.Key = AdminShop.Token;
        (await shop.GetAsync("runs")).Status.Should().Be(HttpStatusCode.OK, "it is the same address");
        shop.Key = "wrong";
        shop.World.Clock.Advance(TimeSpan.FromMinutes(2));
        (await shop.GetAsync("runs")).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_huge_body_is_refused_also_when_it_does_not_tell_its_length()
    {
        await using var shop = await AdminShop.OpenAsync();
        using var told = new ByteArrayContent(new byte[9 * 1024 * 1024]);
        told.Headers.ContentType = new("application/json");
        (await shop.SendAsync(HttpMethod.Post, "sync", told)).Code.Should().Be("too_large");
        using var untold = new StreamContent(new MemoryStream(new byte[9 * 1024 * 1024]));
        untold.Headers.ContentType = new("application/json");
        untold.Headers.ContentLength = null;
        var reply = await shop.SendAsync(HttpMethod.Post, "sync", untold);
        reply.Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await shop.World.Memory.RunsAsync(1, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Another_content_type_than_json_is_refused()
    {
        await using var shop = await AdminShop.OpenAsync();
        using var form = new StringContent("action=sync", Encoding.UTF8, "application/x-www-form-urlencoded");
        var reply = await shop.SendAsync(HttpMethod.Post, "sync", form);
        reply.Status.Should().Be(HttpStatusCode.UnsupportedMediaType);
        reply.Code.Should().Be("unsupported");
        using var odd = new StringContent(
            """{"action":"validate"}""",
            Encoding.UTF8,
            "application/vnd.shop+json"
        );
        (await shop.SendAsync(HttpMethod.Post, "sync?wait=60", odd)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_unknown_bridge_is_told_only_to_whom_has_a_token()
    {
        await using var shop = await AdminShop.OpenAsync();
        (await shop.GetAsync("runs?bridge=default")).Status.Should().Be(HttpStatusCode.OK);
        var reply = await shop.GetAsync("runs?bridge=nobody");
        reply.Status.Should().Be(HttpStatusCode.NotFound);
        ((string?)reply.Json["detail"]).Should().Contain("nobody").And.Contain("default");
    }

    [Fact]
    public async Task A_method_that_a_route_does_not_have_is_refused()
    {
        await using var shop = await AdminShop.OpenAsync();
        (await shop.PostAsync("status")).Status.Should().Be(HttpStatusCode.MethodNotAllowed);
        (await shop.GetAsync("nowhere")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    private static string SourceOf(
        string file,
        [System.Runtime.CompilerServices.CallerFilePath] string here = ""
    ) =>
        Path.GetFullPath(
            Path.Combine(
                Path.GetDirectoryName(here)!,
                "../../../src/SanityStripeBridge.Core/Signatures",
                file
            )
        );
}
