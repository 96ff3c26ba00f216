namespace SanityStripeBridge.Cli.Demo.Acts;

/// <summary>Prices cannot change their amount in Stripe: they are replaced.</summary>
internal static class Amounts
{
    private const string Plan = "office-team-monthly";
    private const string Course = "course-brewing-seat";

    /// <summary>At every instant the id in the document is an active price: shops sell by it.</summary>
    public static async Task<string> FromStudioAsync(Stage stage, CancellationToken cancel)
    {
        var old = stage.Sandboxes.StripeId(Plan);
        await stage.Sandboxes.Sanity.Studio.SetAsync(Plan, "unitAmount", 8900);
        var looks = 0;
        await stage.Watch.UntilAsync(
            $"a new price for {Plan}",
            () =>
            {
                looks++;
                return !IsActive(stage, old) && SellsActivePrice(stage);
            },
            cancel
        );
        await stage.QuietAsync(cancel);
        var now = stage.Sandboxes.Counterpart(Plan);
        Hold.That(now["unit_amount"]!.GetValue<long>() == 8900, $"the amount is {now["unit_amount"]}");
        Hold.That(IsPrevious(stage, Plan, old), $"{old} is not among the previous ids of the document");
        Hold.That(ActiveAmounts(stage, Plan) == 1, "more than one price of this document is active");
        Hold.That(IsDefault(stage, Plan), "the product's default price is another one");
        return $"{old} → {now["id"]}, looked at {looks} times meanwhile";
    }

    public static async Task<string> FromDashboardAsync(Stage stage, CancellationToken cancel)
    {
        await stage.QuietAsync(cancel);
        var (stripe, old) = (stage.Sandboxes.Stripe, stage.Sandboxes.StripeId(Course));
        var successor = await stripe.Dashboard.ChangeAmountAsync(old, 7200, takeLookupKey: true);
        var id = successor.GetProperty("id").GetString()!;
        var took = await stage.Watch.UntilAsync(
            $"the new amount in {Course}",
            () => stage.Sandboxes.Document(Course)["unitAmount"]?.GetValue<long>() == 7200,
            cancel
        );
        await stage.QuietAsync(cancel);
        Hold.That(stage.Sandboxes.StripeId(Course) == id, "the document names another price");
        Hold.That(IsPrevious(stage, Course, old), $"{old} is not among the previous ids of the document");
        Hold.That(
            stage.Sandboxes.Sanity.Dataset.Find($"stripe-{id}") is null,
            "a second document was made for the new price"
        );
        return $"visible after {took.TotalMilliseconds:0} ms, same document";
    }

    private static bool SellsActivePrice(Stage stage)
    {
        var shown = stage.Sandboxes.StripeId(Plan);
        // Read again after the look at Stripe: only an id that stands still in between may be judged.
        if (!IsActive(stage, shown) && stage.Sandboxes.StripeId(Plan) == shown)
            throw new DidNotHoldException($"the document named {shown}, which was not active");
        return true;
    }

    private static bool IsActive(Stage stage, string price) =>
        stage.Sandboxes.Stripe.Find(price)?["active"]?.GetValue<bool>() == true;

    private static bool IsPrevious(Stage stage, string document, string price) =>
        stage
            .Sandboxes.Document(document)["previousStripePriceIds"]
            ?.AsArray()
            .Any(id => id?.GetValue<string>() == price) == true;

    private static int ActiveAmounts(Stage stage, string document) =>
        stage
            .Sandboxes.Stripe.State()
            .GetProperty("prices")
            .EnumerateArray()
            .Count(price =>
                price.GetProperty("active").GetBoolean()
                && price.GetProperty("metadata").TryGetProperty("sanity_id", out var owner)
                && owner.GetString() == document
            );

    private static bool IsDefault(Stage stage, string document)
    {
        var price = stage.Sandboxes.Counterpart(document);
        var product = stage.Sandboxes.Stripe.Find(price["product"]!.GetValue<string>());
        return product?["default_price"]?.GetValue<string>() == price["id"]!.GetValue<string>();
    }
}
