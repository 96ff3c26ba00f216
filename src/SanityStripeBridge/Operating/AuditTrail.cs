using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Operating;

/// <summary>Notes in the history of what a person did that is no write to either side.</summary>
internal static class AuditTrail
{
    /// <summary>How the admin API's callers begin.</summary>
    public const string Admin = "admin API";

    /// <summary>Stands for all families: what was done concerns the whole bridge.</summary>
    public const string WholeBridge = "*";

    public static Task NoteAsync(OperatedBridge bridge, string? family, string actor, string deed) =>
        bridge
            .Get<IMemory>()
            .CommitAsync(
                new()
                {
                    History =
                    [
                        new HistoryEntry
                        {
                            Id = bridge.Get<Ulids>().Next(),
                            At = bridge.Get<TimeProvider>().GetUtcNow(),
                            Family = family ?? WholeBridge,
                            Type = ObjectType.Product,
                            Action = "note",
                            Because = $"{actor}: {deed}",
                            Cause = actor,
                            OrderedBy = actor,
                        },
                    ],
                },
                // It has been done: whoever asked for it may be gone by now.
                CancellationToken.None
            );
}
