using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Crashes;

/// <summary>One thing that people do and that takes the bridge several calls and commits to follow.</summary>
internal sealed record Saga(string Name)
{
    public (string Name, string? Value)[] Settings { get; init; } = [];

    /// <summary>What stands and is mirrored before; by default a mug with its price.</summary>
    public Func<BridgeWorld, Task> Before { get; init; } = world => Cases.Shop.CreateMugAsync(world);

    public required Func<BridgeWorld, Task> Act { get; init; }

    /// <summary>A verb that somebody runs after the act, and runs again when it was broken off; null: nothing but the service.</summary>
    public Func<BridgeWorld, Task>? Verb { get; init; }

    /// <summary>The id in each price document must be an active price at every instant.</summary>
    public bool KeepsSelling { get; init; }

    /// <summary>How many families take part: each is looked at anew by the process that goes on.</summary>
    public int Families { get; init; } = 1;

    public override string ToString() => Name;
}
