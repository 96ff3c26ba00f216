using System.Data.Common;
using Dapper;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Storage;

/// <summary>What a store must forget when it is to belong to another account, project or dataset.</summary>
/// <param name="Pins">The new pins by name.</param>
/// <param name="StripeChanged">Another account or mode: every Stripe object in memory is one of the other's.</param>
/// <param name="SanityChanged">Another project or dataset: revisions, copies and assets are another's.</param>
/// <param name="Forget">Documents whose links end although Stripe stays the same: they are not in the new dataset.</param>
internal sealed record Repin(
    IReadOnlyList<(string Name, string Value)> Pins,
    bool StripeChanged,
    bool SanityChanged,
    IReadOnlyList<string> Forget
)
{
    /// <summary>The mode whose objects documents may still name; null when the mode stays.</summary>
    public string? LeftMode { get; init; }
}

/// <summary>Takes a store over to other pins: all in one commit, or nothing.</summary>
internal sealed class Repinning(SqlStore store, TimeProvider clock)
{
    private static readonly string[] Whole =
    [
        "repin_links",
        "repin_retirements",
        "repin_conflicts",
        "repin_companions",
        "repin_stale_copies",
    ];

    private static readonly string[] OfDocuments = ["repin_documents", "repin_stale_copies", "repin_images"];

    private static readonly string[] OfLink =
    [
        "link_forget",
        "repin_retirement_of",
        "repin_conflict_of",
        "repin_companion_of",
    ];

    public Task<int> RunAsync(Repin repin, CancellationToken cancel) =>
        store.WriteAloneAsync(transaction => RunAsync(transaction, repin), cancel);

    private async Task<int> RunAsync(DbTransaction transaction, Repin repin)
    {
        if (repin.StripeChanged || repin.SanityChanged)
        {
            // What was begun there is not finished here.
            await DoAsync(transaction, "repin_intents");
            await DoAsync(transaction, "repin_settings");
        }
        if (repin.StripeChanged)
            foreach (var statement in Whole)
                await DoAsync(transaction, statement);
        if (repin.SanityChanged)
            foreach (var statement in OfDocuments)
                await DoAsync(transaction, statement);
        foreach (var id in repin.Forget)
        foreach (var statement in OfLink)
            await DoAsync(transaction, statement, id);
        if (repin.StripeChanged || repin.Forget.Count > 0)
            await ClearAsync(transaction, "adopted");
        if (repin.StripeChanged)
            foreach (var cursor in (string[])["stripe_cursor", "stripe_feed_read_at"])
                await ClearAsync(transaction, cursor);
        if (repin.SanityChanged)
            await ClearAsync(transaction, "sanity_cursor");
        if (repin.LeftMode is { } left)
            await SetAsync(transaction, Standing.LeftMode, left);
        foreach (var (name, value) in repin.Pins)
            await SetAsync(transaction, "pin_" + name, value);
        return 0;
    }

    private Task<int> DoAsync(DbTransaction transaction, string statement, string? id = null) =>
        transaction.Connection!.ExecuteAsync(
            store.Sql(statement),
            new
            {
                store.Bridge,
                SanityId = id,
                Now = Words.Ms(clock.GetUtcNow()),
            },
            transaction
        );

    private Task<int> ClearAsync(DbTransaction transaction, string name) =>
        transaction.Connection!.ExecuteAsync(
            store.Sql("setting_clear"),
            new { store.Bridge, Name = name },
            transaction
        );

    private Task<int> SetAsync(DbTransaction transaction, string name, string value) =>
        transaction.Connection!.ExecuteAsync(
            store.Sql("setting_set"),
            new
            {
                store.Bridge,
                Name = name,
                Value = value,
            },
            transaction
        );
}
