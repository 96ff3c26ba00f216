using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sanity;
using SanityStripeBridge.Setup;

namespace SanityStripeBridge.Doctor;

/// <summary>The webhooks of both platforms, compared with those that setup would make.</summary>
internal sealed class HookChecks(
    StripeEndpointSetup stripe,
    SanityHookSetup sanity,
    SanityClient management,
    IOptionsMonitor<MirrorOptions> options
)
{
    /// <summary>The lines, and where the webhooks lead to.</summary>
    /// <param name="host">The public address; null when nobody has said it.</param>
    public async Task<HookFindings> RunAsync(string? host, CancellationToken cancel)
    {
        if (options.CurrentValue.Pull is not null)
            return new([CheckLine.Ok("webhooks", "BRIDGE_FEED=pull needs none")], null, null);
        var (stripeLine, stripeUrl) = await LookAsync(
            "stripe.webhook",
            token => stripe.PlanAsync(host, renew: false, token),
            host,
            "give the key \"Webhook Endpoints: Read\" if the doctor is to look at it",
            cancel
        );
        var (sanityLine, sanityUrl) = await LookAsync(
            "sanity.webhook",
            token => sanity.PlanAsync(host, renew: false, token),
            host,
            management.HasManageToken
                ? "SANITY_MANAGE_TOKEN needs the role Deploy Studio or Administrator of this project"
                : "set SANITY_MANAGE_TOKEN (role Deploy Studio or Administrator) if the doctor is to look at it",
            cancel
        );
        return new([stripeLine, sanityLine], stripeUrl, sanityUrl);
    }

    private static async Task<(CheckLine Line, string? Url)> LookAsync(
        string check,
        Func<CancellationToken, Task<HookPlan>> look,
        string? host,
        string permission,
        CancellationToken cancel
    )
    {
        try
        {
            var plan = await look(cancel);
            return (Line(check, plan, host), plan.Url);
        }
        catch (RemoteException unseen)
        {
            return (
                CheckLine.Warning(
                    check,
                    $"it could not be looked at: {unseen.Message.TrimEnd('.')}",
                    unseen.Status is 401 or 403 ? permission : "try again later"
                ),
                null
            );
        }
    }

    private static CheckLine Line(string check, HookPlan plan, string? host)
    {
        var faults = plan.Faults.Where(fault => fault.Grade > Grade.Ok).ToList();
        if (faults.Count == 0)
            return CheckLine.Ok(check, $"{plan.Id} leads to {plan.Url} and is as it should be");
        var name = plan.Id is null ? "" : plan.Id + ": ";
        var isOurs = faults.Any(fault => fault.Mend != Mend.ByHand);
        return new(
            check,
            plan.Grade,
            name + string.Join("; ", faults.Select(fault => fault.Sentence)),
            isOurs ? $"run setup webhooks --url {host ?? "https://<your host>"}" : "remove it at the platform"
        );
    }
}

/// <summary>The lines, and where the webhooks lead to.</summary>
internal sealed record HookFindings(IReadOnlyList<CheckLine> Lines, string? StripeUrl, string? SanityUrl);
