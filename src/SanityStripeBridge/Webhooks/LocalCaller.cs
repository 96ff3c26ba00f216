using System.Net;

namespace SanityStripeBridge.Webhooks;

/// <summary>Callers on this machine. Behind a proxy on the same machine everybody seems to be on it.</summary>
internal static class LocalCaller
{
    /// <summary>Whether the caller is on this machine and speaks for nobody else; what a proxy says of others is not believed, only that there are some.</summary>
    public static bool IsLocal(this HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && !context.Request.Headers.Keys.Any(IsOfAProxy);

    private static bool IsOfAProxy(string header) =>
        header.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase)
        || header.ToUpperInvariant() is "FORWARDED" or "X-REAL-IP" or "VIA";
}
