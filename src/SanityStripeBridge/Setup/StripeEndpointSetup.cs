using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Stripe;

namespace SanityStripeBridge.Setup;

/// <summary>Makes Stripe's webhook endpoint as it should be.</summary>
internal sealed class StripeEndpointSetup(StripeClient stripe, WantedHooks hooks, Ulids ids)
{
    /// <summary>What would be done; reads only.</summary>
    public async Task<HookPlan> PlanAsync(string? host, bool renew, CancellationToken cancel) =>
        StripeEndpointRules.Compare(hooks.AtStripe(host), await stripe.ListEndpointsAsync(cancel), renew);

    public async Task<HookOutcome> ApplyAsync(string host, HookPlan plan, CancellationToken cancel)
    {
        var wanted = hooks.AtStripe(host);
        var outcome = new HookOutcome(plan.Id ?? "", wanted.Address.Url!, "unchanged") { Left = plan.ByHand };
        foreach (var step in plan.Steps)
            outcome = await TakeAsync(step, wanted, plan, outcome, cancel);
        return outcome;
    }

    private async Task<HookOutcome> TakeAsync(
        HookStep step,
        WantedEndpoint wanted,
        HookPlan plan,
        HookOutcome outcome,
        CancellationToken cancel
    )
    {
        switch (step)
        {
            case HookStep.Create:
                var made = await CreateAsync(wanted, cancel);
                return outcome with { Id = made.Id, Result = "created", NewSecret = made.Secret };
            case HookStep.Change(var id):
                await stripe.ChangeEndpointAsync(
                    id,
                    [.. Common(wanted), new("disabled", "false")],
                    "setup-" + ids.Next(),
                    cancel
                );
                return outcome with { Result = "repaired", Repairs = plan.Repairs };
            case HookStep.Replace(var id):
                // Made before the old one is removed: what happens in between is told twice rather than not at all.
                var next = await CreateAsync(wanted, cancel);
                outcome = outcome with
                {
                    Id = next.Id,
                    Result = "replaced",
                    NewSecret = next.Secret,
                    Repairs = plan.Repairs,
                };
                return await RemoveAsync(id, outcome, cancel);
            case HookStep.Remove(var id):
                outcome = await RemoveAsync(id, outcome, cancel);
                return outcome.Result == "unchanged" ? outcome with { Result = "repaired" } : outcome;
            default:
                throw new InvalidOperationException($"Unknown step {step}.");
        }
    }

    // Not cancelled, and its failure is only told: the new one's secret must reach the person.
    private async Task<HookOutcome> RemoveAsync(string id, HookOutcome outcome, CancellationToken cancel)
    {
        try
        {
            await stripe.RemoveEndpointAsync(id, outcome.NewSecret is null ? cancel : CancellationToken.None);
            return outcome with { Removed = [.. outcome.Removed, id] };
        }
        catch (RemoteException failure) when (outcome.NewSecret is not null)
        {
            return outcome with
            {
                Left = [.. outcome.Left, $"{id} could not be removed: {failure.Message}; run this again"],
            };
        }
    }

    private Task<StripeWebhookEndpoint> CreateAsync(WantedEndpoint wanted, CancellationToken cancel)
    {
        List<FormPair> form = [.. Common(wanted), new("api_version", wanted.ApiVersion)];
        if (stripe.IsConnected)
            form.Add(new("connect", "true"));
        return stripe.CreateEndpointAsync(form, "setup-" + ids.Next(), cancel);
    }

    private static IEnumerable<FormPair> Common(WantedEndpoint wanted)
    {
        yield return new("url", wanted.Address.Url!);
        yield return new("description", "SanityStripeBridge: products and prices to Sanity");
        foreach (var type in WantedEndpoint.Events)
            yield return new("enabled_events[]", type);
        foreach (var (name, value) in wanted.Mark)
            yield return new($"metadata[{name}]", value);
    }
}
