using System.CommandLine;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>The deliveries.</summary>
internal static class InboxVerb
{
    public static Command Create(CliWorld world) =>
        new("inbox", "The deliveries that came in.")
        {
            InboxListing.List(world),
            InboxListing.Show(world),
            InboxActs.Replay(world),
            InboxActs.Discard(world),
        };

    public static Argument<long> NewId() => new("id") { Description = "The delivery's number" };
}
