using System.Text.RegularExpressions;
using SanityStripeBridge.Hosting;

namespace SanityStripeBridge.Cli;

/// <summary>A remedy as it is typed for one bridge of several: without its name the verb would speak to the default one.</summary>
internal static partial class Remedy
{
    public static string For(string bridge, string remedy) =>
        bridge == BridgeView.Default ? remedy : Verbs().Replace(remedy, $"$0 --bridge {bridge}");

    // Those of Doctor and Core/Checks; serve is for all bridges.
    [GeneratedRegex(
        @"\b(setup webhooks|setup repin|doctor --canary|inbox list|held list|resume|run adopt|or sync)\b"
    )]
    private static partial Regex Verbs();
}
