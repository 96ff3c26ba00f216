using Microsoft.Extensions.Options;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Stripe;

namespace SanityStripeBridge.Cli;

/// <summary>Where a verb works: the pair of account and dataset, and the mode of the key.</summary>
internal sealed record Place(string Bridge, bool IsLive, string? Account, string Project, string Dataset)
{
    public string Mode => IsLive ? "live" : "test";

    public static async Task<Place> OfAsync(Session session, CancellationToken cancel)
    {
        var mirror = session.Get<IOptionsMonitor<MirrorOptions>>().CurrentValue;
        return new(
            session.Bridge,
            session.Get<IOptionsMonitor<StripeOptions>>().CurrentValue.IsLive,
            await session.Get<IMemory>().GetSettingAsync("pin_account", cancel),
            mirror.Project,
            mirror.Dataset
        );
    }

    /// <summary>The line above everything that people read; live mode is red.</summary>
    public string Heading =>
        (IsLive ? "[red]LIVE MODE[/]" : "test mode")
        + Spectre.Console.Markup.Escape(
            $"  bridge {Bridge}  account {Account ?? "unknown"}  dataset {Project}/{Dataset}"
        );
}
