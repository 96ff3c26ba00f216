using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Sandbox.Tests.SanitySandbox;

/// <summary>A dataset without a network in front of it.</summary>
internal sealed class TestLake
{
    private int _ids;

    public TestLake() =>
        Dataset = new Dataset("production", Clock, NextId, (_, done, _) => Committed.Add(done));

    public ManualTime Clock { get; } = new();

    public Dataset Dataset { get; }

    public List<Transaction> Committed { get; } = [];

    public Transaction Commit(JsonArray mutations, string? transactionId = null, bool dryRun = false) =>
        Dataset.Commit(
            new MutationRequest
            {
                Mutations = mutations,
                TransactionId = transactionId,
                Author = "pTester",
                DryRun = dryRun,
            }
        );

    public Transaction Commit(
        [System.Diagnostics.CodeAnalysis.StringSyntax("json")] string mutations,
        string? transactionId = null
    ) => Commit(JsonNode.Parse(mutations)!.AsArray(), transactionId);

    public string Refusal(string mutations, string? transactionId = null)
    {
        try
        {
            Commit(mutations, transactionId);
            return "";
        }
        catch (LakeException refused)
        {
            return refused.ErrorType ?? "";
        }
    }

    private string NextId(int length) => (_ids++).ToString(CultureInfo.InvariantCulture).PadLeft(length, 'i');
}
