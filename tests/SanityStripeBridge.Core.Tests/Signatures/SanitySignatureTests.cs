using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SanityStripeBridge.Core.Signatures;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Signatures;

public sealed class SanitySignatureTests
{
    private const string Secret = "correct-horse-battery-staple-32b!";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_767_225_600_000);
    private static readonly TimeSpan Tolerance = TimeSpan.FromHours(1);

    private static readonly Dictionary<string, JsonElement> Vectors = StripeSignatureTests.Read(
        "sanity/vectors/signature-vectors.json"
    );

    public static TheoryData<string> Names => [.. Vectors.Keys];

    public static TheoryData<string> Deliveries =>
        [
            .. Fixture
                .Files("sanity/webhooks")
                .Where(file => !file.Contains("captured", StringComparison.Ordinal)),
        ];

    // Two differ from the official library on purpose: it has no age limit, and it reads white space after the comma
    // in its pattern but then compares the whole header.
    [Theory]
    [MemberData(nameof(Names))]
    public void The_vector_gets_its_verdict(string name)
    {
        var vector = Vectors[name];
        var verdict = SanitySignature.Check(
            Convert.FromHexString(vector.GetProperty("payloadUtf8Hex").GetString()!),
            vector.GetProperty("header").GetString(),
            [vector.GetProperty("secret").GetString()!],
            Now,
            Tolerance
        );
        verdict
            .Should()
            .Be(
                name switch
                {
                    "old-timestamp" => SignatureVerdict.Stale,
                    "space-after-comma" => SignatureVerdict.Valid,
                    _ when vector.GetProperty("officialIsValid").GetBoolean() => SignatureVerdict.Valid,
                    "empty-header" => SignatureVerdict.Missing,
                    "seconds-timestamp" or "v1-first" or "empty-body" => SignatureVerdict.Malformed,
                    _ => SignatureVerdict.Wrong,
                }
            );
    }

    [Fact]
    public void All_vectors_are_there() => Vectors.Should().HaveCount(12);

    [Theory]
    [MemberData(nameof(Deliveries))]
    public void A_signed_delivery_is_valid(string file)
    {
        var delivery = JsonDocument.Parse(Fixture.Bytes(file)).RootElement;
        var header = delivery.GetProperty("headers").GetProperty("sanity-webhook-signature").GetString()!;
        var time = long.Parse(header.Split(',')[0][2..], System.Globalization.CultureInfo.InvariantCulture);
        SanitySignature
            .Check(
                Encoding.UTF8.GetBytes(delivery.GetProperty("rawBody").GetString()!),
                header,
                [delivery.GetProperty("secret").GetString()!],
                DateTimeOffset.FromUnixTimeMilliseconds(time),
                Tolerance
            )
            .Should()
            .Be(SignatureVerdict.Valid);
    }

    [Theory]
    [InlineData(3_600_000, SignatureVerdict.Valid)]
    [InlineData(3_600_001, SignatureVerdict.Stale)]
    [InlineData(-3_600_000, SignatureVerdict.Valid)]
    [InlineData(-3_600_001, SignatureVerdict.Stale)]
    public void The_tolerance_counts_both_ways_and_includes_its_end(long aside, SignatureVerdict verdict)
    {
        var body = "{}"u8.ToArray();
        var header = Header(Secret, Now.ToUnixTimeMilliseconds(), body);
        SanitySignature
            .Check(body, header, [Secret], Now.AddMilliseconds(aside), Tolerance)
            .Should()
            .Be(verdict);
    }

    [Fact]
    public void A_request_signed_with_the_older_of_two_secrets_is_valid()
    {
        var body = "{}"u8.ToArray();
        var header = Header("old", Now.ToUnixTimeMilliseconds(), body);
        SanitySignature
            .Check(body, header, ["new", "old"], Now, Tolerance)
            .Should()
            .Be(SignatureVerdict.Valid);
    }

    [Fact]
    public void A_secret_that_is_listed_twice_is_one_secret()
    {
        var body = "{}"u8.ToArray();
        var header = Header(Secret, Now.ToUnixTimeMilliseconds(), body);
        SanitySignature
            .Check(body, header, [Secret, Secret], Now, Tolerance)
            .Should()
            .Be(SignatureVerdict.Valid);
    }

    [Fact]
    public void What_we_sign_ourselves_is_valid() =>
        SanitySignature
            .Check("{}"u8, SanitySignature.Sign("{}"u8, Secret, Now), [Secret], Now, Tolerance)
            .Should()
            .Be(SignatureVerdict.Valid);

    [Fact]
    public void A_blank_secret_never_matches()
    {
        var body = "{}"u8.ToArray();
        var header = Header("", Now.ToUnixTimeMilliseconds(), body);
        SanitySignature.Check(body, header, [""], Now, Tolerance).Should().Be(SignatureVerdict.Wrong);
    }

    [Fact]
    public void A_time_beyond_all_calendars_is_stale_when_it_is_genuine()
    {
        var body = "{}"u8.ToArray();
        var header = Header(Secret, long.MaxValue, body);
        SanitySignature.Check(body, header, [Secret], Now, Tolerance).Should().Be(SignatureVerdict.Stale);
    }

    [Fact]
    public void Any_bytes_give_a_verdict_and_never_valid()
    {
        var piece = Gen.Elements(
            "t=",
            "v1=",
            ",",
            " ",
            "1767225600000",
            "99999999999999999999",
            "é",
            "\0",
            "A-_"
        );
        var header = piece.ArrayOf().Select(string.Concat).ToArbitrary();
        Prop.ForAll(
                header,
                ArbMap.Default.ArbFor<byte[]>(),
                (text, bytes) =>
                    SanitySignature.Check(bytes, text, [Secret, "\ud800"], Now, Tolerance)
                    != SignatureVerdict.Valid
            )
            .QuickCheckThrowOnFailure();
    }

    private static string Header(string secret, long time, byte[] body)
    {
        var mac = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret),
            (byte[])[.. Encoding.ASCII.GetBytes($"{time}."), .. body]
        );
        return $"t={time},v1={Base64Url.EncodeToString(mac)}";
    }
}
