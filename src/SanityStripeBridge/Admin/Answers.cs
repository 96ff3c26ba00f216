using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;

namespace SanityStripeBridge.Admin;

/// <summary>Answers in JSON; what went wrong is a problem (RFC 9457) with a code for scripts.</summary>
internal static class Answers
{
    public static IResult Json(JsonNode shape, int status = StatusCodes.Status200OK) =>
        TypedResults.Text(shape.ToJsonString(), "application/json", statusCode: status);

    public static IResult Problem(int status, string code, string detail, JsonObject? details = null)
    {
        var more = new Dictionary<string, object?> { ["code"] = code };
        foreach (var (name, value) in details ?? [])
            more[name] = value?.DeepClone();
        return TypedResults.Problem(detail, statusCode: status, extensions: more);
    }

    /// <summary>Errors become answers here and nowhere else.</summary>
    public static async Task<IResult> CatchAsync(Func<Task<IResult>> answer)
    {
        try
        {
            return await answer();
        }
        catch (RefusedException refusal)
        {
            return Problem(StatusOf(refusal.Code), refusal.Code, refusal.Message, refusal.Details);
        }
        catch (RemoteException failure)
        {
            return failure.Kind == FailureKind.Operator
                ? Problem(StatusCodes.Status502BadGateway, "operator", failure.Message)
                : Problem(StatusCodes.Status502BadGateway, "platform", failure.Message);
        }
        catch (StoreUnavailableException down)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, "store", down.Message);
        }
        catch (BadHttpRequestException broken)
        {
            return Problem(broken.StatusCode, "bad_request", broken.Message);
        }
    }

    private static int StatusOf(string code) =>
        code switch
        {
            BadRequestException.Name => StatusCodes.Status400BadRequest,
            "not_found" or "no_match" => StatusCodes.Status404NotFound,
            "too_large" => StatusCodes.Status413PayloadTooLarge,
            "unsupported" => StatusCodes.Status415UnsupportedMediaType,
            "stopping" => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status409Conflict,
        };

    /// <summary>A cursor that is a number.</summary>
    public static string Cursor(long place) => place.ToString(CultureInfo.InvariantCulture);
}
