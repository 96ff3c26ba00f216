using System.Text.Json.Nodes;
using SanityStripeBridge.Hosting;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Cli;

/// <summary>The one place where a verb's failure becomes a sentence and an exit code; no stack trace for a user's error.</summary>
internal static class Failures
{
    public static async Task<int> CatchAsync(
        VerbRun run,
        Func<VerbRun, CancellationToken, Task<int>> act,
        CancellationToken cancel
    )
    {
        // A run's report tells what the whole verb asked of the platforms.
        new CallTally().Enter();
        try
        {
            return await act(run, cancel);
        }
        catch (RefusedException failure)
        {
            run.Voice.Failure(failure.Code, failure.Message, failure.Details);
            return (failure as CliException)?.Exit ?? ExitCode.Failed;
        }
        catch (SettingsException failure)
        {
            run.Voice.Failure("config", failure.Message, Settings(failure));
            return ExitCode.Usage;
        }
        catch (RemoteException failure)
        {
            var code = failure.Kind == FailureKind.Operator ? "operator" : "platform";
            run.Voice.Failure(code, failure.Message, []);
            return ExitCode.Failed;
        }
        catch (Exception failure)
            when (failure is StoreUnavailableException or NewerStoreException or IOException)
        {
            run.Voice.Failure(
                "store",
                failure is StoreUnavailableException
                    ? $"{failure.Message} See that what BRIDGE_STORE names is there and may be written; doctor tells more"
                    : failure.Message,
                []
            );
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            run.Voice.Failure(
                "cancelled",
                $"Stopped{HowFar(run.Voice)}; what was begun is finished by the next run, so type the same again",
                run.Voice.Progress is var (done, all) ? new() { ["done"] = done, ["total"] = all } : []
            );
            return ExitCode.Failed;
        }
    }

    private static string HowFar(Voice voice) =>
        voice.Progress is var (done, all) ? $" after {done} of {all}" : " before the end";

    private static JsonObject Settings(SettingsException failure)
    {
        var faults = failure.Faults.Select(fault => fault.Split(": ", 2));
        return new()
        {
            ["settings"] = new JsonArray([
                .. faults.Select(parts =>
                    (JsonNode)new JsonObject { ["name"] = parts[0], ["message"] = parts[^1].Trim() }
                ),
            ]),
        };
    }
}
