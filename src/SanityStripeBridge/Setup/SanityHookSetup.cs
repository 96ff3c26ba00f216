using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Sanity;

namespace SanityStripeBridge.Setup;

/// <summary>Makes Sanity's hook as it should be.</summary>
internal sealed class SanityHookSetup(SanityClient sanity, WantedHooks hooks)
{
    /// <summary>As long as the digest that it keys.</summary>
    private const int SecretBytes = 32;

    /// <summary>What would be done; reads only.</summary>
    public async Task<HookPlan> PlanAsync(string? host, bool renew, CancellationToken cancel) =>
        SanityHookRules.Compare(hooks.AtSanity(host), await sanity.ListHooksAsync(cancel), renew);

    public async Task<HookOutcome> ApplyAsync(
        string host,
        HookPlan plan,
        bool renew,
        CancellationToken cancel
    )
    {
        var wanted = hooks.AtSanity(host);
        var outcome = new HookOutcome(plan.Id ?? "", wanted.Address.Url!, "unchanged") { Left = plan.ByHand };
        // The plan limits their number: room is made before one is added.
        foreach (var step in plan.Steps.OrderByDescending(step => step is HookStep.Remove))
            outcome = step switch
            {
                HookStep.Remove(var id) => await RemoveAsync(id, outcome, cancel),
                HookStep.Create => await CreateAsync(wanted, renew, outcome, cancel),
                HookStep.Change(var id) => await ChangeAsync(id, wanted, plan, renew, outcome, cancel),
                _ => throw new InvalidOperationException($"Sanity's hooks are never replaced: {step}."),
            };
        return outcome;
    }

    private async Task<HookOutcome> RemoveAsync(string id, HookOutcome outcome, CancellationToken cancel)
    {
        await sanity.RemoveHookAsync(id, cancel);
        return outcome with { Result = "repaired", Removed = [.. outcome.Removed, id] };
    }

    private async Task<HookOutcome> CreateAsync(
        WantedHook wanted,
        bool renew,
        HookOutcome outcome,
        CancellationToken cancel
    )
    {
        var (secret, isNew) = Secret(wanted, renew);
        var body = Common(wanted);
        body["type"] = "document";
        body["secret"] = secret;
        var made = await sanity.CreateHookAsync(body, cancel);
        return outcome with { Id = made.Id, Result = "created", NewSecret = isNew ? secret : null };
    }

    private async Task<HookOutcome> ChangeAsync(
        string id,
        WantedHook wanted,
        HookPlan plan,
        bool renew,
        HookOutcome outcome,
        CancellationToken cancel
    )
    {
        var body = Common(wanted);
        body["isDisabledByUser"] = false;
        string? shown = null;
        if (renew || plan.NeedsSecret)
        {
            var (secret, isNew) = Secret(wanted, renew);
            body["secret"] = secret;
            shown = isNew ? secret : null;
        }
        var changed = await sanity.ChangeHookAsync(id, body, cancel);
        return outcome with
        {
            Result = "repaired",
            Repairs = plan.Repairs,
            NewSecret = shown,
            Left = changed.IsEnabled
                ? outcome.Left
                :
                [
                    .. outcome.Left,
                    "Sanity keeps it disabled; enable it at sanity.io/manage → API → Webhooks by hand",
                ],
        };
    }

    // A secret that the receiver knows already needs not be shown to anybody.
    private static (string Secret, bool IsNew) Secret(WantedHook wanted, bool renew) =>
        wanted.Secrets is [var known, ..] && !renew
            ? (known, false)
            : (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)), true);

    private static JsonObject Common(WantedHook wanted) =>
        new()
        {
            ["name"] = wanted.Name,
            ["description"] = "Products and prices to Stripe",
            ["url"] = wanted.Address.Url,
            ["dataset"] = wanted.Dataset,
            ["apiVersion"] = wanted.ApiVersion,
            ["httpMethod"] = "POST",
            ["includeDrafts"] = false,
            ["includeAllVersions"] = false,
            ["rule"] = new JsonObject
            {
                ["on"] = new JsonArray([.. WantedHook.On.Select(on => JsonValue.Create(on))]),
                ["filter"] = wanted.Filter,
                ["projection"] = wanted.Projection,
            },
        };
}
