namespace SanityStripeBridge.Sandbox.Tests.StripeSandbox;

/// <summary>Row 37: search and its index, which is behind.</summary>
public sealed class SearchTests : StripeTests
{
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Row_37_what_was_written_is_found_only_after_the_lag_and_as_it_was()
    {
        await Account.Product("name=Mug&id=mug");
        (await Found("name:'mug'")).Should().BeEmpty();

        Account.Time.Advance(Lag);
        (await Found("name:'mug'")).Should().Equal("mug");

        await Account.Post("products/mug", "name=Cup");
        (await Found("name:'mug'")).Should().Equal("mug");
        await Account.Delete("products/mug");
        Account.Time.Advance(Lag);
        (await Found("name:'mug' OR name:'cup'")).Should().BeEmpty();
    }

    [Theory]
    [InlineData("active:'true'", "tin", "mug")]
    [InlineData("active:'false'", "jug")]
    [InlineData("-active:'true'", "jug")]
    [InlineData("name~'GLASS'", "jug")]
    [InlineData("name:'green tin'", "tin")]
    [InlineData("metadata['sanity_id']:'d1'", "mug")]
    [InlineData("metadata[\"sanity_id\"]:null", "tin", "jug")]
    [InlineData("-metadata['sanity_id']:null AND active:'true'", "mug")]
    [InlineData("-metadata['sanity_id']:null active:'true'", "mug")]
    [InlineData("shippable:'true' or name:'mug'", "tin", "mug")]
    [InlineData("url:null AND active:'true'", "tin", "mug")]
    [InlineData("description~'it\\'s'", "mug")]
    public async Task Row_37_a_query_finds_what_it_says_newest_first(string query, params string[] expected)
    {
        await Account.Product("id=mug&name=Mug&metadata[sanity_id]=d1&description=it's blue");
        await Account.Product("id=jug&name=Glass jug&active=false&url=https://jug.example");
        await Account.Product("id=tin&name=Green tin&shippable=true");
        Account.Time.Advance(Lag);

        (await Found(query)).Should().Equal(expected);
    }

    [Theory]
    [InlineData("lookup_key:'k'")]
    [InlineData("currency:'eur' AND type:'recurring'")]
    [InlineData("product:'mug' AND active:'true'")]
    [InlineData("metadata['bridge_op']:'01J'")]
    public async Task Row_37_prices_are_searched_by_key_currency_type_product_and_metadata(string query)
    {
        await Account.Product("name=Mug&id=mug");
        await Account.Price("mug", "currency=usd&unit_amount=1&active=false");
        var wanted = await Account.Price(
            "mug",
            "currency=eur&unit_amount=2&lookup_key=k&recurring[interval]=month&metadata[bridge_op]=01J"
        );
        Account.Time.Advance(Lag);

        (await Found(query, "prices")).Should().Equal(wanted);
    }

    [Theory]
    [InlineData("asdf", "We were unable to parse your search query.")]
    [InlineData("name:'a' AND active:'true' OR active:'false'", "We were unable to parse your search query.")]
    [InlineData("name:'a' AND ", "We were unable to parse your search query.")]
    [InlineData("name~'ab'", "We were unable to parse your search query.")]
    [InlineData("active~'true'", "We were unable to parse your search query.")]
    [InlineData("foo:\"bar\"", "Field `foo` is an unsupported search field for resource `products`.")]
    public async Task Row_37_what_cannot_be_searched_is_refused(string query, string message)
    {
        var answer = await Account.Get($"products/search?query={Uri.EscapeDataString(query)}");

        answer.Status.Should().Be(400);
        answer.Message.Should().StartWith(message);
    }

    [Fact]
    public async Task Row_37_pages_follow_their_token_and_the_total_is_counted_on_request()
    {
        for (var n = 0; n < 5; n++)
            await Account.Product($"name=Mug&id=p{n}");
        Account.Time.Advance(Lag);
        const string Path = "products/search?query=name:'mug'&limit=2";

        var first = await Account.Get($"{Path}&expand[]=total_count");
        var token = Uri.EscapeDataString(first["next_page"].GetString()!);
        var second = await Account.Get($"{Path}&page={token}");
        var last = await Account.Get($"{Path}&page={Uri.EscapeDataString(second["next_page"].GetString()!)}");

        first
            .Body.EnumerateObject()
            .Select(p => p.Name)
            .Should()
            .Equal("object", "data", "has_more", "next_page", "url", "total_count");
        first["total_count"].GetInt32().Should().Be(5);
        Ids(first).Concat(Ids(second)).Concat(Ids(last)).Should().Equal("p4", "p3", "p2", "p1", "p0");
        last["has_more"].GetBoolean().Should().BeFalse();
        (await Account.Get("products/search")).Message.Should().Be("Missing required param: query.");
    }

    [Fact]
    public async Task Row_51_searches_share_a_rate_of_twenty_a_second()
    {
        for (var n = 0; n < 10; n++)
        {
            (await Account.Get("products/search?query=active:'true'")).Status.Should().Be(200);
            (await Account.Get("prices/search?query=active:'true'")).Status.Should().Be(200);
        }

        var refused = await Account.Get("products/search?query=active:'true'");

        refused.Status.Should().Be(429);
        refused.Headers.GetValues("Stripe-Rate-Limited-Reason").Should().Equal("endpoint-rate");
        (await Account.Get("products")).Status.Should().Be(200);
    }

    private async Task<IEnumerable<string?>> Found(string query, string resource = "products") =>
        Ids(await Account.Get($"{resource}/search?query={Uri.EscapeDataString(query)}"));

    private static IEnumerable<string?> Ids(Answer page) =>
        page["data"].EnumerateArray().Select(item => item.GetProperty("id").GetString());
}
