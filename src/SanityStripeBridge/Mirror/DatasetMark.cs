using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// A document in the dataset that says which account and mode it is mirrored with. Two bridges with stores of their own see
/// each other by it: both would write their ids over the other's for ever.
/// </summary>
internal sealed class DatasetMark(
    ISanitySide sanity,
    IMemory memory,
    Ledger ledger,
    IOptionsMonitor<MirrorOptions> options,
    CatalogueMapping mapping
)
{
    private const string Type = "stripeBridge";

    // An id with a dot is not public. Bridges that share a dataset on purpose differ in the prefix.
    private readonly string _id = mapping.CompanionPrefix + ".bridge";

    private bool _isLeft;

    /// <summary>Refuses a dataset that bears another bridge's mark; writes nothing.</summary>
    public async Task CompareAsync(string account, CancellationToken cancel)
    {
        var found = await FindAsync(cancel);
        _isLeft = found is not null && IsHere(found);
        if (_isLeft && !IsOurs(found!, account))
            throw Taken(found!);
    }

    /// <summary>Leaves our mark before anything is written; of two bridges that begin at once, one is refused.</summary>
    public async Task LeaveAsync(CancellationToken cancel)
    {
        if (_isLeft)
            return;
        var account = (await memory.GetSettingAsync(FirstContact.AccountPin, cancel))!;
        var content = new JsonObject
        {
            ["account"] = account,
            ["mode"] = options.CurrentValue.Mode,
            ["project"] = options.CurrentValue.Project,
            ["dataset"] = options.CurrentValue.Dataset,
        };
        // A mark that names another dataset came here with a copy of it.
        SanityMutation write = await FindAsync(cancel) is { } copied
            ? new SanityMutation.Patch(_id, copied.Rev, content, [])
            : new SanityMutation.CreateIfNotExists(Whole(content));
        await sanity.WriteAsync([write], ledger.KeyOf(ledger.NewId()), cancel);
        await CompareAsync(account, cancel);
    }

    private JsonObject Whole(JsonObject content)
    {
        content["_id"] = _id;
        content["_type"] = Type;
        return content;
    }

    private async Task<SanityDocument?> FindAsync(CancellationToken cancel) =>
        await sanity.GetDocumentsAsync([_id], allVersions: false, cancel) is [var mark, ..] ? mark : null;

    private bool IsHere(SanityDocument found) =>
        found.Text("project") == options.CurrentValue.Project
        && found.Text("dataset") == options.CurrentValue.Dataset;

    private bool IsOurs(SanityDocument found, string account) =>
        found.Text("account") == account && found.Text("mode") == options.CurrentValue.Mode;

    private RemoteException Taken(SanityDocument found) =>
        new(
            FailureKind.Operator,
            $"this dataset is mirrored with account {found.Text("account")} in {found.Text("mode")} mode already, and a second bridge would overwrite its ids; take another dataset, or, if that bridge is gone for good, delete the document {_id}"
        );
}
