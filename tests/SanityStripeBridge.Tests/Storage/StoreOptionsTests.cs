using Npgsql;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Tests.Storage;

public sealed class StoreOptionsTests
{
    [Theory]
    [InlineData("sqlite::memory:", "memory")]
    [InlineData("sqlite:", "no file")]
    [InlineData("postgres:///secret", "no host")]
    [InlineData("postgres://bridge:secret@db.example", "no database")]
    [InlineData("postgres://bridge:secret@db:port/bridge", "no address")]
    [InlineData("postgres://bridge:secret@db/bridge?colour=secret", "colour")]
    [InlineData("postgres://bridge:secret@db/bridge?sslmode=secret", "sslmode")]
    [InlineData("mysql://root:secret@db", "expected sqlite:")]
    public void A_store_that_cannot_be_used_is_refused_with_a_sentence(string text, string sentence)
    {
        var refusal = FluentActions
            .Invoking(() => StoreOptions.Parse(text))
            .Should()
            .Throw<FormatException>();
        refusal.Which.Message.Should().Contain(sentence).And.NotContain("secret");
    }

    [Fact]
    public void A_path_is_taken_as_it_stands() =>
        StoreOptions.Parse("sqlite:data/bridge.db").Location.Should().Be("data/bridge.db");

    [Theory]
    [InlineData(
        "postgres://al%40ice:p%2Fw%3A%C3%BC@db.example:6000/shop?sslmode=verify-full&connect_timeout=7"
    )]
    [InlineData(
        "postgresql://al%40ice:p%2Fw%3A%C3%BC@db.example:6000/shop?sslmode=verify-full&connect_timeout=7"
    )]
    public void An_address_is_read_as_every_provider_writes_it(string text)
    {
        var settings = new NpgsqlConnectionStringBuilder(StoreOptions.Parse(text).Location);
        settings.Host.Should().Be("db.example");
        settings.Port.Should().Be(6000);
        settings.Database.Should().Be("shop");
        settings.Username.Should().Be("al@ice");
        settings.Password.Should().Be("p/w:ü");
        settings.SslMode.Should().Be(SslMode.VerifyFull);
        settings.Timeout.Should().Be(7);
    }

    [Fact]
    public void The_password_is_never_shown()
    {
        var options = StoreOptions.Parse("postgres://alice:secret@db.example/shop?password=secret");
        options.Shown.Should().Be("postgres://db.example/shop");
        $"{options}".Should().NotContain("secret");
    }
}
