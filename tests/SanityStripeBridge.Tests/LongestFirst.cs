using Xunit.Abstractions;

[assembly: TestCollectionOrderer("SanityStripeBridge.Tests.LongestFirst", "SanityStripeBridge.Tests")]

namespace SanityStripeBridge.Tests;

/// <summary>
/// The tests of a class run one after the other. The classes that take minutes begin first, so that no core stands idle at the
/// end while one of them is still at work.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        nameof(Histories.RandomHistoryTests),
        nameof(Crashes.CrashMatrixTests),
        nameof(Histories.SharedRandomHistoryTests),
        nameof(Cli.SignalTests),
        nameof(World.BurstTests),
        nameof(Nodes.TwoNodesTests),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(Rank).ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);

    // A class is a collection of its own, and named at the end of the collection's name.
    private static int Rank(ITestCollection collection) =>
        Array.FindIndex(Long, name => collection.DisplayName.EndsWith("." + name, StringComparison.Ordinal))
            is >= 0
                and var rank
            ? rank
            : Long.Length;
}
