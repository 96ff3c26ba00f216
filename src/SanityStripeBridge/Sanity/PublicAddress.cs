using System.Net;

namespace SanityStripeBridge.Sanity;

/// <summary>Whether an address is somebody's on the open internet: what stands in a catalogue must not make the bridge knock at doors inside.</summary>
internal static class PublicAddress
{
    /// <summary>Not for everybody, by the registries of special addresses (RFC 6890 and its updates): own, private, shared, link-local with the clouds' metadata, test, multicast, reserved.</summary>
    private static readonly IPNetwork[] Inside =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",
            // Of IPv6 only the global unicast block is taken; these lie in it and lead elsewhere, or nowhere.
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    public static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var isKnown =
            plain.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            || GlobalUnicast.Contains(plain);
        return isKnown && !Inside.Any(network => network.Contains(plain));
    }
}
