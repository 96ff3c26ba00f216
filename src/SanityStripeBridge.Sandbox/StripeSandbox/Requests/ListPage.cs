using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Requests;

/// <summary>One page of a list, newest first, cut by cursors and limit.</summary>
internal static class ListPage
{
    private const int DefaultLimit = 10;
    private const int MaxLimit = 100;

    /// <param name="shelf">What is listed.</param>
    /// <param name="p">The request's parameters.</param>
    /// <param name="what">The object's name in "No such …".</param>
    /// <param name="url">The list's own address in the envelope.</param>
    /// <param name="matches">The filters.</param>
    /// <param name="render">Makes an item's body.</param>
    public static JsonObject Of<T>(
        Shelf<T> shelf,
        Parameters p,
        string what,
        string url,
        Func<T, bool> matches,
        Func<T, JsonObject> render
    )
        where T : class
    {
        // Out of range is clamped in silence.
        var limit = p.Has("limit") ? (int)Math.Clamp(p.Integer("limit"), 1, MaxLimit) : DefaultLimit;
        var after = Cursor(shelf, p, "starting_after", what);
        var before = Cursor(shelf, p, "ending_before", what);
        if (after is not null && before is not null)
            throw Refuse.Value(
                "Received both starting_after and ending_before parameters. Please pass in only one.",
                null
            );
        var found = before is { } floor
            // The page right above the cursor, still newest first.
            ? shelf.Between(int.MaxValue, floor).Where(matches).Reverse().Take(limit + 1).Reverse().ToList()
            : shelf.Between(after ?? int.MaxValue, -1).Where(matches).Take(limit + 1).ToList();
        var more = found.Count > limit;
        if (more)
            found.RemoveAt(before is null ? limit : 0);
        return new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. found.Select(render)]),
            ["has_more"] = more,
            ["url"] = url,
        };
    }

    /// <summary>The <c>created</c> filter: exact, or with gt, gte, lt and lte.</summary>
    public static Func<long, bool> Created(Parameters p)
    {
        if (!p.Has("created"))
            return _ => true;
        if (p.Fields("created").Count == 0)
        {
            var exact = p.Integer("created");
            return created => created == exact;
        }
        var range = p.Map("created");
        long? Bound(string name) => range.Has(name) ? range.Integer(name) : null;
        var (gt, gte, lt, lte) = (Bound("gt"), Bound("gte"), Bound("lt"), Bound("lte"));
        return created =>
            (gt is null || created > gt)
            && (gte is null || created >= gte)
            && (lt is null || created < lt)
            && (lte is null || created <= lte);
    }

    private static int? Cursor<T>(Shelf<T> shelf, Parameters p, string name, string what)
        where T : class
    {
        if (!p.Has(name))
            return null;
        var id = p.Text(name);
        return shelf.PlaceOf(id) ?? throw Refuse.NoSuch(what, id, name);
    }
}
