using System.Text.Json.Nodes;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Operating.Shapes;

namespace SanityStripeBridge.Admin;

/// <summary>What all lists have in common.</summary>
internal static class Lists
{
    public static readonly IReadOnlyList<(string, string)> Paged =
    [
        ("limit", "How many, 1 to 1000; 50 when it is not given."),
        ("cursor", "Goes on where a page ended: its next."),
    ];

    /// <summary>Of routes that compare both sides.</summary>
    public static readonly (string Name, string Sentence) Fresh = (
        "fresh",
        $"true: compare anew. Otherwise a comparison of the last {SharedComparison.GoodFor.TotalSeconds:0} seconds will do, unless something was done over this API since; comparedAt says from when it is."
    );

    /// <summary>A page of what is at hand as a whole; its cursor is a place in it.</summary>
    public static IResult Page<T>(AdminCall call, IReadOnlyList<T> all, Func<T, JsonNode?> shape)
    {
        var from = call.Number("cursor", 0, 0, int.MaxValue);
        var limit = call.Limit();
        var next = from + limit < all.Count ? Answers.Cursor(from + limit) : null;
        return Answers.Json(Words.List(all.Skip(from).Take(limit), shape, next));
    }
}
