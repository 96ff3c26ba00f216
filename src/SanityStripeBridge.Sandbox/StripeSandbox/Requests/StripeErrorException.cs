using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Requests;

/// <summary>An answer that is an error, in Stripe's envelope.</summary>
internal sealed class StripeErrorException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string? Code { get; init; }

    public string? Param { get; init; }

    public string Type { get; init; } = "invalid_request_error";

    /// <summary>Stripe links no documentation for a few codes.</summary>
    public bool Documented { get; init; } = true;

    /// <summary>Errors of an executed endpoint link to the request's log; those at the door do not.</summary>
    public bool Logged { get; init; } = true;

    /// <summary>A parameter was refused before execution began; such an answer is not kept under an idempotency key.</summary>
    public bool BeforeExecution { get; init; }

    /// <summary>False where the answer carries no <c>Request-Id</c>.</summary>
    public bool IsNumbered { get; init; } = true;

    /// <summary>The id that was not found, when that is the error.</summary>
    public string? MissingId { get; init; }

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public JsonObject Body(string requestLogUrl)
    {
        var error = new JsonObject();
        if (Code is not null)
            error["code"] = Code;
        if (Code is not null && Documented)
            error["doc_url"] = $"https://stripe.com/docs/error-codes/{Code.Replace('_', '-')}";
        error["message"] = Message;
        if (Param is not null)
            error["param"] = Param;
        if (Logged)
            error["request_log_url"] = requestLogUrl;
        error["type"] = Type;
        return new JsonObject { ["error"] = error };
    }
}
