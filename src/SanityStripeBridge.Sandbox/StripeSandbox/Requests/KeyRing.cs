using System.Collections.Concurrent;
using System.Text;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Requests;

/// <summary>What a key may do, and in which mode.</summary>
internal sealed record Grant(string Key, bool Livemode, IReadOnlyList<string>? Permissions)
{
    /// <summary>Write implies read.</summary>
    public bool Allows(string permission) =>
        Permissions is null
        || Permissions.Contains(permission)
        || (
            permission.EndsWith("_read", StringComparison.Ordinal)
            && Permissions.Contains(permission[..^5] + "_write")
        );
}

/// <summary>Reads the key of a request and decides whether it opens anything.</summary>
internal sealed class KeyRing(StripeSimulatorOptions options)
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _keys = new(
        options.Keys,
        StringComparer.Ordinal
    );

    private static readonly Dictionary<string, string> Labels = new()
    {
        ["plan"] = "Prices",
        ["product"] = "Products",
        ["webhook"] = "Webhook Endpoints",
        ["event"] = "Events",
        ["account"] = "Accounts",
        ["subscription"] = "Subscriptions",
    };

    /// <summary>Makes a key, or gives a restricted one other permissions.</summary>
    public void Set(string key, IReadOnlyList<string> permissions) => _keys[key] = permissions;

    /// <summary>From now on the key opens nothing.</summary>
    public void Revoke(string key) => _keys.TryRemove(key, out _);

    public Grant Open(HttpRequest request)
    {
        var key = Key(request.Headers.Authorization.ToString());
        if (string.IsNullOrEmpty(key))
            throw AtTheDoor(
                401,
                "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth "
                    + "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, "
                    + "or we can help at https://support.stripe.com/."
            );
        if (key.StartsWith("pk_", StringComparison.Ordinal))
            throw new StripeErrorException(
                401,
                "This API call cannot be made with a publishable API key. Please use a secret API key. "
                    + "You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys."
            )
            {
                Code = "secret_key_required",
                Logged = false,
            };
        if (!_keys.TryGetValue(key, out var permissions))
            throw AtTheDoor(401, $"Invalid API Key provided: {Mask(key)}");
        var restricted = key.StartsWith("rk_", StringComparison.Ordinal);
        return new Grant(
            key,
            key.Contains("_live_", StringComparison.Ordinal),
            restricted ? permissions : null
        );
    }

    /// <param name="grant">The key's grant.</param>
    /// <param name="permission">For example <c>plan_read</c>.</param>
    /// <param name="account">The account the request is for.</param>
    public static void Demand(Grant grant, string permission, string account)
    {
        if (grant.Allows(permission))
            return;
        var split = permission.LastIndexOf('_');
        var label =
            $"{Labels[permission[..split]]} {(permission.EndsWith("_read", StringComparison.Ordinal) ? "Read" : "Write")}";
        var mask = $"{grant.Key[..8]}***{grant.Key[^4..]}";
        throw AtTheDoor(
            403,
            $"Permission denied. The provided key '{mask}' does not have the required permissions for this endpoint on account "
                + $"'{account}'. Enabling \"{label}\" ('{permission}') permissions on this key would allow this request to continue."
        );
    }

    public static StripeErrorException AtTheDoor(int status, string message) =>
        new(status, message) { Logged = false };

    private static string? Key(string authorization)
    {
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return authorization[7..].Trim();
        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization[6..].Trim(), bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length).Split(':')[0]
            : null;
    }

    /// <summary>The prefix and the last four characters stay readable.</summary>
    private static string Mask(string key)
    {
        var head =
            key.StartsWith("sk_test_", StringComparison.Ordinal)
            || key.StartsWith("sk_live_", StringComparison.Ordinal)
            || key.StartsWith("rk_", StringComparison.Ordinal)
                ? 8
                : 0;
        return key.Length <= head + 4
            ? key[..Math.Min(head, key.Length)] + "****"
            : $"{key[..head]}****{key[^4..]}";
    }
}
