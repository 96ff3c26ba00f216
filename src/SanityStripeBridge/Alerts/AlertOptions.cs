namespace SanityStripeBridge.Alerts;

/// <summary>Where the operator wants to be told.</summary>
internal sealed class AlertOptions
{
    /// <summary>https, or loopback; null: nobody is told. It may hold a secret and is never logged.</summary>
    public Uri? Address { get; set; }

    /// <summary>Whether alerts may go to this address: what they tell is not for everybody on the way.</summary>
    public static bool MayGoTo(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);
}
