using System.Net;
using System.Text;

namespace SanityStripeBridge.Tests.Clients;

/// <summary>What a request looked like when it was sent.</summary>
internal sealed record Sent(HttpMethod Method, Uri Address, HttpRequestMessage Message, string Body);

/// <summary>Answers from a list, in order; the last answer repeats.</summary>
internal sealed class StubHandler(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
{
    public List<Sent> Requests { get; } = [];

    public static Func<HttpResponseMessage> Json(
        int status,
        string body,
        params (string Name, string Value)[] headers
    ) =>
        () =>
        {
            var response = new HttpResponseMessage((HttpStatusCode)status)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            foreach (var (name, value) in headers)
                response.Headers.TryAddWithoutValidation(name, value);
            return response;
        };

    public static Func<HttpResponseMessage> Fails(Exception failure) => () => throw failure;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var body = request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : "";
        Requests.Add(new(request.Method, request.RequestUri!, request, body));
        return answers[Math.Min(Requests.Count, answers.Length) - 1]();
    }
}
