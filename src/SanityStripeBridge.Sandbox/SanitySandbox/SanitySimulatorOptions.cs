namespace SanityStripeBridge.Sandbox.SanitySandbox;

/// <summary>What a simulated project is like when it starts.</summary>
public sealed record SanitySimulatorOptions
{
    /// <summary>0 takes any free port.</summary>
    public int Port { get; init; }

    /// <summary>A second port that speaks HTTP/2 over TLS, which a real Studio needs; 0 takes any, null opens none.</summary>
    public int? StudioPort { get; init; }

    /// <summary>How long a mutation takes on the sandbox clock.</summary>
    public TimeSpan Latency { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public int Seed { get; init; } = 1;

    public string ProjectId { get; init; } = "demoproj";

    public IReadOnlyList<string> Datasets { get; init; } = ["production"];

    /// <summary>In a private dataset a caller without token sees nothing; in a public one, all ids without a dot.</summary>
    public bool IsPrivate { get; init; } = true;

    public IReadOnlyList<SanityToken> Tokens { get; init; } =
    [
        new("sk-editor", SanityRole.Editor, "pBridgeRobot1"),
        new("sk-viewer", SanityRole.Viewer, "pViewerRobot1"),
        new("sk-manage", SanityRole.Administrator, "pManageRobot1"),
    ];

    /// <summary>Unsettled: whether the management API shows the secrets of hooks.</summary>
    public bool ShowsHookSecrets { get; init; } = true;

    /// <summary>How long queries do not see a change whose writer did not wait for the index; people never wait.</summary>
    public TimeSpan IndexLag { get; init; }

    /// <summary>Distinct pairs of path and datatype in a dataset: 2,000 on the free plan, 10,000 on the next; null is no limit.</summary>
    public int? AttributeLimit { get; init; }

    /// <summary>Mutation requests per second of the clock before 429; null is no limit.</summary>
    public int? MutationsPerSecond { get; init; }
}
