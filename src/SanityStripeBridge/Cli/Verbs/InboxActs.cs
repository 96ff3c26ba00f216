using System.CommandLine;
using System.Text.Json.Nodes;
using SanityStripeBridge.Operating;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>What a person can do with a delivery.</summary>
internal static class InboxActs
{
    public static Command Replay(CliWorld world) =>
        Act(
            world,
            Verb.Create(
                "replay",
                "Looks at the delivery's product again; the old body is never applied.",
                "inbox replay 17"
            ),
            "received",
            DeliveryActs.ReplayAsync
        );

    public static Command Discard(CliWorld world) =>
        Act(
            world,
            Verb.Create(
                "discard",
                "Gives a dead, held or quarantined delivery up for good.",
                "inbox discard 17"
            ),
            "discarded",
            DeliveryActs.DiscardAsync
        );

    private static Command Act(
        CliWorld world,
        Command verb,
        string state,
        Func<OperatedBridge, long, CancellationToken, Task> act
    )
    {
        var id = InboxVerb.NewId();
        verb.Arguments.Add(id);
        return verb.Does(
            world,
            async (run, cancel) =>
            {
                await using var session = await Session.OpenAsync(run, cancel);
                var number = run.Get(id);
                await act(session, number, cancel);
                run.Voice.Line($"Delivery {number} is {state}.");
                run.Voice.Json(new JsonObject { ["id"] = number, ["state"] = state });
                return ExitCode.Done;
            }
        );
    }
}
