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

    /// <summary>What the mark of this dataset says; null when it bears none, or one that came with a copy of another.</summary>
    public async Task<DatasetMarkText?> ReadAsync(CancellationToken cancel) =>
        await FindAsync(cancel) is { } found && IsHere(found)
            ? new(_id, found.Text("account"), found.Text("mode"))
            : null;

    /// <summary>Makes the mark ours, whoever's it was: a person wants it so.</summary>
    public async Task TakeOverAsync(CancellationToken cancel)
    {
        _isLeft = false;
        if (await FindAsync(cancel) is { } found)
        {
            var account = await memory.GetSettingAsync(FirstContact.AccountPin, cancel);
            var write = new SanityMutation.Patch(_id, found.Rev, Content(account!), []);
            await sanity.WriteAsync([write], ledger.KeyOf(ledger.NewId()), cancel);
        }
        else
            await LeaveAsync(cancel);
    }

    /// <summary>Leaves our mark before anything is written; of two bridges that begin at once, one is refused.</summary>
    public async Task LeaveAsync(CancellationToken cancel)
    {
        if (_isLeft)
            return;
        var account = (await memory.GetSettingAsync(FirstContact.AccountPin, cancel))!;
        var content = Content(account);
        // A mark that names another dataset came here with a copy of it.
        SanityMutation write = await FindAsync(cancel) is { } copied
            ? new SanityMutation.Patch(_id, copied.Rev, content, [])
            : new SanityMutation.CreateIfNotExists(Whole(content));
        await sanity.WriteAsync([write], ledger.KeyOf(ledger.NewId()), cancel);
        await CompareAsync(account, cancel);
    }

    private JsonObject Content(string account) =>
        new()
        {
            ["account"] = account,
            ["mode"] = options.CurrentValue.Mode,
            ["project"] = options.CurrentValue.Project,
            ["dataset"] = options.CurrentValue.Dataset,
        };

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
            $"this dataset is mirrored with account {found.Text("account")} in {found.Text("mode")} mode already, and a second bridge would overwrite its ids; take another dataset, or, if that bridge is gone for good, take the dataset over with setup repin (its mark is the document {_id})"
        );
}

/// <summary>The mark of a dataset.</summary>
/// <param name="Id">Of its document.</param>
/// <param name="Account">With which the dataset is mirrored.</param>
/// <param name="Mode"><c>test</c> or <c>live</c>.</param>
internal sealed record DatasetMarkText(string Id, string? Account, string? Mode);
