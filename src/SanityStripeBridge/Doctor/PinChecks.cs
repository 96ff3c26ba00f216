using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Doctor;

/// <summary>Whether the keys lead where this store belongs, and whether the dataset is this bridge's.</summary>
internal sealed class PinChecks(
    IStripeSide stripe,
    FirstContact contact,
    DatasetMark mark,
    IMemory memory,
    IOptionsMonitor<MirrorOptions> options
)
{
    public async Task<IReadOnlyList<CheckLine>> RunAsync(CancellationToken cancel)
    {
        try
        {
            var account = await stripe.GetAccountAsync(cancel);
            return [await PinsAsync(contact.Pins(account), cancel), await MarkAsync(account.Id, cancel)];
        }
        catch (RemoteException unseen)
        {
            return [CheckLine.Warning("pins", $"they could not be compared: {unseen.Message.TrimEnd('.')}")];
        }
    }

    private async Task<CheckLine> PinsAsync(
        IReadOnlyList<(string Name, string Value)> found,
        CancellationToken cancel
    )
    {
        var (others, isPinned) = (new List<string>(), false);
        foreach (var (name, value) in found)
            if (await memory.GetSettingAsync("pin_" + name, cancel) is { } pinned)
            {
                isPinned = true;
                if (pinned != value)
                    others.Add($"the {name} {pinned}, but the settings lead to {value}");
            }
        if (others.Count > 0)
            return CheckLine.Failure(
                "pins",
                $"the store belongs to {string.Join("; to ", others)}",
                "correct the settings, or accept it with setup repin"
            );
        return CheckLine.Ok(
            "pins",
            isPinned
                ? "account, mode, project and dataset are the ones this store belongs to"
                : "nothing is pinned yet: the first start pins what the settings lead to"
        );
    }

    private async Task<CheckLine> MarkAsync(string account, CancellationToken cancel)
    {
        var found = await mark.ReadAsync(cancel);
        if (found is null)
            return CheckLine.Ok("mark", "the dataset bears no bridge's mark yet");
        return found.Account == account && found.Mode == options.CurrentValue.Mode
            ? CheckLine.Ok("mark", "the dataset bears this bridge's mark")
            : CheckLine.Failure(
                "mark",
                $"the dataset is mirrored with the account {found.Account} in {found.Mode} mode",
                "take another dataset; if that bridge is gone for good, accept it with setup repin"
            );
    }
}
