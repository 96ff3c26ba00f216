using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Inbox;

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
            (inbox, id, now, cancel) => inbox.ReplayAsync(id, now, cancel)
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
            (inbox, id, now, cancel) => inbox.DiscardAsync(id, now, cancel)
        );

    private static Command Act(
        CliWorld world,
        Command verb,
        string state,
        Func<IInbox, long, DateTimeOffset, CancellationToken, Task<bool>> act
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
                var now = session.Get<TimeProvider>().GetUtcNow();
                if (!await act(session.Get<IInbox>(), number, now, cancel))
                    throw await RefusalAsync(session, number, cancel);
                run.Voice.Line($"Delivery {number} is {state}.");
                run.Voice.Json(new JsonObject { ["id"] = number, ["state"] = state });
                return ExitCode.Done;
            }
        );
    }

    private static async Task<CliException> RefusalAsync(
        Session session,
        long id,
        CancellationToken cancel
    ) =>
        await session.Get<IInbox>().FindAsync(id, cancel) is { } delivery
            ? new(
                "not_allowed",
                $"Delivery {id} is {Shapes.Words.Of(delivery.State)}; only a dead, held or quarantined one can be given up"
            )
            : CliException.Unknown("delivery " + id.ToString(CultureInfo.InvariantCulture));
}
