using System.Text.Json;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Calls;

/// <summary>An answer of a platform, whatever it says: the doctor looks at refusals, too.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Skew">How far the platform's clock is ahead of ours; null when the answer bears no date.</param>
/// <param name="Version">The API version that the platform says it used; null when it says none.</param>
/// <param name="Body">Null when it is no JSON object or array.</param>
/// <param name="Said">The platform's sentence about a refusal, without keys; null when it succeeded or says nothing.</param>
internal sealed record Probe(int Status, TimeSpan? Skew, string? Version, JsonNode? Body, string? Said)
{
    /// <summary>The date of an answer is cut to seconds; half of one is the best guess.</summary>
    private static readonly TimeSpan HalfSecond = TimeSpan.FromMilliseconds(500);

    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>The key or token may not do this.</summary>
    public bool IsForbidden => Status is 401 or 403;

    public static Probe Of(
        Answer answer,
        DateTimeOffset sentAt,
        DateTimeOffset answeredAt,
        string? version,
        Func<byte[], string?> said
    ) =>
        new(
            answer.Status,
            answer.Headers.Date is { } date
                ? date + HalfSecond - (sentAt + ((answeredAt - sentAt) / 2))
                : null,
            version,
            Json(answer.Body),
            answer.Succeeded ? null : said(answer.Body)
        );

    private static JsonNode? Json(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            // A proxy's page: the status says all there is to know.
            return null;
        }
    }
}
