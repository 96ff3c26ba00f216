using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Doctor;

/// <summary>Whether the store can be opened, and by this program.</summary>
internal static class StoreChecks
{
    private const long Mebibyte = 1 << 20;

    /// <summary>A day of a busy shop's deliveries.</summary>
    private const long Little = 500 * Mebibyte;

    /// <summary>The next burst may fill it.</summary>
    private const long TooLittle = 50 * Mebibyte;

    /// <summary>The lines, and how the store stands; null when it does not answer.</summary>
    public static async Task<(IReadOnlyList<CheckLine> Lines, StoreState? State)> RunAsync(
        StoreOptions options,
        TimeProvider clock,
        CancellationToken cancel
    )
    {
        try
        {
            var state = await new StoreLook(options, clock).LookAsync(cancel);
            return ([Schema(options, state), .. Disk(options, state), Service(state)], state);
        }
        catch (Exception down) when (down is StoreUnavailableException or IOException)
        {
            return (
                [
                    CheckLine.Failure(
                        "store",
                        down.Message.TrimEnd('.'),
                        "correct BRIDGE_STORE, or see that the disk or server is there"
                    ),
                ],
                null
            );
        }
    }

    /// <summary>Whether the store may be opened as a verb opens it, without moving it under a running older program.</summary>
    public static bool MayOpen(StoreState? state) =>
        state is not null && (state.IsNew || state.Version == state.Newest);

    private static CheckLine Schema(StoreOptions options, StoreState state)
    {
        if (state.IsNew)
            return CheckLine.Ok("store", $"{options.Shown} is new");
        if (state.Version == state.Newest)
            return CheckLine.Ok("store", $"{options.Shown} answers, schema version {state.Version}");
        return state.Version > state.Newest
            ? CheckLine.Failure(
                "store",
                $"{options.Shown} has schema version {state.Version}, this program knows {state.Newest}",
                "run the newer program, or point BRIDGE_STORE at another store"
            )
            : CheckLine.Warning(
                "store",
                $"{options.Shown} has schema version {state.Version}; the next start moves it to {state.Newest}",
                "stop every node, then start this program"
            );
    }

    private static IEnumerable<CheckLine> Disk(StoreOptions options, StoreState state)
    {
        if (state.FreeBytes is not { } free)
            yield break;
        var message = $"{free / Mebibyte} MiB are free where {options.Shown} is";
        const string Remedy = "free the disk: when it is full, webhooks are answered 503";
        yield return free < TooLittle ? CheckLine.Failure("store.disk", message, Remedy)
        : free < Little ? CheckLine.Warning("store.disk", message, Remedy)
        : CheckLine.Ok("store.disk", message);
    }

    private static CheckLine Service(StoreState state) =>
        state.IsServed
            ? CheckLine.Ok("service", "a bridge is serving this store")
            : CheckLine.Warning("service", "no bridge is serving this store", "start serve");
}
