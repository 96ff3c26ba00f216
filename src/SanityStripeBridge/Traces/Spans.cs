using System.Diagnostics;

namespace SanityStripeBridge.Traces;

/// <summary>What a trace shows: the receipt of a webhook, the work on its family, and each call to a platform. Names and ids, never values or keys.</summary>
internal static class Spans
{
    public const string SourceName = "SanityStripeBridge";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A webhook that came in. It begins a trace: what a sender says of its own is not signed.</summary>
    /// <param name="bridge">Who receives it.</param>
    /// <param name="side">Who sent it.</param>
    public static Activity? Receipt(string bridge, string side)
    {
        Activity.Current = null;
        return Source
            .StartActivity($"receive {side}", ActivityKind.Server)
            ?.SetTag("bridge.name", bridge)
            .SetTag("bridge.side", side);
    }

    /// <summary>The work on a family: it goes on with the trace of the first delivery that rang it, and names the others.</summary>
    /// <param name="bridge">Whose family it is.</param>
    /// <param name="family">Its key.</param>
    /// <param name="told">The traces of the deliveries, oldest first.</param>
    public static Activity? Work(string bridge, string family, IReadOnlyList<ActivityContext> told)
    {
        Activity.Current = null;
        return Source
            .StartActivity(
                "work family",
                ActivityKind.Consumer,
                told.Count > 0 ? told[0] : default,
                links: told.Skip(1).Select(one => new ActivityLink(one))
            )
            ?.SetTag("bridge.name", bridge)
            .SetTag("bridge.family", family);
    }

    /// <summary>A schedule's turn.</summary>
    public static Activity? Turn(string bridge, string schedule) =>
        Source.StartActivity($"schedule {schedule}")?.SetTag("bridge.name", bridge);

    /// <summary>One attempt of a call.</summary>
    /// <param name="side">Whose API.</param>
    /// <param name="operation">Method and route template.</param>
    public static Activity? Call(string side, string operation) =>
        Source.StartActivity(operation, ActivityKind.Client)?.SetTag("bridge.side", side);

    /// <summary>How it came out.</summary>
    public static void End(this Activity? span, string result, bool failed)
    {
        span?.SetTag("bridge.result", result);
        if (failed)
            span?.SetStatus(ActivityStatusCode.Error, result);
    }
}
