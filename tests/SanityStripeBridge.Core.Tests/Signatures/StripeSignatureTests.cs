using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SanityStripeBridge.Core.Signatures;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Signatures;

public sealed class StripeSignatureTests
{
    private const string Current = "whsec_current_ExampleSecret0000000000";
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    // The 19 vectors were judged by the official library; where it is laxer (an hour in the future) they say what we must answer.
    private static readonly Dictionary<string, JsonElement> Vectors = Read("stripe/signature-vectors.json");

    public static TheoryData<string> Names => [.. Vectors.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_vector_gets_its_verdict(string name)
    {
        var vector = Vectors[name];
        Check(vector, [vector.GetProperty("secret").GetString()!])
            .Should()
            .Be(
                name switch
                {
                    _ when vector.GetProperty("valid").GetBoolean() => SignatureVerdict.Valid,
                    "stale" or "future-timestamp" => SignatureVerdict.Stale,
                    "empty-header" => SignatureVerdict.Missing,
                    "garbage-header" or "missing-timestamp" or "no-v1" or "v0-only" =>
                        SignatureVerdict.Malformed,
                    _ => SignatureVerdict.Wrong,
                }
            );
    }

    [Fact]
    public void All_vectors_are_there() => Vectors.Should().HaveCount(19);

    [Fact]
    public void A_request_signed_with_the_older_of_two_secrets_is_valid() =>
        Check(Vectors["valid-compact"], ["whsec_newer", Current]).Should().Be(SignatureVerdict.Valid);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void A_blank_secret_never_matches(string blank)
    {
        var body = "{}"u8.ToArray();
        var time = 1_789_900_100L;
        var header = $"t={time},v1={Hex(blank, time, body)}";
        StripeSignature
            .Check(body, header, [blank], DateTimeOffset.FromUnixTimeSeconds(time), Tolerance)
            .Should()
            .Be(SignatureVerdict.Wrong);
    }

    [Fact]
    public void Without_any_secret_nothing_is_valid() =>
        Check(Vectors["valid-compact"], []).Should().Be(SignatureVerdict.Wrong);

    [Fact]
    public void No_header_is_missing() =>
        StripeSignature
            .Check([], null, [Current], DateTimeOffset.UnixEpoch, Tolerance)
            .Should()
            .Be(SignatureVerdict.Missing);

    [Theory]
    [InlineData("9223372036854775807", SignatureVerdict.Stale)]
    [InlineData("99999999999999999999999999", SignatureVerdict.Malformed)]
    [InlineData("-1", SignatureVerdict.Malformed)]
    [InlineData("٣", SignatureVerdict.Malformed)]
    [InlineData("1789900100\0", SignatureVerdict.Malformed)]
    public void A_time_beyond_all_calendars_is_judged_not_thrown(string time, SignatureVerdict verdict)
    {
        var body = "{}"u8.ToArray();
        var signature = Convert.ToHexStringLower(
            System.Security.Cryptography.HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(Current),
                (byte[])[.. Encoding.ASCII.GetBytes(time), (byte)'.', .. body]
            )
        );
        StripeSignature
            .Check(body, $"t={time},v1={signature}", [Current], DateTimeOffset.UnixEpoch, Tolerance)
            .Should()
            .Be(verdict);
    }

    [Theory]
    [InlineData("{0},{1}", SignatureVerdict.Valid)]
    [InlineData("{0},{1},{1}", SignatureVerdict.Valid)]
    [InlineData("{0},=ff,{1}", SignatureVerdict.Valid)]
    [InlineData("{0},{1},t=1", SignatureVerdict.Valid)]
    [InlineData("t=1,{1},{0}", SignatureVerdict.Wrong)]
    [InlineData("t=,{1}", SignatureVerdict.Malformed)]
    [InlineData("t=17899 00100,{1}", SignatureVerdict.Malformed)]
    public void The_first_time_counts_and_what_stands_twice_or_without_a_name_takes_nothing_away(
        string form,
        SignatureVerdict verdict
    )
    {
        var body = "{}"u8.ToArray();
        var (time, signature) = ("t=1789900100", $"v1={Hex(Current, 1_789_900_100, body)}");
        StripeSignature
            .Check(
                body,
                string.Format(System.Globalization.CultureInfo.InvariantCulture, form, time, signature),
                [Current, Current],
                DateTimeOffset.FromUnixTimeSeconds(1_789_900_100),
                Tolerance
            )
            .Should()
            .Be(verdict);
    }

    [Fact]
    public void What_we_sign_ourselves_is_valid()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_789_900_100);
        var header = StripeSignature.Sign("{}"u8, Current, now);
        StripeSignature.Check("{}"u8, header, [Current], now, Tolerance).Should().Be(SignatureVerdict.Valid);
    }

    [Fact]
    public void White_space_around_the_parts_does_not_matter()
    {
        var vector = Vectors["valid-compact"];
        var header = vector.GetProperty("header").GetString()!.Replace(",", " , ", StringComparison.Ordinal);
        StripeSignature
            .Check(Payload(vector), header, [Current], Now(vector), Tolerance)
            .Should()
            .Be(SignatureVerdict.Valid);
    }

    [Fact]
    public void Any_bytes_give_a_verdict_and_never_valid()
    {
        var piece = Gen.Elements(
            "t=",
            "v1=",
            "v0=",
            ",",
            "=",
            "1789900100",
            " ",
            "ff",
            "\0",
            "é",
            "\ud800",
            "99999999999999999999"
        );
        var header = piece.ArrayOf().Select(string.Concat).ToArbitrary();
        var body = ArbMap.Default.ArbFor<byte[]>();
        Prop.ForAll(
                header,
                body,
                (text, bytes) =>
                    StripeSignature.Check(
                        bytes,
                        text,
                        [Current, "\ud800"],
                        DateTimeOffset.FromUnixTimeSeconds(1_789_900_100),
                        Tolerance
                    ) != SignatureVerdict.Valid
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_was_signed_is_valid_and_one_changed_byte_is_wrong()
    {
        var bytes = ArbMap.Default.ArbFor<NonEmptyArray<byte>>();
        Prop.ForAll(
                bytes,
                some =>
                {
                    var body = some.Get;
                    var now = DateTimeOffset.FromUnixTimeSeconds(1_789_900_100);
                    var header = $"t=1789900100,v1={Hex(Current, 1_789_900_100, body)}";
                    var before = StripeSignature.Check(body, header, [Current], now, Tolerance);
                    byte[] changed = [.. body];
                    changed[^1] ^= 1;
                    var after = StripeSignature.Check(changed, header, [Current], now, Tolerance);
                    return before == SignatureVerdict.Valid && after == SignatureVerdict.Wrong;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private static SignatureVerdict Check(JsonElement vector, IReadOnlyList<string> secrets) =>
        StripeSignature.Check(
            Payload(vector),
            vector.GetProperty("header").GetString(),
            secrets,
            Now(vector),
            TimeSpan.FromSeconds(vector.GetProperty("tolerance").GetInt32())
        );

    private static byte[] Payload(JsonElement vector) =>
        vector.GetProperty("payload_base64").GetBytesFromBase64();

    private static DateTimeOffset Now(JsonElement vector) =>
        DateTimeOffset.FromUnixTimeSeconds(vector.GetProperty("now").GetInt64());

    private static string Hex(string secret, long time, byte[] body) =>
        Convert.ToHexStringLower(
            System.Security.Cryptography.HMACSHA256.HashData(
                Encoding.UTF8.GetBytes(secret),
                (byte[])[.. Encoding.ASCII.GetBytes($"{time}."), .. body]
            )
        );

    internal static Dictionary<string, JsonElement> Read(string file) =>
        JsonDocument
            .Parse(Fixture.Bytes(file))
            .RootElement.GetProperty("vectors")
            .EnumerateArray()
            .ToDictionary(vector => vector.GetProperty("name").GetString()!);
}
