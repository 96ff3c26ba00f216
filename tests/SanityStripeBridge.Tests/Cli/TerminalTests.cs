using System.Text.Json.Nodes;
using SanityStripeBridge.Cli;
using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Tests.Cli;

/// <summary>What a person sees who types: wrong words, waits, values that are too long for a table.</summary>
public sealed class TerminalTests
{
    [Theory]
    [InlineData("Did you mean plan?", "plann")]
    [InlineData("bridge --help tells what there is.", "zzzzzzzz")]
    [InlineData("bridge inbox wants one of: list, show, replay, discard", "inbox")]
    [InlineData("bridge setup wants one of: webhooks, repin", "setup")]
    [InlineData("Did you mean list?", "inbox", "lst")]
    [InlineData("bridge inbox list --help tells what there is.", "inbox", "list", "--statte", "dead")]
    public async Task Wrong_words_are_answered_with_right_ones(string said, params string[] typed)
    {
        using var cli = new CliRun();

        var result = await cli.RunAsync(typed);

        result.Exit.Should().Be(2);
        result.Error.Should().Contain(said);
        result.Out.Should().BeEmpty();
    }

    [Fact]
    public async Task The_help_of_the_whole_tells_the_exit_codes()
    {
        using var cli = new CliRun();
        (await cli.RunAsync("--help")).Out.Should().Contain("Exit codes:").And.Contain("3  plan, validate");
        (await cli.RunAsync("plan", "--help")).Out.Should().Contain("Example:").And.NotContain("Exit codes:");
    }

    [Theory]
    [InlineData("export", "nowhere/catalogue.json")]
    [InlineData("plan", "--out", "nowhere/plan.json")]
    [InlineData("plan", "--out", ".")]
    public async Task A_file_that_cannot_be_written_is_refused_before_anybody_is_asked(params string[] typed)
    {
        await using var shop = await CliShop.OpenAsync();

        var result = await shop.Cli.RunAsync([.. typed, "--json"]);

        result.Exit.Should().Be(2);
        result.ErrorCode.Should().Be("usage");
        result.Json.GetProperty("error").GetProperty("message").GetString().Should().Contain(typed[^1]);
        shop.Stripe.Requests.All.Should().BeEmpty();
    }

    [Theory]
    [InlineData("nonsense", 2, "no address to listen at; expected http://localhost:5080")]
    [InlineData("https://localhost:5443", 2, "a proxy in front ends HTTPS")]
    [InlineData("http://192.0.2.7:5080", 1, "cannot be listened at")]
    public async Task An_address_that_cannot_be_listened_at_is_refused_with_a_sentence(
        string url,
        int exit,
        string said
    )
    {
        using var cli = new CliRun();
        cli.Environment["STRIPE_WEBHOOK_SECRET"] = "whsec_x";
        cli.Environment["SANITY_WEBHOOK_SECRET"] = "secret";
        cli.Environment["STRIPE_API_BASE"] = cli.Environment["SANITY_API_BASE"] = "http://127.0.0.1:1";

        var result = await cli.RunAsync("serve", "--urls", url, "--json");

        result.Exit.Should().Be(exit);
        result.Json.GetProperty("error").GetProperty("message").GetString().Should().Contain(said);
    }

    [Theory]
    [InlineData("why", "nobody", "a published Sanity id")]
    [InlineData("undo", "nobody", "as history and status list them")]
    [InlineData("history --run", "nobody", "as status lists them")]
    [InlineData("inbox show", "4711", "a number of inbox list")]
    public async Task An_unknown_id_is_answered_with_what_was_expected(
        string verb,
        string id,
        string expected
    )
    {
        await using var shop = await CliShop.OpenAsync();

        var result = await shop.Cli.RunAsync([.. verb.Split(' '), id]);

        result.Exit.Should().Be(1);
        result.Error.Should().Contain($"{id} is not known here: expected").And.Contain(expected);
    }

    [Fact]
    public async Task Where_there_is_nothing_to_do_no_bar_is_shown()
    {
        await using var shop = await CliShop.WithMugAsync();
        shop.Cli.Typed = "";

        var quiet = await shop.Cli.RunAsync("sync");

        quiet.Exit.Should().Be(0);
        quiet.Out.Should().Contain("Both sides agree").And.NotContain("%");
    }

    [Fact]
    public void Long_values_that_begin_alike_are_shown_from_where_they_differ()
    {
        var (from, to) = ("One more site on any paid plan.", "One more site on any paid plan, with support.");

        Shortened
            .Change(FieldValue.Text(from), FieldValue.Text(to))
            .Should()
            .Be("…aid plan.\" -> …aid plan, with support.\"");
        Shortened
            .Change(FieldValue.Text("a"), FieldValue.Text(new string('b', 90)))
            .Should()
            .Be("\"a\" -> \"" + new string('b', 26) + "…");
        Shortened.Change(FieldValue.Integer(1900), FieldValue.Integer(1950)).Should().Be("1900 -> 1950");
    }

    [Fact]
    public void A_character_of_two_halves_is_never_cut()
    {
        var long1 = string.Concat(Enumerable.Repeat("😀", 20));
        var cut = Shortened.Of(FieldValue.From(JsonValue.Create("x" + long1)));
        var changed = Shortened.Change(
            FieldValue.From(JsonValue.Create(long1 + "😀")),
            FieldValue.From(JsonValue.Create(long1 + "😁"))
        );

        foreach (var text in new[] { cut, changed })
            text.Should()
                .NotContain("\uFFFD")
                .And.Be(System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)));
    }
}
