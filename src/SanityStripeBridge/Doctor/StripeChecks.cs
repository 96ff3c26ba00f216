using Microsoft.Extensions.Options;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Stripe;
using SanityStripeBridge.Webhooks;

namespace SanityStripeBridge.Doctor;

/// <summary>Key, mode, account, version, clock and permissions at Stripe, by harmless requests.</summary>
internal sealed class StripeChecks(
    StripeClient stripe,
    IOptionsMonitor<StripeOptions> options,
    IOptionsMonitor<WebhookOptions> receivers,
    Ulids ids
)
{
    private const string KeyRemedy =
        "make a key in the Dashboard → Developers → API keys and put it into STRIPE_SECRET_KEY";

    public async Task<IReadOnlyList<CheckLine>> RunAsync(CancellationToken cancel)
    {
        Probe account;
        try
        {
            account = await stripe.ProbeAsync(HttpMethod.Get, "/v1/account", cancel);
        }
        catch (RemoteException silent)
        {
            return
            [
                CheckLine.Failure(
                    "stripe.key",
                    $"Stripe cannot be asked: {silent.Message.TrimEnd('.')}",
                    "look at the network, and at STRIPE_API_BASE"
                ),
            ];
        }
        var clock = ClockRules.Judge(
            "stripe.clock",
            "Stripe",
            account.Skew,
            TimeSpan.FromSeconds(receivers.CurrentValue.StripeToleranceSeconds)
        );
        if (account.Status == 401)
            return
            [
                CheckLine.Failure("stripe.key", $"Stripe refuses the key: {account.Said}", KeyRemedy),
                clock,
            ];
        if (account.Status == 400)
            return
            [
                CheckLine.Failure(
                    "stripe.version",
                    $"Stripe refuses the request: {account.Said}",
                    "correct STRIPE_API_VERSION, or leave it out"
                ),
                clock,
            ];
        return [Key(account), Version(account), clock, .. await PermissionsAsync(cancel)];
    }

    private CheckLine Key(Probe account)
    {
        var set = options.CurrentValue;
        var mode = set.IsLive ? "live" : "test";
        var kind = IsRestricted(set) ? "a restricted key" : "a secret key";
        if (set.Account is { } connected && account.Status == 403)
            return CheckLine.Failure(
                "stripe.key",
                $"the key may not act for {connected}: {account.Said}",
                "correct STRIPE_ACCOUNT, or leave it out"
            );
        var id = (string?)account.Body?["id"];
        return CheckLine.Ok(
            "stripe.key",
            id is null ? $"{kind} of {mode} mode" : $"{kind} of {mode} mode, for the account {id}"
        );
    }

    private CheckLine Version(Probe account)
    {
        var set = options.CurrentValue;
        var built = new StripeOptions().ApiVersion;
        if (account.Version is { } used && used != set.ApiVersion)
            return CheckLine.Warning(
                "stripe.version",
                $"Stripe answers in API version {used} although {set.ApiVersion} was asked for",
                "look at what stands between this machine and Stripe"
            );
        return set.ApiVersion == built
            ? CheckLine.Ok("stripe.version", $"API version {built}")
            : CheckLine.Warning(
                "stripe.version",
                $"API version {set.ApiVersion}; the bridge is tested with {built}",
                "leave STRIPE_API_VERSION out"
            );
    }

    // A secret key may do everything; asking it six questions would be six calls for nothing.
    private async Task<IReadOnlyList<CheckLine>> PermissionsAsync(CancellationToken cancel)
    {
        if (!IsRestricted(options.CurrentValue))
            return
            [
                CheckLine.Ok(
                    "stripe.permissions",
                    "a secret key may do everything; a restricted one is enough"
                ),
            ];
        var lines = new List<CheckLine>();
        foreach (var scope in StripeScope.All(ids.Next()))
        {
            var probe = await stripe.ProbeAsync(HttpMethod.Parse(scope.Method), scope.Path, cancel);
            if (probe.IsForbidden)
                lines.Add(
                    new(
                        "stripe.permission." + scope.Name,
                        scope.Grade,
                        $"the key lacks \"{scope.Label}\" ('{scope.Name}'): {scope.Work}",
                        $"edit the key in the Dashboard → Developers → API keys. Stripe says: {probe.Said}"
                    )
                );
        }
        return lines.Count > 0
            ? lines
            : [CheckLine.Ok("stripe.permissions", "the restricted key may do all that the bridge needs")];
    }

    private static bool IsRestricted(StripeOptions set) =>
        set.SecretKey.StartsWith("rk_", StringComparison.Ordinal);
}
