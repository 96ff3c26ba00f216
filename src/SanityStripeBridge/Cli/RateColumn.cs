using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SanityStripeBridge.Cli;

/// <summary>How many steps a moving bar makes in a second.</summary>
internal sealed class RateColumn : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text(
            task.Speed is { } speed ? speed.ToString("0.0", CultureInfo.InvariantCulture) + "/s" : "-/s"
        );
}
