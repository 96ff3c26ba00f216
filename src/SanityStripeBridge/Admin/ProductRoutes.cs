using SanityStripeBridge.Mirror;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Admin;

/// <summary>The catalogue as both sides have it.</summary>
internal static class ProductRoutes
{
    private const int MostPages = 100_000;

    private static readonly string[] States = ["linked", "unlinked", "drift", "conflict", "error"];

    public static IReadOnlyList<AdminRoute> All { get; } =
    [
        new(
            "GET",
            "/products",
            "listProducts",
            "Lists products with both sides' values, their state and their links; compares both sides, writes nothing.",
            ListAsync
        )
        {
            Query =
            [
                ("search", "Only products whose name or ids, or a price's ids, contain this."),
                ("state", $"Only products with an object in this state: {string.Join(", ", States)}."),
                ("page", "Which page, from 1; the answer's next is the following one."),
                ("limit", "How many on a page, 1 to 1000; 50 when it is not given."),
                Lists.Fresh,
            ],
            Answers = [(200, "products")],
        },
    ];

    private static async Task<IResult> ListAsync(AdminCall call)
    {
        var search = call.Query("search")?.Trim();
        var state = call.Query("state");
        if (state is not null && !States.Contains(state, StringComparer.Ordinal))
            throw BadRequestException.Of("state", $"expected one of {string.Join(", ", States)}");
        var page = call.Number("page", 1, 1, MostPages);
        var limit = call.Limit();
        var (plan, comparedAt) = await call.CompareAsync();
        var found = Catalogue.Search(plan, search, state);
        var shown = found.Skip((page - 1) * limit).Take(limit).ToList();
        var shapes = new List<System.Text.Json.Nodes.JsonObject>();
        var links = new ProductLinks(
            call.Get<Microsoft.Extensions.Options.IOptionsMonitor<AdminOptions>>().CurrentValue.StudioUrl,
            call.Get<Microsoft.Extensions.Options.IOptionsMonitor<MirrorOptions>>().CurrentValue.DashboardBase
        );
        foreach (var family in shown)
            shapes.Add(await Catalogue.ShowAsync(call.Bridge, plan, family, links, call.Cancel));
        var next = page * limit < found.Count ? Answers.Cursor(page + 1) : null;
        var list = Words.List(shapes, shape => shape, next);
        list["comparedAt"] = Words.Of(comparedAt);
        return Answers.Json(list);
    }
}
