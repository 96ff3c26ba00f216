using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Actions;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Http;

/// <summary><c>/data/actions</c>: what the Studio does to drafts and published documents.</summary>
internal sealed class ActionRoute(SanitySimulator sandbox)
{
    public SanityAnswer Perform(SanityRequest request)
    {
        var dataset = sandbox.FindDataset(request.Route("dataset"));
        var body = request.Body();
        if (body["actions"] is not JsonArray actions)
            throw LakeErrors.Gateway(400, "Bad Request", "\"actions\" is required");
        request.Caller.MayWrite(actions);
        var id = body["transactionId"]?.GetValue<string>();
        // Nothing to do makes no transaction, and does not use up the id.
        if (actions.Count == 0)
            return Answer(id ?? sandbox.Ids.Next("", 22));
        var done = DocumentActions.Perform(
            dataset,
            actions,
            new MutationRequest
            {
                Mutations = [],
                TransactionId = id,
                Author = request.Caller.UserId,
                DryRun = body["dryRun"]?.GetValue<bool>() ?? request.Flag("dryRun"),
                WaitForIndex = request.Query("visibility") is null or "sync",
            }
        );
        return Answer(done.Id);
    }

    private static SanityAnswer Answer(string transactionId) =>
        SanityAnswer.Ok(new JsonObject { ["transactionId"] = transactionId });
}
