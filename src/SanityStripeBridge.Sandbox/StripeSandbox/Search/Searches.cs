using System.Text;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.StripeSandbox.Requests;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Search;

/// <summary><c>/v1/products/search</c> and <c>/v1/prices/search</c>: what was written a moment ago is not found yet.</summary>
internal static class Searches
{
    private const int DefaultLimit = 10;
    private const int MaxLimit = 100;

    private static readonly Schema Allowed = new("limit", "page", "query");

    public static JsonObject Products(StripeCall call) =>
        Page(
            call,
            "/v1/products/search",
            call.Ledger.ProductIndex,
            SearchFields.OfProducts,
            product => product.Render()
        );

    public static JsonObject Prices(StripeCall call) =>
        Page(
            call,
            "/v1/prices/search",
            call.Ledger.PriceIndex,
            SearchFields.OfPrices,
            price => price.Render()
        );

    private static JsonObject Page<T>(
        StripeCall call,
        string url,
        SearchIndex<T> index,
        SearchFields<T> fields,
        Func<T, JsonObject> render
    )
        where T : class
    {
        Allowed.Check(call.Form);
        var p = call.Parameters;
        p.Require("query");
        var query = SearchQuery.Parse(p.Text("query"));
        query.Check(fields);
        var limit = p.Has("limit") ? (int)Math.Clamp(p.Integer("limit"), 1, MaxLimit) : DefaultLimit;
        var found = index.NewestFirst().Where(item => query.Matches(item.Value, fields)).ToList();
        var start = p.Has("page") ? After(found.ConvertAll(item => item.Id), p.Text("page")) : 0;
        var page = found.Skip(start).Take(limit).ToList();
        var more = start + page.Count < found.Count;
        var answer = new JsonObject
        {
            ["object"] = "search_result",
            ["data"] = new JsonArray([.. page.Select(item => render(item.Value))]),
            ["has_more"] = more,
            ["next_page"] = more ? Token(page[^1].Id) : null,
            ["url"] = url,
        };
        // Counted only on request.
        if (p.Texts("expand").Contains("total_count"))
            answer["total_count"] = found.Count;
        return answer;
    }

    /// <summary>The token of a page names the last object of the page before.</summary>
    private static string Token(string id) => Convert.ToBase64String(Encoding.UTF8.GetBytes(id));

    private static int After(List<string> ids, string token)
    {
        var at = ids.FindIndex(id => Token(id) == token);
        return at >= 0 ? at + 1 : throw Refuse.Value($"Invalid page: {token}", "page");
    }
}
