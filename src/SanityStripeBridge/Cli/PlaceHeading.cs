using SanityStripeBridge.Operating;
using Spectre.Console;

namespace SanityStripeBridge.Cli;

internal static class PlaceHeading
{
    /// <summary>The line above everything that people read; live mode is red.</summary>
    public static string Heading(this Place place) =>
        (place.IsLive ? "[red]LIVE MODE[/]" : "test mode")
        + Markup.Escape(
            $"  bridge {place.Bridge}  account {place.Account ?? "unknown"}  dataset {place.Project}/{place.Dataset}"
        );
}
