using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Checks;

/// <summary>The endpoint that the bridge needs at Stripe.</summary>
/// <param name="Address">Where it delivers to.</param>
/// <param name="ApiVersion">The version in which events are rendered; fixed when an endpoint is made.</param>
/// <param name="Mark">Metadata by which it is known as this bridge's.</param>
public sealed record WantedEndpoint(
    HookAddress Address,
    string ApiVersion,
    IReadOnlyDictionary<string, string> Mark
)
{
    /// <summary>What the receiver takes; everything else it would ignore.</summary>
    public static IReadOnlyList<string> Events { get; } =
    [
        "product.created",
        "product.updated",
        "product.deleted",
        "price.created",
        "price.updated",
        "price.deleted",
    ];
}

/// <summary>Compares Stripe's webhook endpoints with the wanted one.</summary>
public static class StripeEndpointRules
{
    /// <summary>The plan.</summary>
    /// <param name="wanted">What should be there.</param>
    /// <param name="found">All endpoints of the account and mode.</param>
    /// <param name="renew">Whether a new secret is wanted: only a new endpoint has one.</param>
    public static HookPlan Compare(
        WantedEndpoint wanted,
        IReadOnlyList<StripeWebhookEndpoint> found,
        bool renew = false
    )
    {
        var ours = found
            .Where(endpoint => IsMarked(wanted, endpoint) || wanted.Address.Is(endpoint.Url))
            .OrderByDescending(endpoint => wanted.Address.Is(endpoint.Url))
            .ThenByDescending(endpoint => IsMarked(wanted, endpoint))
            .ThenByDescending(endpoint => endpoint.IsEnabled)
            .ThenBy(endpoint => endpoint.Created)
            .ThenBy(endpoint => endpoint.Id, StringComparer.Ordinal)
            .ToList();
        var strangers = found.Except(ours).Where(other => IsStranger(wanted, other)).Select(Stranger);
        if (ours is not [var kept, .. var others])
            return new(null, null, [Missing, .. strangers], [new HookStep.Create()]);
        var faults = Faults(wanted, kept).ToList();
        var isOld = kept.ApiVersion != wanted.ApiVersion;
        List<HookStep> steps = [];
        if (isOld || renew)
            steps.Add(new HookStep.Replace(kept.Id));
        else if (faults.Count > 0)
            steps.Add(new HookStep.Change(kept.Id));
        steps.AddRange(
            others.Where(other => IsMarked(wanted, other)).Select(other => new HookStep.Remove(other.Id))
        );
        faults.AddRange(others.Select(other => Twin(other, IsMarked(wanted, other))));
        faults.AddRange(strangers);
        return new(kept.Id, kept.Url, [.. faults.OrderByDescending(fault => fault.Grade)], steps);
    }

    private static readonly HookFault Missing = new(
        Grade.Failure,
        "there is no webhook endpoint that leads to this bridge",
        Mend.Another
    );

    private static IEnumerable<HookFault> Faults(WantedEndpoint wanted, StripeWebhookEndpoint endpoint)
    {
        if (!endpoint.IsEnabled)
            yield return new(Grade.Failure, "it is disabled");
        if (!wanted.Address.Is(endpoint.Url))
            yield return new(
                Grade.Failure,
                $"it leads to {endpoint.Url}, not to {wanted.Address.Url ?? wanted.Address.Path}"
            );
        var isWide = endpoint.EnabledEvents.Contains("*", StringComparer.Ordinal);
        var missing = WantedEndpoint.Events.Except(endpoint.EnabledEvents, StringComparer.Ordinal).ToList();
        if (missing.Count > 0 && !isWide)
            yield return new(Grade.Failure, $"it does not tell of {string.Join(", ", missing)}");
        else if (endpoint.EnabledEvents.Except(WantedEndpoint.Events, StringComparer.Ordinal).Any())
            yield return new(
                Grade.Warning,
                "it tells of more than products and prices, which the bridge only ignores"
            );
        if (endpoint.ApiVersion != wanted.ApiVersion)
            yield return new(
                Grade.Warning,
                $"its events are rendered in API version {endpoint.ApiVersion ?? "of the account"}, not in {wanted.ApiVersion}"
            );
        if (!IsMarked(wanted, endpoint))
            yield return new(Grade.Ok, "it does not bear this bridge's mark yet");
    }

    private static bool IsMarked(WantedEndpoint wanted, StripeWebhookEndpoint endpoint) =>
        wanted.Mark.All(pair => endpoint.Metadata.GetValueOrDefault(pair.Key) == pair.Value);

    // An endpoint that bears any bridge's mark is that bridge's.
    private static bool IsStranger(WantedEndpoint wanted, StripeWebhookEndpoint endpoint) =>
        wanted.Address.LeadsHere(endpoint.Url) && !wanted.Mark.Keys.Any(endpoint.Metadata.ContainsKey);

    private static HookFault Stranger(StripeWebhookEndpoint other) =>
        new(
            Grade.Warning,
            $"{other.Id} leads to {other.Url}: perhaps a former address of this bridge; it was made by hand, so remove it by hand",
            Mend.ByHand
        );

    private static HookFault Twin(StripeWebhookEndpoint other, bool isOurs) =>
        new(
            Grade.Warning,
            isOurs
                ? $"{other.Id} is a second one of this bridge, every event is told twice"
                : $"{other.Id} leads to the same address, every event is told twice; it was made by hand, so remove it by hand",
            isOurs ? Mend.Another : Mend.ByHand
        );
}
