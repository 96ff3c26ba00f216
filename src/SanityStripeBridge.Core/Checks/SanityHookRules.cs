using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Checks;

/// <summary>The hook that the bridge needs at Sanity.</summary>
/// <param name="Address">Where it delivers to.</param>
/// <param name="Name">By which it is known as this bridge's.</param>
/// <param name="Dataset">The only dataset it should tell of.</param>
/// <param name="ApiVersion">By which filter and projection are read.</param>
/// <param name="Filter">Generated from the mapping.</param>
/// <param name="Projection">Generated from the mapping.</param>
/// <param name="Secrets">What the receiver accepts; empty when nothing is configured yet.</param>
public sealed record WantedHook(
    HookAddress Address,
    string Name,
    string Dataset,
    string ApiVersion,
    string Filter,
    string Projection,
    IReadOnlyList<string> Secrets
)
{
    /// <summary>What it tells of.</summary>
    public static IReadOnlyList<string> On { get; } = ["create", "update", "delete"];
}

/// <summary>Compares Sanity's hooks with the wanted one.</summary>
public static class SanityHookRules
{
    /// <summary>The plan.</summary>
    /// <param name="wanted">What should be there.</param>
    /// <param name="found">All hooks of the project.</param>
    /// <param name="renew">Whether a new secret is wanted.</param>
    public static HookPlan Compare(WantedHook wanted, IReadOnlyList<SanityHook> found, bool renew = false)
    {
        var ours = found
            .Where(hook => hook.IsDocumentHook && (IsNamed(wanted, hook) || wanted.Address.Is(hook.Url)))
            .OrderByDescending(hook => wanted.Address.Is(hook.Url))
            .ThenByDescending(hook => IsNamed(wanted, hook))
            .ThenByDescending(hook => hook.IsEnabled)
            .ThenBy(hook => hook.CreatedAt, StringComparer.Ordinal)
            .ThenBy(hook => hook.Id, StringComparer.Ordinal)
            .ToList();
        var strangers = found
            .Except(ours)
            .Where(hook => hook.Covers(wanted.Dataset) && wanted.Address.LeadsHere(hook.Url))
            .Select(Stranger);
        if (ours is not [var kept, .. var others])
            return new(null, null, [Missing, .. strangers], [new HookStep.Create()]);
        var faults = Faults(wanted, kept).ToList();
        List<HookStep> steps = [];
        if (faults.Count > 0 || renew)
            steps.Add(new HookStep.Change(kept.Id));
        steps.AddRange(
            others.Where(other => IsNamed(wanted, other)).Select(other => new HookStep.Remove(other.Id))
        );
        faults.AddRange(others.Select(other => Twin(other, IsNamed(wanted, other))));
        faults.AddRange(strangers);
        return new(kept.Id, kept.Url, [.. faults.OrderByDescending(fault => fault.Grade)], steps)
        {
            NeedsSecret = NeedsSecret(wanted, kept),
        };
    }

    /// <summary>Whether the hook's secret must be set: it has none, or one that the receiver does not know.</summary>
    public static bool NeedsSecret(WantedHook wanted, SanityHook hook) =>
        hook.ShowsSecret
        && (
            string.IsNullOrEmpty(hook.Secret)
            || (wanted.Secrets.Count > 0 && !wanted.Secrets.Contains(hook.Secret, StringComparer.Ordinal))
        );

    private static readonly HookFault Missing = new(
        Grade.Failure,
        "there is no webhook that leads to this bridge",
        Mend.Another
    );

    private static IEnumerable<HookFault> Faults(WantedHook wanted, SanityHook hook)
    {
        if (!hook.IsEnabled)
            yield return new(Grade.Failure, "it is disabled");
        if (!wanted.Address.Is(hook.Url))
            yield return new(
                Grade.Failure,
                $"it leads to {hook.Url}, not to {wanted.Address.Url ?? wanted.Address.Path}"
            );
        if (hook.Dataset != wanted.Dataset)
            yield return new(
                Grade.Failure,
                $"it tells of the dataset {hook.Dataset}, not of {wanted.Dataset}"
            );
        if (hook.Method != "POST")
            yield return new(Grade.Failure, $"it sends {hook.Method}, not POST");
        if (hook.On.Count == 0)
            yield return new(
                Grade.Warning,
                $"it does not say that it fires on {string.Join(", ", WantedHook.On)}"
            );
        else if (WantedHook.On.Except(hook.On, StringComparer.Ordinal).ToList() is { Count: > 0 } missing)
            yield return new(Grade.Failure, $"it does not fire on {string.Join(", ", missing)}");
        if (hook.Filter != wanted.Filter)
            yield return new(Grade.Failure, "its filter is not the one that the mapping needs");
        if (hook.Projection != wanted.Projection)
            yield return new(
                Grade.Warning,
                "its projection is not the one that the mapping needs: it works, but costs reads"
            );
        if (hook.IncludesDrafts || hook.IncludesVersions)
            yield return new(Grade.Warning, "it tells of drafts or versions, which the bridge only ignores");
        if (hook.ApiVersion != wanted.ApiVersion)
            yield return new(Grade.Warning, $"its API version is {hook.ApiVersion}, not {wanted.ApiVersion}");
        if (NeedsSecret(wanted, hook))
            yield return new(
                Grade.Failure,
                string.IsNullOrEmpty(hook.Secret)
                    ? "it does not sign what it sends"
                    : "it signs with another secret than those in SANITY_WEBHOOK_SECRET"
            );
        if (hook.Name != wanted.Name)
            yield return new(Grade.Ok, "it does not bear this bridge's name yet");
    }

    // The bridges of several datasets of one project have hooks of one name.
    private static bool IsNamed(WantedHook wanted, SanityHook hook) =>
        hook.Name == wanted.Name && hook.Covers(wanted.Dataset);

    private static HookFault Stranger(SanityHook other) =>
        new(
            Grade.Warning,
            $"{other.Name} ({other.Id}) leads to {other.Url}: perhaps a former address of this bridge; it was made by hand, so remove it by hand",
            Mend.ByHand
        );

    private static HookFault Twin(SanityHook other, bool isOurs) =>
        new(
            Grade.Warning,
            isOurs
                ? $"{other.Id} is a second one of this bridge, every change is told twice"
                : $"{other.Name} ({other.Id}) leads to the same address, every change is told twice; it was made by hand, so remove it by hand",
            isOurs ? Mend.Another : Mend.ByHand
        );
}
