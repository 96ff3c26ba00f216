using System.Net;
using SanityStripeBridge.Sanity;

namespace SanityStripeBridge.Tests.Clients;

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("93.184.215.14")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2606:4700::6810:84e5")]
    [InlineData("::ffff:93.184.215.14")]
    public void An_address_of_the_open_internet_is_public(string address) =>
        PublicAddress.IsPublic(IPAddress.Parse(address)).Should().BeTrue();

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("198.19.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("::ffff:127.0.0.1")]
    public void An_address_inside_is_not(string address) =>
        PublicAddress.IsPublic(IPAddress.Parse(address)).Should().BeFalse();
}
