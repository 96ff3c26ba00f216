using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Requests;

/// <summary>One authorised request, ready to be performed.</summary>
internal sealed record StripeCall(Ledger Ledger, FormNode Form, string? Id, Caller Caller)
{
    public string PathId => Id ?? throw new InvalidOperationException("The route has no id.");

    public Parameters Parameters => new(Form);
}

/// <summary>Performs a call under the lock and answers its body, before expansion.</summary>
internal delegate JsonObject Perform(StripeCall call);

/// <param name="Permission">What a restricted key needs, for example <c>product_write</c>.</param>
internal sealed record StripeRoute(string Method, string Template, string Permission, Perform Perform);
