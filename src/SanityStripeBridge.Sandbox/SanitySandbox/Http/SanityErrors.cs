using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Http;

/// <summary>Bodies of statuses that a fault injects or the gateway answers.</summary>
internal static class SanityErrors
{
    public static LakeException Unauthorized =>
        LakeErrors.Gateway(401, "Unauthorized", "Session not found", "SIO-401-ANF");

    public static LakeException WrongProject =>
        LakeErrors.Gateway(401, "Unauthorized", "Session does not match project host", "SIO-401-AWH");

    public static LakeException TooLarge =>
        LakeErrors.Gateway(413, "Request Entity Too Large", "Request body exceeds limit of 4000000 bytes");

    public static LakeException TooMany =>
        new(429, new JsonObject { ["message"] = "API rate limit exceeded" });

    public static LakeException Malformed => LakeErrors.Gateway(400, "Bad Request", "Invalid JSON");

    public static JsonObject Body(int status) =>
        status switch
        {
            401 => Unauthorized.Body,
            413 => TooLarge.Body,
            429 => TooMany.Body,
            409 => new JsonObject
            {
                ["error"] = new JsonObject
                {
                    ["type"] = "transactionConflictError",
                    ["description"] = "transaction conflict",
                },
            },
            _ => LakeErrors.Gateway(status, Title(status), "The request could not be performed").Body,
        };

    private static string Title(int status) =>
        status switch
        {
            400 => "Bad Request",
            402 => "Payment Required",
            403 => "Forbidden",
            404 => "Not Found",
            502 => "Bad Gateway",
            503 => "Service Unavailable",
            504 => "Gateway Timeout",
            _ => "Internal Server Error",
        };
}
