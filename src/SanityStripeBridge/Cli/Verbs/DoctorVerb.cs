using System.CommandLine;
using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Doctor;
using SanityStripeBridge.Hosting;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Setup;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>Looks whether everything is as it must be, and says what to do where it is not.</summary>
internal static class DoctorVerb
{
    public static Command Create(CliWorld world)
    {
        var canary = new Option<bool>("--canary")
        {
            Description =
                "Also prove both webhooks end to end: writes an inactive product and an invisible document, waits for their webhooks at the running service, and removes both",
        };
        var yes = new Option<bool>("--yes") { Description = "With --canary in live mode: do not ask" };
        var verb = Verb.Create(
            "doctor",
            "Checks keys, permissions, pins, webhooks, clocks, store and streams, and says what to do. Exit code 1 when something must be mended.",
            "doctor --canary"
        );
        verb.Options.Add(canary);
        verb.Options.Add(yes);
        return verb.Does(world, (run, cancel) => ExamineAsync(run, run.Get(canary), run.Get(yes), cancel));
    }

    private static async Task<int> ExamineAsync(VerbRun run, bool canary, bool yes, CancellationToken cancel)
    {
        using var settings = OpenSettings.Of(run.World, serving: false);
        var clock = run.World.Clock;
        var bridge = run.BridgeOf(settings.Configuration);
        var report = new DoctorReport(run, bridge);
        var options = Settings.Store(new(bridge, []))!;
        var (store, state) = await StoreChecks.RunAsync(options, clock, cancel);
        report.Add(store);
        await using var session = StoreChecks.MayOpen(state) ? await Session.OpenAsync(run, cancel) : null;
        var host = session is null
            ? null
            : await session.Get<IMemory>().GetSettingAsync(PublicUrl.Setting, cancel);
        await using var platforms = PlatformHost.Build(bridge, clock, bridge.Name, Logs.Quiet);
        report.Add(await LinesAsync("stripe", platforms.GetRequiredService<StripeChecks>().RunAsync(cancel)));
        report.Add(await LinesAsync("sanity", platforms.GetRequiredService<SanityChecks>().RunAsync(cancel)));
        var hooks = await platforms.GetRequiredService<HookChecks>().RunAsync(host, cancel);
        report.Add(hooks.Lines);
        report.Add(
            await platforms
                .GetRequiredService<ReceiverChecks>()
                .RunAsync(hooks.StripeUrl, hooks.SanityUrl, cancel)
        );
        if (session is not null)
        {
            report.Add(await session.Get<PinChecks>().RunAsync(cancel));
            report.Add(await session.Get<WorkChecks>().RunAsync(state!.IsServed, cancel));
        }
        if (canary)
            report.Add(await CanaryAsync(run, session, state, report, yes, cancel));
        return report.Tell();
    }

    private static async Task<IReadOnlyList<CheckLine>> CanaryAsync(
        VerbRun run,
        Session? session,
        StoreState? state,
        DoctorReport report,
        bool yes,
        CancellationToken cancel
    )
    {
        if (session is null || state is not { IsServed: true })
            return
            [
                CheckLine.Failure(
                    "canary",
                    "no bridge is serving this store, so no webhook can arrive",
                    "start serve, then try again"
                ),
            ];
        if (report.IsPulled)
            return [CheckLine.Ok("canary", "BRIDGE_FEED=pull has no webhooks to prove")];
        if (
            report.IsLive
            && !yes
            && !(
                run.Voice.CanAsk
                && await run.Voice.AskAsync(
                    "This is LIVE mode. Make an inactive product for a moment, and delete it?",
                    cancel
                )
            )
        )
            return
            [
                CheckLine.Failure(
                    "canary",
                    "live mode: nobody said yes to the canary",
                    "run doctor --canary --yes"
                ),
            ];
        return await run.Voice.WaitAsync(
            "Waiting for both webhooks, up to a minute",
            _ => session.Get<Canary>().RunAsync(cancel)
        );
    }

    // One silent platform must not keep the other checks from speaking.
    private static async Task<IReadOnlyList<CheckLine>> LinesAsync(
        string check,
        Task<IReadOnlyList<CheckLine>> lines
    )
    {
        try
        {
            return await lines;
        }
        catch (RemoteException failure)
        {
            return [CheckLine.Failure(check, failure.Message.TrimEnd('.'), "try again")];
        }
    }
}
