using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// A document in the dataset that says which account and mode it is mirrored with. Two bridges with stores of their own see
/// each other by it: both would write their ids over the other's for ever.
/// </summary>
internal sealed class DatasetMark(ISanitySide sanity, Ledger ledger, IOptionsMonitor<MirrorOptions> options)
{
    /// <summary>An id with a dot is not public.</summary>
    public const string Id = "stripeSync.bridge";

    private const string Type = "stripeBridge";

    /// <summary>Leaves the mark, or compares with the one that is there.</summary>
    public async Task EnsureAsync(string account, CancellationToken cancel)
    {
        var mark = Mark(account);
        var found = await FindAsync(cancel);
        if (found is not null && IsSame(found, mark, "account", "mode", "project", "dataset"))
            return;
        if (found is not null && IsSame(found, mark, "project", "dataset"))
            throw Taken(found);
        // None, or the mark of another dataset that this one is a copy of.
        SanityMutation write = found is null
            ? new SanityMutation.CreateIfNotExists(mark)
            : new SanityMutation.Patch(Id, found.Rev, Content(mark), []);
        await sanity.WriteAsync([write], ledger.KeyOf(ledger.NewId()), cancel);
        // Another bridge may have been quicker.
        if (await FindAsync(cancel) is { } now && !IsSame(now, mark, "account", "mode"))
            throw Taken(now);
    }

    private JsonObject Mark(string account) =>
        new()
        {
            ["_id"] = Id,
            ["_type"] = Type,
            ["account"] = account,
            ["mode"] = options.CurrentValue.Mode,
            ["project"] = options.CurrentValue.Project,
            ["dataset"] = options.CurrentValue.Dataset,
        };

    private static JsonObject Content(JsonObject mark)
    {
        var content = mark.DeepClone().AsObject();
        content.Remove("_id");
        content.Remove("_type");
        return content;
    }

    private async Task<SanityDocument?> FindAsync(CancellationToken cancel) =>
        (await sanity.GetDocumentsAsync([Id], allVersions: false, cancel)).FirstOrDefault();

    private static bool IsSame(SanityDocument found, JsonObject mark, params string[] names) =>
        names.All(name => found.Text(name) == (string?)mark[name]);

    private static RemoteException Taken(SanityDocument found) =>
        new(
            FailureKind.Operator,
            $"this dataset is mirrored with account {found.Text("account")} in {found.Text("mode")} mode already, and a second bridge would overwrite its ids; take another dataset, or, if that bridge is gone for good, delete the document {Id}"
        );
}
