using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Crashes;

/// <summary>Both sides and the store as lines that two runs can be compared by: generated ids say what they name, times say nothing.</summary>
internal static partial class Picture
{
    private static readonly string[] Stamps =
    [
        "_rev",
        "_createdAt",
        "_updatedAt",
        "created",
        "updated",
        "stripeCreatedAt",
        "syncedAt",
        "requestedAt",
        "answered",
    ];

    public static async Task<IReadOnlyList<string>> OfAsync(BridgeWorld world)
    {
        var lines = new List<string>();
        lines.AddRange(
            world.Sanity.Dataset.Documents.Where(IsContent).Select(body => "document " + Bare(body))
        );
        lines.AddRange(world.StripeProducts().Select(product => "product " + Bare(product)));
        lines.AddRange(world.StripePrices().Select(price => "price " + Bare(price)));
        await foreach (var link in world.Memory.LinksAsync(default))
        {
            lines.Add(
                $"link {link.Type} {link.SanityId} {link.StripeId} {link.State} {link.IdWritten} {link.Baseline.ToJson()}"
            );
            lines.AddRange(await OpenAsync(world, link.Family));
        }
        foreach (var conflict in await world.Memory.ConflictsAsync(openOnly: false, default))
            lines.Add(
                $"conflict {conflict.SanityId} {conflict.Path} {conflict.Baseline} {conflict.Sanity} {conflict.Stripe} {conflict.Winner}"
            );
        var told = await world.Memory.HistoryAsync(null, 10_000, default);
        lines.AddRange(
            told.Select(entry =>
                    $"history {entry.Action} {entry.Type} {entry.SanityId} {entry.StripeId} {entry.Side} {entry.Because} {string.Join(' ', entry.Fields.Select(field => $"{field.Path} {field.From}->{field.To}"))}"
                )
                // Who dies between saying and doing says it again.
                .Distinct(StringComparer.Ordinal)
        );
        return Named(world, lines);
    }

    private static async Task<IEnumerable<string>> OpenAsync(BridgeWorld world, string family)
    {
        var memory = await world.Memory.LoadAsync(family, default);
        return memory
            .Retirements.Select(old => $"retired {old.StripeId} of {old.SanityId} {old.ArchiveAt is null}")
            .Concat(memory.OpenIntents.Select(intent => $"open {intent.Key}"));
    }

    private static bool IsContent(JsonObject document) =>
        (string?)document["_type"] is "product" or "price" or "stripeSync";

    private static string Bare(JsonObject item)
    {
        var copy = item.DeepClone().AsObject();
        foreach (var stamp in Stamps)
            copy.Remove(stamp);
        return new JsonObject(
            copy.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))
        ).ToJsonString();
    }

    private static IReadOnlyList<string> Named(BridgeWorld world, IEnumerable<string> lines)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var price in world.StripePrices())
            names[(string)price["id"]!] =
                $"<price {price["unit_amount"]} {price["currency"]} {(bool)price["active"]!}>";
        foreach (var product in world.StripeProducts())
            if (GeneratedId().IsMatch((string)product["id"]!))
                names[(string)product["id"]!] = $"<product {product["name"]}>";
        return
        [
            .. lines
                .Select(line =>
                    GeneratedId().Replace(line, id => names.GetValueOrDefault(id.Value, "<gone>"))
                )
                .Select(line => Operation().Replace(line, "<operation>"))
                .Order(StringComparer.Ordinal),
        ];
    }

    [GeneratedRegex("(price|prod)_[A-Za-z0-9]{10,}")]
    private static partial Regex GeneratedId();

    [GeneratedRegex("(ssb-[a-z0-9]+-[a-z0-9]{6}-)?[0-9a-hjkmnp-tv-z]{26}")]
    private static partial Regex Operation();
}
