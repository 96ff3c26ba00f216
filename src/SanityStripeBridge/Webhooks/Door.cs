using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Signatures;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Traces;

namespace SanityStripeBridge.Webhooks;

/// <summary>What both receivers share: bytes, verdict, storing, and the answers of the contract.</summary>
internal sealed class Door(
    IInbox inbox,
    Bell bell,
    FailingCallers failing,
    DeliveryMeter meter,
    Neighbours neighbours,
    TimeProvider clock,
    IOptionsMonitor<WebhookOptions> options,
    ILogger<Door> log
)
{
    /// <summary>Seconds after which a sender may come again: a restart is over by then.</summary>
    private const string ComeAgain = "5";

    public WebhookOptions Options => options.CurrentValue;

    public TimeProvider Clock => clock;

    /// <summary>Reads, verifies and hands the genuine bytes on; every failure is an answer, none an exception.</summary>
    public async Task<IResult> ReceiveAsync(
        HttpContext context,
        Side side,
        int limit,
        Func<byte[], SignatureVerdict> verify,
        Func<byte[], Task<IResult>> work
    )
    {
        using var span = Spans.Receipt(neighbours.Self, side.ToString().ToLowerInvariant());
        using var scope = log.BeginScope(new DeliveryScope(context.TraceIdentifier, clock));
        try
        {
            if (await RawBody.ReadAsync(context.Request, limit, context.RequestAborted) is not { } body)
                return TooLarge(side, limit);
            var verdict = verify(body);
            return verdict == SignatureVerdict.Valid ? await work(body) : Refuse(context, side, verdict);
        }
        catch (BadHttpRequestException broken)
        {
            return broken.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge(side, limit)
                : Malformed(side, broken.Message);
        }
        catch (StoreUnavailableException down)
        {
            log.NotStored(Area(side), down.Message);
            context.Response.Headers.RetryAfter = ComeAgain;
            return Answer(
                side,
                "unavailable",
                StatusCodes.Status503ServiceUnavailable,
                "Not stored; come again."
            );
        }
    }

    public IResult Malformed(Side side, string why)
    {
        log.Malformed(Area(side), why);
        return Answer(side, "malformed", StatusCodes.Status400BadRequest, "The body is malformed.");
    }

    public IResult Ignore(Side side, string what)
    {
        log.Ignored(Area(side), what);
        return Received(side, "ignored");
    }

    /// <summary>Answers only after the commit.</summary>
    /// <param name="delivery">What is to be stored.</param>
    /// <param name="quarantine">Why it must not be worked; null when it may.</param>
    /// <param name="context">The request that brought it.</param>
    public async Task<IResult> StoreAsync(NewDelivery delivery, string? quarantine, HttpContext context)
    {
        var span = Activity.Current;
        delivery = delivery with { Headers = Origin.Mark(delivery.Headers, context.TraceIdentifier, span) };
        if (quarantine is not null)
        {
            log.Quarantined(Area(delivery.Side), delivery.Subject, quarantine);
            delivery = delivery with { Outcome = DeliveryOutcome.Quarantined, ProvesKey = null };
        }
        var stored = await inbox.StoreAsync(delivery, context.RequestAborted);
        if (stored == DeliveryOutcome.Accepted)
            bell.Ring();
        var outcome = stored.ToString().ToLowerInvariant();
        log.Taken(Area(delivery.Side), delivery.Type, delivery.Subject, outcome, delivery.Family);
        span?.SetTag("bridge.subject", delivery.Subject).SetTag("bridge.family", delivery.Family);
        return Received(delivery.Side, outcome);
    }

    public void NameAlarm(Side side, string key) => log.OurNameWithoutRow(Area(side), key);

    public void OverwriteNotice(Side side, string key, string subject) =>
        log.OverwroteAnEdit(Area(side), key, subject);

    private ProblemHttpResult TooLarge(Side side, int limit)
    {
        log.TooLarge(Area(side), limit);
        return Answer(side, "too_large", StatusCodes.Status413PayloadTooLarge, $"More than {limit} bytes.");
    }

    private ProblemHttpResult Refuse(HttpContext context, Side side, SignatureVerdict verdict)
    {
        var address = context.Connection.RemoteIpAddress;
        log.Refused(Area(side), address?.ToString() ?? "nowhere", verdict.ToString());
        if (!failing.Fail(address))
            return Answer(
                side,
                "unauthorized",
                StatusCodes.Status401Unauthorized,
                $"The signature is {verdict.ToString().ToLowerInvariant()}."
            );
        context.Response.Headers.RetryAfter = ((int)FailingCallers.Window.TotalSeconds).ToString(
            System.Globalization.CultureInfo.InvariantCulture
        );
        return Answer(side, "limited", StatusCodes.Status429TooManyRequests, "Too many wrong signatures.");
    }

    private FileContentHttpResult Received(Side side, string outcome)
    {
        Tell(side, outcome, failed: false);
        return TypedResults.Bytes(
            JsonSerializer.SerializeToUtf8Bytes(new { received = true, outcome }),
            "application/json"
        );
    }

    private ProblemHttpResult Answer(Side side, string outcome, int status, string detail)
    {
        Tell(side, outcome, failed: true);
        return TypedResults.Problem(detail, statusCode: status);
    }

    private void Tell(Side side, string outcome, bool failed)
    {
        meter.Count(side, outcome);
        Activity.Current.End(outcome, failed);
    }

    private static string Area(Side side) => side == Side.Stripe ? "[WEBHOOK]" : "[SANITY_WEBHOOK]";
}
