namespace SanityStripeBridge.Setup;

/// <summary>The public address under which the receivers are reached.</summary>
internal static class PublicUrl
{
    /// <summary>The installation's setting in which it is remembered for the doctor.</summary>
    public const string Setting = "public_url";

    private const string Expected =
        "expected the public address alone, such as https://bridge.example.com; the receivers' paths are added";

    /// <summary>The address without a slash at its end, or a sentence about what is wrong with it.</summary>
    public static (string? Host, string? Fault) Read(string text)
    {
        if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address))
            return (null, $"--url {text} is no address; {Expected}");
        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            return (null, $"--url has more than host and path; {Expected}");
        if (address.AbsolutePath.Contains("/api/", StringComparison.Ordinal))
            return (null, $"--url {text} already holds a receiver's path; {Expected}");
        if (
            address.Scheme == Uri.UriSchemeHttps
            || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)
        )
            return (address.GetLeftPart(UriPartial.Path).TrimEnd('/'), null);
        return (
            null,
            $"--url {text} is not https: prices would travel unencrypted; {Expected} (http only on this machine)"
        );
    }
}
