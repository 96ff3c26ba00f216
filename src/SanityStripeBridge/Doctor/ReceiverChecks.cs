using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Core.Signatures;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Webhooks;

namespace SanityStripeBridge.Doctor;

/// <summary>
/// The round trip of a signature: made with each configured secret, judged by the receiver's own code; then sent over the
/// public address to the running service, as something that it ignores and does not store.
/// </summary>
internal sealed class ReceiverChecks(
    IOptionsMonitor<WebhookOptions> receivers,
    IOptionsMonitor<MirrorOptions> mirror,
    Connections connections,
    TimeProvider clock
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly byte[] StripeBody =
        """{"id":"evt_bridge_doctor","object":"event","type":"bridge.doctor","livemode":false}"""u8.ToArray();

    private static readonly byte[] SanityBody =
        """{"_id":"drafts.bridge-doctor","_type":"stripeSync"}"""u8.ToArray();

    /// <param name="stripeUrl">Where Stripe's webhook leads to; null when that is not known.</param>
    /// <param name="sanityUrl">Where Sanity's webhook leads to; null when that is not known.</param>
    public async Task<IReadOnlyList<CheckLine>> RunAsync(
        string? stripeUrl,
        string? sanityUrl,
        CancellationToken cancel
    )
    {
        if (mirror.CurrentValue.Pull is not null)
            return [];
        var lines = new List<CheckLine>();
        foreach (var (side, url) in new[] { (Side.Stripe, stripeUrl), (Side.Sanity, sanityUrl) })
        {
            var signature = RoundTrip(side);
            lines.Add(signature);
            if (signature.Grade != Grade.Failure && url is not null)
                lines.Add(await KnockAsync(side, url, cancel));
        }
        return lines;
    }

    private CheckLine RoundTrip(Side side)
    {
        var check = Name(side, "signature");
        var (secrets, variable) = Secrets(side);
        if (secrets.Count == 0)
            return CheckLine.Failure(
                check,
                $"{variable} is not set: serve does not start without it",
                "setup webhooks makes the webhook and prints the secret once"
            );
        var wrong = secrets.Count(secret => Verdict(side, secret) != SignatureVerdict.Valid);
        if (wrong > 0)
            return CheckLine.Failure(check, $"{wrong} of {variable}'s secrets do not verify what they sign");
        if (
            side == Side.Stripe
            && secrets.Any(secret => !secret.StartsWith("whsec_", StringComparison.Ordinal))
        )
            return CheckLine.Warning(
                check,
                $"{variable} does not begin with whsec_, as Stripe's secrets do",
                "copy the endpoint's signing secret whole"
            );
        return CheckLine.Ok(
            check,
            secrets.Count == 1 ? "the secret signs and verifies" : $"{secrets.Count} secrets sign and verify"
        );
    }

    private SignatureVerdict Verdict(Side side, string secret)
    {
        var (set, now) = (receivers.CurrentValue, clock.GetUtcNow());
        return side == Side.Stripe
            ? StripeSignature.Check(
                StripeBody,
                StripeSignature.Sign(StripeBody, secret, now),
                set.StripeSecrets,
                now,
                TimeSpan.FromSeconds(set.StripeToleranceSeconds)
            )
            : SanitySignature.Check(
                SanityBody,
                SanitySignature.Sign(SanityBody, secret, now),
                set.SanitySecrets,
                now,
                TimeSpan.FromSeconds(set.SanityToleranceSeconds)
            );
    }

    private async Task<CheckLine> KnockAsync(Side side, string url, CancellationToken cancel)
    {
        var check = Name(side, "receiver");
        var (secrets, variable) = Secrets(side);
        using var timeOut = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeOut.Token);
        try
        {
            var (status, text) = (0, "");
            foreach (var secret in secrets)
            {
                (status, text) = await SendAsync(side, url, secret, either.Token);
                if (status != (int)HttpStatusCode.Unauthorized)
                    break;
            }
            return Judge(check, url, variable, status, text);
        }
        catch (Exception silent)
            when (silent is HttpRequestException or OperationCanceledException
                && !cancel.IsCancellationRequested
            )
        {
            return CheckLine.Warning(
                check,
                silent is HttpRequestException
                    ? $"{url} does not answer from here: {silent.Message}"
                    : $"{url} does not answer from here within {Patience.TotalSeconds} s",
                "start serve, and look at the tunnel or proxy; a machine may not reach its own public address"
            );
        }
    }

    private static CheckLine Judge(string check, string url, string variable, int status, string text) =>
        status switch
        {
            200 when text.Contains("\"received\":true", StringComparison.Ordinal) => CheckLine.Ok(
                check,
                $"the service behind {url} takes what is signed with the configured secret"
            ),
            401 or 429 => CheckLine.Failure(
                check,
                $"the service behind {url} refuses what is signed with the configured secret",
                $"give serve the same {variable}, compare its clock, and let no proxy change the body"
            ),
            503 => CheckLine.Warning(
                check,
                $"the service behind {url} cannot store at the moment",
                "look at its log"
            ),
            _ => CheckLine.Failure(
                check,
                $"{url} answered {status}: there is no receiver",
                "let the tunnel or proxy pass this path on to serve"
            ),
        };

    private async Task<(int Status, string Text)> SendAsync(
        Side side,
        string url,
        string secret,
        CancellationToken cancel
    )
    {
        var (body, now) = (side == Side.Stripe ? StripeBody : SanityBody, clock.GetUtcNow());
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new("application/json");
        if (side == Side.Stripe)
            request.Headers.Add("Stripe-Signature", StripeSignature.Sign(body, secret, now));
        else
            request.Headers.Add("sanity-webhook-signature", SanitySignature.Sign(body, secret, now));
        using var response = await connections.Client.SendAsync(request, cancel);
        return (
            (int)response.StatusCode,
            Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancel))
        );
    }

    private (IReadOnlyList<string> Secrets, string Variable) Secrets(Side side) =>
        side == Side.Stripe
            ? (receivers.CurrentValue.StripeSecrets, "STRIPE_WEBHOOK_SECRET")
            : (receivers.CurrentValue.SanitySecrets, "SANITY_WEBHOOK_SECRET");

    private static string Name(Side side, string what) =>
        $"{(side == Side.Stripe ? "stripe" : "sanity")}.{what}";
}
