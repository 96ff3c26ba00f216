using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Checks;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Stripe;

namespace SanityStripeBridge.Doctor;

/// <summary>
/// Proves both streams from end to end: something small is written to each platform under a key of the ledger, its webhook
/// must come to the running service, and what was written is removed. In Stripe it is an inactive product whose marks name no
/// dataset, so that no bridge mirrors it; in Sanity a companion of no document. See decision 0015.
/// </summary>
internal sealed class Canary(
    StripeClient stripe,
    ISanitySide sanity,
    FirstContact contact,
    Ledger ledger,
    IMemory memory,
    IInbox inbox,
    CatalogueMapping mapping,
    TimeProvider clock
)
{
    /// <summary>What is there now and must be removed, also by the next run after a crash.</summary>
    private const string Setting = "canary";

    /// <summary>Both platforms deliver within seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public async Task<IReadOnlyList<CheckLine>> RunAsync(CancellationToken cancel)
    {
        try
        {
            await contact.CompareAsync(cancel);
            await RemoveAsync(cancel);
        }
        catch (RemoteException failure)
        {
            return [CheckLine.Failure("canary", $"it was not let out: {failure.Message.TrimEnd('.')}")];
        }
        var birds = new Birds(ledger.NewId());
        await memory.SetSettingAsync(Setting, birds.Id, cancel);
        try
        {
            var (atStripe, atSanity) = (
                await LetOutAsync("canary.stripe", () => WriteStripeAsync(birds, cancel), cancel),
                await LetOutAsync("canary.sanity", () => WriteSanityAsync(birds, cancel), cancel)
            );
            return
            [
                atStripe.Failed
                    ?? await WaitAsync("canary.stripe", "Stripe", birds.Product, atStripe.SentAt, cancel),
                atSanity.Failed
                    ?? await WaitAsync("canary.sanity", "Sanity", birds.Subject, atSanity.SentAt, cancel),
            ];
        }
        finally
        {
            await TryRemoveAsync();
        }
    }

    private async Task<(DateTimeOffset SentAt, CheckLine? Failed)> LetOutAsync(
        string check,
        Func<Task> write,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        var sentAt = clock.GetUtcNow();
        try
        {
            await write();
            return (sentAt, null);
        }
        catch (RemoteException failure)
        {
            return (
                sentAt,
                CheckLine.Failure(check, $"it could not be written: {failure.Message.TrimEnd('.')}")
            );
        }
    }

    private async Task WriteStripeAsync(Birds birds, CancellationToken cancel)
    {
        var request = new StripeRequest(
            "/v1/products",
            [
                new("id", birds.Product),
                new("name", "SanityStripeBridge canary (may be deleted)"),
                new("active", "false"),
                // Objects that name another project and dataset are left alone by every bridge.
                new("metadata[sanity_project]", "canary"),
                new("metadata[sanity_dataset]", "canary"),
            ]
        );
        var key = await OpenAsync(Side.Stripe, birds, request.ToJson(), cancel);
        await stripe.WriteProductAsync(request, key, cancel);
    }

    private async Task WriteSanityAsync(Birds birds, CancellationToken cancel)
    {
        SanityMutation write = new SanityMutation.Create(
            new JsonObject
            {
                ["_id"] = mapping.CompanionOf(birds.Subject),
                ["_type"] = "stripeSync",
                ["requestedAt"] = clock.GetUtcNow().UtcDateTime.ToString("O"),
            }
        );
        var key = await OpenAsync(Side.Sanity, birds, MutationJson.Write([write]), cancel);
        await sanity.WriteAsync([write], key, cancel);
    }

    // By this row the receiver knows its webhook for an echo: it is stored as done and nobody works it.
    private async Task<string> OpenAsync(Side side, Birds birds, string request, CancellationToken cancel)
    {
        var id = ledger.NewId();
        var key = ledger.KeyOf(id);
        await ledger.OpenAsync(
            [
                new Intent
                {
                    Id = id,
                    Key = key,
                    Family = birds.Subject,
                    Side = side,
                    Type = ObjectType.Product,
                    Action = IntentAction.Create,
                    SanityId = mapping.CompanionOf(birds.Subject),
                    StripeId = side == Side.Stripe ? birds.Product : null,
                    Request = request,
                    State = IntentState.Done,
                    CreatedAt = clock.GetUtcNow(),
                },
            ],
            null,
            cancel
        );
        return key;
    }

    private async Task<CheckLine> WaitAsync(
        string check,
        string platform,
        string subject,
        DateTimeOffset sentAt,
        CancellationToken cancel
    )
    {
        while (true)
        {
            var came = await inbox.OfSubjectsAsync([subject], cancel);
            if (came.Any(delivery => !delivery.Found && delivery.State == DeliveryState.Quarantined))
                return CheckLine.Failure(
                    check,
                    $"{platform}'s webhook came and was quarantined",
                    "inbox list tells why"
                );
            if (came.FirstOrDefault(delivery => !delivery.Found) is { } delivery)
            {
                var seconds = Math.Max(0, Math.Round((delivery.ReceivedAt - sentAt).TotalSeconds, 1));
                return CheckLine.Ok(
                    check,
                    FormattableString.Invariant($"{platform}'s webhook came after {seconds} s")
                ) with
                {
                    Figures = new Dictionary<string, object?> { ["seconds"] = seconds },
                };
            }
            if (clock.GetUtcNow() - sentAt >= Patience)
                return came.Count > 0
                    ? CheckLine.Warning(check, $"catch-up was quicker than {platform}'s webhook", "try again")
                    : CheckLine.Failure(
                        check,
                        $"{platform}'s webhook did not come within {Patience.TotalSeconds:0} s",
                        "run setup webhooks, and look at the webhook's failed deliveries at the platform"
                    );
            await Task.Delay(Pause, clock, cancel);
        }
    }

    private async Task RemoveAsync(CancellationToken cancel)
    {
        if (await memory.GetSettingAsync(Setting, cancel) is not { } id)
            return;
        var birds = new Birds(id);
        await stripe.RemoveProductAsync(birds.Product, cancel);
        await sanity.WriteAsync(
            [new SanityMutation.Delete(mapping.CompanionOf(birds.Subject))],
            ledger.KeyOf(ledger.NewId()),
            cancel
        );
        await memory.SetSettingAsync(Setting, null, cancel);
    }

    // Not cancelled: what was let out must not stay. What cannot be removed now is removed by the next run.
    private async Task TryRemoveAsync()
    {
        try
        {
            await RemoveAsync(CancellationToken.None);
        }
        catch (RemoteException)
        {
            // It stands in the store, and in the dashboard under a name that says what it is.
        }
    }

    /// <summary>What one run writes.</summary>
    private sealed record Birds(string Id)
    {
        public string Product => "bridge_canary_" + Id;

        public string Subject => "bridge-canary-" + Id;
    }
}
