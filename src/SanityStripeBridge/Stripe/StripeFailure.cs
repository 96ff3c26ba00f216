using System.Text.Json;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Stripe;

/// <summary>What an answer of Stripe that is no success means. Status and code decide, never the type alone.</summary>
internal static class StripeFailure
{
    public const string Missing = RemoteException.Missing;

    /// <summary>Whether the object asked for, or the product whose prices were asked for, is not there in this account and mode.</summary>
    public static bool IsMissing(Answer answer)
    {
        if (answer.Status is not (404 or 400))
            return false;
        var error = Read(answer.Body);
        return error.Code == Missing
            && !IsOperatorsFault(answer.Status, error)
            && (answer.Status == 404 || error.Param == "product");
    }

    public static Attempt<T> From<T>(Answer answer, string operation, string key, DateTimeOffset now)
    {
        var error = Read(answer.Body);
        var kind = KindOf(answer.Status, error);
        var replayed = string.Equals(
            answer.Header("Idempotent-Replayed"),
            "true",
            StringComparison.OrdinalIgnoreCase
        );
        var code =
            answer.Status >= 500 && replayed
                ? RemoteException.StoredError
                : error.Code ?? IdempotencyCode(error);
        var failure = new RemoteException(
            kind,
            Sentence(answer, operation, error, key),
            answer.Status,
            code,
            error.Param,
            answer.RetryAfter(now)
        );
        // Stripe-Should-Retry: false says that the next moments bring nothing new.
        return Attempts.Failed<T>(
            failure,
            code != RemoteException.StoredError && answer.Header("Stripe-Should-Retry") != "false"
        );
    }

    /// <summary>The sentence of a refusal, without the key; null when it says none.</summary>
    public static string? Said(byte[] body, string key)
    {
        var said = Read(body).Message;
        return key.Length == 0 ? said : said?.Replace(key, "***", StringComparison.Ordinal);
    }

    private static FailureKind KindOf(int status, StripeError error) =>
        status switch
        {
            401 or 403 or (>= 300 and < 400) => FailureKind.Operator,
            429 => FailureKind.RateLimited,
            408 or 409 or 424 or >= 500 => FailureKind.Transient,
            _ when IsOperatorsFault(status, error) => FailureKind.Operator,
            _ => FailureKind.Refused,
        };

    private static bool IsOperatorsFault(int status, StripeError error) =>
        error.Code == "secret_key_required"
        // The id belongs to the other mode: the key is the wrong one, the object is not gone.
        || Says(error, "a similar object exists in")
        || Says(error, "Invalid Stripe API version")
        // An address that Stripe does not know: it is not Stripe, or not the version we speak.
        || (status == 404 && error.Code != Missing);

    private static bool Says(StripeError error, string text) =>
        error.Message?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;

    private static string? IdempotencyCode(StripeError error) =>
        error.Type == "idempotency_error" ? error.Type : null;

    private static string Sentence(Answer answer, string operation, StripeError error, string key)
    {
        var text = string.IsNullOrWhiteSpace(error.Message) ? "no reason given" : error.Message;
        // Stripe masks the key it quotes; a proxy in between might not.
        var safe = key.Length == 0 ? text : text.Replace(key, "***", StringComparison.Ordinal);
        var request = answer.Header("Request-Id") is { } id ? $" ({id})" : "";
        return $"Stripe answered {answer.Status} to {operation}: {safe}{request}";
    }

    private static StripeError Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, StripeJson.Default.StripeErrorBody)?.Error ?? new();
        }
        catch (JsonException)
        {
            // A proxy's page: the status says all there is to know.
            return new();
        }
    }
}
