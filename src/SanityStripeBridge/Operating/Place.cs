using Microsoft.Extensions.Options;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating;

/// <summary>Where the work is done: the pair of account and dataset, and the mode of the key.</summary>
internal sealed record Place(string Bridge, bool IsLive, string? Account, string Project, string Dataset)
{
    public string Mode => IsLive ? "live" : "test";

    public static async Task<Place> OfAsync(OperatedBridge bridge, CancellationToken cancel)
    {
        var mirror = bridge.Get<IOptionsMonitor<MirrorOptions>>().CurrentValue;
        return new(
            bridge.Name,
            mirror.IsLive,
            await bridge.Get<IMemory>().GetSettingAsync("pin_account", cancel),
            mirror.Project,
            mirror.Dataset
        );
    }
}
