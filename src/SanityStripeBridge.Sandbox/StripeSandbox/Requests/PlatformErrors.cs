using System.Text;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Requests;

/// <summary>What Stripe itself says for a status that a fault asks for.</summary>
internal static class PlatformErrors
{
    public static string Body(int status) => Encoding.UTF8.GetString(Json.Bytes(Error(status).Body("")));

    private static StripeErrorException Error(int status) =>
        status switch
        {
            429 => RateLimit.Exceeded(livemode: false),
            401 => KeyRing.AtTheDoor(401, "Expired API Key provided: sk_test_****"),
            403 => KeyRing.AtTheDoor(403, "Permission denied."),
            < 500 => KeyRing.AtTheDoor(status, "The request was refused."),
            _ => new StripeErrorException(status, "An unknown error occurred")
            {
                Type = "api_error",
                Logged = false,
            },
        };
}
