using System.Globalization;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;

namespace SanityStripeBridge.Mirror;

/// <summary>A person let a family pass the brake and the end of a fight.</summary>
/// <param name="By">Null when they did it at the command line.</param>
internal sealed record Release(string? By);

/// <summary>Where the installation stands: paused or not, adopted or not, its name in doubt or not.</summary>
internal sealed class Standing(
    IMemory memory,
    IOptionsMonitor<MirrorOptions> options,
    CatalogueMapping mapping
)
{
    /// <summary>The mode that <c>setup repin</c> left: documents may still name its objects.</summary>
    public const string LeftMode = "left_mode";

    private const string Paused = "paused";
    private const string Adopted = "adopted";
    private const string NameInDoubt = "name_in_doubt";
    private const string Matching = "matching";
    private const string Seeding = "seeding";

    /// <summary>The setting that says why a full run is wanted.</summary>
    public const string FullRunWanted = "full_run_wanted";
    private const string Released = "released:";

    /// <summary>Whoever had no name.</summary>
    private const string Somebody = "true";
    private const string Fought = "fought:";
    private const string Calm = "calm:";

    public async Task<bool> IsPausedAsync(CancellationToken cancel) =>
        await PauseReasonAsync(cancel) is not null;

    public Task<string?> PauseReasonAsync(CancellationToken cancel) => memory.GetSettingAsync(Paused, cancel);

    public Task PauseAsync(string reason, CancellationToken cancel) =>
        memory.SetSettingAsync(Paused, reason, cancel);

    public Task ResumeAsync(CancellationToken cancel) => memory.SetSettingAsync(Paused, null, cancel);

    /// <summary>Null until the first contact has taken stock.</summary>
    public async Task<bool?> IsAdoptedAsync(CancellationToken cancel) =>
        await memory.GetSettingAsync(Adopted, cancel) switch
        {
            null => null,
            var value => value == "true",
        };

    public Task SetAdoptedAsync(bool adopted, CancellationToken cancel) =>
        memory.SetSettingAsync(Adopted, adopted ? "true" : "false", cancel);

    /// <summary>The first node's word stands.</summary>
    public Task ProposeAdoptedAsync(bool adopted, CancellationToken cancel) =>
        memory.MoveSettingAsync(Adopted, null, adopted ? "true" : "false", cancel);

    /// <summary>What a person must match, and what they said is alone.</summary>
    public async Task<OpenMatching> MatchingAsync(CancellationToken cancel) =>
        OpenMatching.Read(await memory.GetSettingAsync(Matching, cancel));

    public Task SetMatchingAsync(OpenMatching open, CancellationToken cancel) =>
        memory.SetSettingAsync(Matching, open.ToText(), cancel);

    /// <summary>The digest of the seed file whose work has begun and not ended; null when none has.</summary>
    public Task<string?> SeedingAsync(CancellationToken cancel) => memory.GetSettingAsync(Seeding, cancel);

    public Task SetSeedingAsync(string? digest, CancellationToken cancel) =>
        memory.SetSettingAsync(Seeding, digest, cancel);

    /// <summary>A key with our name but without a ledger row was seen: somebody uses our name, or the store was restored. Conflicts are held until a full run has passed.</summary>
    public Task DoubtNameAsync(string key, CancellationToken cancel) =>
        memory.SetSettingAsync(NameInDoubt, key, cancel);

    /// <summary>A person let the family pass the brake; it holds until its work has come to an end.</summary>
    /// <param name="by"><see cref="Core.Catalogue.HistoryEntry.OrderedBy"/> of what it lets pass.</param>
    public Task ReleaseAsync(string family, string? by, CancellationToken cancel) =>
        memory.SetSettingAsync(Released + family, by ?? Somebody, cancel);

    /// <summary>The release that the family has; null when nobody let it pass.</summary>
    public async Task<Release?> ReleaseOfAsync(string family, CancellationToken cancel) =>
        await memory.GetSettingAsync(Released + family, cancel) is { } by
            ? new(by == Somebody ? null : by)
            : null;

    /// <summary>The family's work came to an end; what was fought over before does not count any more.</summary>
    public async Task EndReleaseAsync(string family, DateTimeOffset now, CancellationToken cancel)
    {
        if (await ReleaseOfAsync(family, cancel) is null)
            return;
        await memory.SetSettingAsync(Released + family, null, cancel);
        if (await FightAsync(family, cancel) is null)
            return;
        await memory.SetSettingAsync(Fought + family, null, cancel);
        await memory.SetSettingAsync(
            Calm + family,
            now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            cancel
        );
    }

    /// <summary>Why the family is paused: two parties fight over it; null when they do not.</summary>
    public Task<string?> FightAsync(string family, CancellationToken cancel) =>
        memory.GetSettingAsync(Fought + family, cancel);

    /// <summary>Pauses a family until a person releases it.</summary>
    public Task StopFightAsync(string family, string reason, CancellationToken cancel) =>
        memory.SetSettingAsync(Fought + family, reason, cancel);

    /// <summary>When a person last ended a fight over the family; null: never.</summary>
    public async Task<DateTimeOffset?> CalmSinceAsync(string family, CancellationToken cancel) =>
        await memory.GetSettingAsync(Calm + family, cancel) is { } since
            ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(since, CultureInfo.InvariantCulture))
            : null;

    /// <summary>Events were lost: only a full comparison finds what they told of. Null once it has been made.</summary>
    public Task WantFullRunAsync(string? why, CancellationToken cancel) =>
        memory.SetSettingAsync(FullRunWanted, why, cancel);

    public Task<string?> FullRunWantedAsync(CancellationToken cancel) =>
        memory.GetSettingAsync(FullRunWanted, cancel);

    public Task TrustNameAsync(CancellationToken cancel) => memory.SetSettingAsync(NameInDoubt, null, cancel);

    /// <summary>The planner's rules as things stand.</summary>
    public async Task<PlanSettings> PlanSettingsAsync(CancellationToken cancel) =>
        options.CurrentValue.ToPlanSettings(
            mapping,
            mayCreate: await IsAdoptedAsync(cancel) == true,
            mayDecide: await memory.GetSettingAsync(NameInDoubt, cancel) is null
        ) with
        {
            Undecided = (await MatchingAsync(cancel)).Undecided,
        };
}
