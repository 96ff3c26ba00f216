using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Mirror;

/// <summary>How a full run may write.</summary>
/// <param name="OnlyTo">One side only; null for both.</param>
/// <param name="Only">Families to keep to; null for all.</param>
/// <param name="Release">Plan as if this release were published; such a plan is only looked at.</param>
internal sealed record SyncRequest(
    Side? OnlyTo = null,
    bool Force = false,
    bool Recreate = false,
    IReadOnlySet<string>? Only = null,
    string? Release = null
)
{
    /// <inheritdoc cref="PlanSettings.Pairs"/>
    public IReadOnlyDictionary<string, string> Pairs { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc cref="PlanSettings.LinksOnly"/>
    public bool LinksOnly { get; init; }

    /// <inheritdoc cref="PlanSettings.Prefer"/>
    public Side? Prefer { get; init; }

    /// <summary>Only counterparts that are missing on this side are made; null: everything is done.</summary>
    public Side? MissingOn { get; init; }

    /// <inheritdoc cref="PlanSettings.Seeds"/>
    public IReadOnlyDictionary<string, SeedFamily> Seeds { get; init; } =
        new Dictionary<string, SeedFamily>();

    /// <inheritdoc cref="HistoryEntry.OrderedBy"/>
    public string? OrderedBy { get; init; }

    /// <summary>Everything is compared, in both directions.</summary>
    public bool IsWhole =>
        this is { OnlyTo: null, Only: null, LinksOnly: false, MissingOn: null } && Seeds.Count == 0;

    public PlanSettings Apply(PlanSettings settings) =>
        settings with
        {
            OnlyTo = OnlyTo,
            Force = Force,
            Recreate = Recreate,
            Pairs = Pairs,
            LinksOnly = LinksOnly,
            MayCreate = settings.MayCreate && !LinksOnly,
            Prefer = Prefer,
            Seeds = Seeds,
        };

    /// <summary>The same with what holds for one family alone.</summary>
    public PlanSettings Apply(PlanSettings settings, FamilyMemory family) =>
        MissingOn is { } side
            ? settings with
            {
                MissingOnly = new(
                    side,
                    family
                        .Links.Where(link => link.IdWritten)
                        .Select(link => link.SanityId)
                        .ToHashSet(StringComparer.Ordinal)
                ),
            }
            : settings;
}
