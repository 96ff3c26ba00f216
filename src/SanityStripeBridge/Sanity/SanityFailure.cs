using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Sanity;

/// <summary>What an answer of Sanity that is no success means. Error bodies come in four shapes; the type decides before the status.</summary>
internal static class SanityFailure
{
    private const string AlreadyCommitted = "transactionAlreadyExistsError";

    private static readonly string[] StaleTypes =
    [
        "documentRevisionIDDoesNotMatchError",
        "documentAlreadyExistsError",
        "documentNotFoundError",
    ];

    /// <summary>The failure as an exception.</summary>
    public static Attempt<T> From<T>(Answer answer, string operation, string token, DateTimeOffset now)
    {
        var error = Read(answer.Body);
        var failure = new RemoteException(
            KindOf(answer.Status, error.Code),
            Sentence(answer, operation, error.Text, token),
            answer.Status,
            error.Code,
            retryAfter: answer.RetryAfter(now)
        );
        return Attempts.Failed<T>(failure);
    }

    /// <summary>The outcomes of a transaction that are no failures: committed by an earlier sending, or overtaken.</summary>
    public static SanityWrite? Outcome(Answer answer, IReadOnlyList<string> written, string transactionId)
    {
        var error = Read(answer.Body);
        if (error.Code == AlreadyCommitted)
            return new SanityWrite.Committed(transactionId);
        var stale = error.Items.FirstOrDefault(item => StaleTypes.Contains(item.Type));
        if (stale is null)
            return null;
        var document = stale.DocumentId ?? written.ElementAtOrDefault(stale.Index) ?? "";
        return new SanityWrite.Stale(document, stale.Text ?? stale.Type!);
    }

    /// <summary>The sentence of a refusal, without the token; null when it says none.</summary>
    public static string? Said(byte[] body, string token)
    {
        var said = Read(body).Text;
        return token.Length == 0 ? said : said?.Replace(token, "***", StringComparison.Ordinal);
    }

    private static FailureKind KindOf(int status, string? code) =>
        (status, code) switch
        {
            (_, "transactionConflictError") => FailureKind.Transient,
            (_, "insufficientPermissionsError") => FailureKind.Operator,
            (401 or 402 or 403 or 404 or (>= 300 and < 400), _) => FailureKind.Operator,
            (429, _) => FailureKind.RateLimited,
            (408 or 425 or >= 500, _) => FailureKind.Transient,
            _ => FailureKind.Refused,
        };

    private static string Sentence(Answer answer, string operation, string? said, string token)
    {
        var text = string.IsNullOrWhiteSpace(said) ? "no reason given" : said;
        var safe = token.Length == 0 ? text : text.Replace(token, "***", StringComparison.Ordinal);
        return $"Sanity answered {answer.Status} to {operation}: {safe}";
    }

    private static SanityError Read(byte[] body)
    {
        try
        {
            return SanityError.From(JsonNode.Parse(body) as JsonObject);
        }
        catch (JsonException)
        {
            // A proxy's page: the status says all there is to know.
            return SanityError.From(null);
        }
    }
}

/// <summary>What the four shapes of error bodies have in common.</summary>
/// <param name="TopType">Type of the whole error.</param>
/// <param name="Text">A sentence.</param>
/// <param name="Items">One per refused mutation.</param>
/// <param name="GatewayCode"><c>SIO-…</c> of the gateway.</param>
internal sealed record SanityError(
    string? TopType,
    string? Text,
    IReadOnlyList<SanityErrorItem> Items,
    string? GatewayCode
)
{
    /// <summary>The most precise name of the reason.</summary>
    public string? Code => Items.Count > 0 ? Items[0].Type : TopType ?? GatewayCode;

    public static SanityError From(JsonObject? body)
    {
        var error = body?["error"] as JsonObject;
        var items = (error?["items"] as JsonArray)?.OfType<JsonObject>().Select(Item).ToArray() ?? [];
        return new(
            Field(error, "type"),
            Field(error, "description") ?? Field(body, "message") ?? Field(body, "error"),
            items,
            Field(body, "errorCode")
        );
    }

    private static SanityErrorItem Item(JsonObject item)
    {
        var error = item["error"] as JsonObject;
        var index = item["index"] is JsonValue value && value.TryGetValue(out int number) ? number : 0;
        return new(index, Field(error, "type"), Field(error, "id"), Field(error, "description"));
    }

    private static string? Field(JsonObject? holder, string name) =>
        holder?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}

/// <summary>Why one mutation was refused.</summary>
internal sealed record SanityErrorItem(int Index, string? Type, string? DocumentId, string? Text);
