using System.Net;
using SanityStripeBridge.Sandbox.SanitySandbox;

namespace SanityStripeBridge.Sandbox.Tests.SanitySandbox;

/// <summary>What a Studio in a browser needs besides the API itself.</summary>
public sealed class BrowserTests : SanityTest
{
    private const string Origin = "http://localhost:3333";

    protected override SanitySimulatorOptions Options => base.Options with { StudioPort = 0 };

    [Fact]
    public async Task A_preflight_is_answered_for_any_origin_and_with_credentials()
    {
        using var http = new HttpClient();
        using var preflight = new HttpRequestMessage(
            HttpMethod.Options,
            new Uri(Sandbox.Address, "/v2025-02-19/data/mutate/production")
        );
        preflight.Headers.Add("Origin", Origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        using var answer = await http.SendAsync(preflight);

        answer.StatusCode.Should().Be(HttpStatusCode.NoContent);
        answer.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal(Origin);
        answer.Headers.GetValues("Access-Control-Allow-Credentials").Should().Equal("true");
        answer.Headers.GetValues("Access-Control-Allow-Headers").Should().Equal("authorization,content-type");
        Sandbox.Requests.Writes.Should().Be(0);
    }

    [Fact]
    public async Task A_refusal_may_be_read_by_the_page_too()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(Sandbox.Address, "/v2025-02-19/users/me")
        );
        request.Headers.Add("Origin", Origin);
        using var answer = await http.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        answer.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal(Origin);
    }

    [Fact]
    public async Task The_Studio_port_speaks_HTTP_2_over_TLS_with_a_certificate_of_its_own()
    {
        using var handler = new SocketsHttpHandler
        {
            SslOptions =
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    certificate?.Subject == "CN=localhost",
            },
        };
        using var http = new HttpClient(handler);
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(Sandbox.StudioAddress!, "/v2021-06-07/projects/demoproj/datasets/production/acl")
        );
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.Add("Authorization", "Bearer sk-editor");
        using var answer = await http.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Version.Should().Be(HttpVersion.Version20);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("\"create\"");
        Sandbox.StudioAddress!.Scheme.Should().Be("https");
        Sandbox.Address.Scheme.Should().Be("http");
    }
}
