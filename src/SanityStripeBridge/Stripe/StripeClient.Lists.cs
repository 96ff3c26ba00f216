using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Stripe;

/// <summary>Stripe's lists, page by page.</summary>
internal sealed partial class StripeClient
{
    // Which prices a list shows by default is undocumented, hence always two passes. A price that is archived or
    // revived between them may come twice or not at all; its own event brings it back.
    private async IAsyncEnumerable<StripePrice> BothPassesAsync(
        string filter,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var active in (string[])["active=true", "active=false"])
        {
            var pages = PagesAsync(
                "/v1/prices",
                $"{active}&{filter}",
                StripeJson.Default.StripeListStripePrice,
                price => price.Id,
                cancel
            );
            await foreach (var price in pages)
            {
                if (seen.Add(price.Id))
                    yield return price;
            }
        }
    }

    private async IAsyncEnumerable<T> PagesAsync<T>(
        string route,
        string query,
        JsonTypeInfo<StripeList<T>> type,
        Func<T, string> idOf,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var cursors = new Stack<string>();
        while (true)
        {
            var page = await PageAsync(route, query, cursors, type, cancel);
            // Null: the product whose prices were asked for does not exist, so it has none.
            foreach (var item in page?.Data ?? [])
                yield return item;
            if (page is not { HasMore: true, Data.Count: > 0 })
                yield break;
            cursors = new(page.Data.Select(idOf));
        }
    }

    // Whether a deleted object still serves as a cursor is undocumented: refused, the one before it does just as well.
    private async Task<StripeList<T>?> PageAsync<T>(
        string route,
        string query,
        Stack<string> cursors,
        JsonTypeInfo<StripeList<T>> type,
        CancellationToken cancel
    )
    {
        while (true)
        {
            var cursor = cursors.TryPeek(out var last) ? $"&starting_after={Uri.EscapeDataString(last)}" : "";
            try
            {
                return await FindAsync($"{route}?{PageSize}{cursor}&{query}", $"GET {route}", type, cancel);
            }
            catch (RemoteException refusal)
                when (refusal is { Code: StripeFailure.Missing, Parameter: "starting_after" }
                    && cursors.Count > 1
                )
            {
                cursors.Pop();
            }
        }
    }
}
