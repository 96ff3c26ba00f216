using System.Globalization;
using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Webhooks;

namespace SanityStripeBridge.Admin;

/// <summary>A request of somebody who may: which bridge, who, and what they sent.</summary>
/// <param name="Actor">For the audit trail; begins with <see cref="AuditTrail.Admin"/>.</param>
internal sealed record AdminCall(HttpContext Context, OperatedBridge Bridge, string Actor)
{
    /// <summary>A seed file of a large catalogue is a few megabytes.</summary>
    private const int MostBytes = 8 * 1024 * 1024;

    private const int MostListed = 1000;

    /// <summary>A field that is given twice would be found only when it is looked at.</summary>
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public CancellationToken Cancel => Context.RequestAborted;

    public T Get<T>()
        where T : notnull => Bridge.Get<T>();

    /// <summary>A part of the path.</summary>
    public string Part(string name) => (string)Context.Request.RouteValues[name]!;

    public string? Query(string name) =>
        Context.Request.Query[name] is [{ Length: > 0 } text, ..] ? text : null;

    public int Number(string name, int fallback, int least, int most)
    {
        if (Query(name) is not { } text)
            return fallback;
        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
            ? number
            : throw BadRequestException.Of(name, $"expected a whole number from {least} to {most}");
    }

    public bool Flag(string name) =>
        Query(name) switch
        {
            null or "false" => false,
            "true" => true,
            _ => throw BadRequestException.Of(name, "expected true or false"),
        };

    /// <summary>Both sides compared: lately, or anew with <c>fresh=true</c>.</summary>
    public Task<Compared> CompareAsync() => Get<SharedComparison>().GetAsync(Flag(Lists.Fresh.Name), Cancel);

    /// <summary>How many lines of a list are wanted.</summary>
    public int Limit() => Number("limit", 50, 1, MostListed);

    /// <summary>The JSON object that was sent; an empty one when nothing was.</summary>
    public async Task<Body> BodyAsync()
    {
        var request = Context.Request;
        var bytes =
            await RawBody.ReadAsync(request, MostBytes, Cancel)
            ?? throw new RefusedException("too_large", $"More than {MostBytes} bytes.");
        if (bytes.Length == 0)
            return new([]);
        if (!request.HasJsonContentType())
            throw new RefusedException(
                "unsupported",
                $"Expected the content type {MediaTypeNames.Application.Json}."
            );
        try
        {
            return JsonNode.Parse(bytes, documentOptions: Strict) is JsonObject fields
                ? new(fields)
                : throw BadRequestException.Of("$", "expected a JSON object");
        }
        catch (JsonException)
        {
            throw BadRequestException.Of("$", "expected a JSON object; this is no JSON");
        }
    }

    /// <summary>Writes down who did what.</summary>
    /// <param name="family">The product concerned; null when it is the whole bridge.</param>
    /// <param name="deed">What was done, without a full stop.</param>
    public Task NoteAsync(string? family, string deed) => AuditTrail.NoteAsync(Bridge, family, Actor, deed);

    /// <summary>The keys may have been exchanged since the start: nothing is looked at before the pins have been compared.</summary>
    public Task ConnectAsync() => Get<FirstContact>().EnsureAsync(Cancel);
}
