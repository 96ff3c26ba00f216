using System.Text.Json;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Echoes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Signatures;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Webhooks;

/// <summary>Receives Stripe's webhooks, and takes in events that no webhook brought.</summary>
internal sealed class StripeReceiver(
    Door door,
    IInbox inbox,
    IMemory memory,
    Families families,
    Standing standing,
    Neighbours neighbours
) : IStripeDoor
{
    /// <summary>Bytes; Stripe's largest product or price event is far below.</summary>
    private const int Limit = 1 << 20;

    public Task<IResult> ReceiveAsync(HttpContext context) =>
        door.ReceiveAsync(
            context,
            Side.Stripe,
            Limit,
            body =>
                StripeSignature.Check(
                    body,
                    context.Request.Headers["Stripe-Signature"],
                    door.Options.StripeSecrets,
                    door.Clock.GetUtcNow(),
                    TimeSpan.FromSeconds(door.Options.StripeToleranceSeconds)
                ),
            body => TakeAsync(body, context)
        );

    private async Task<IResult> TakeAsync(byte[] body, HttpContext context) =>
        StripeDelivery.Read(body) switch
        {
            Reading<StripeDelivery>.Read(var facts) => await TakeAsync(body, facts, context),
            Reading<StripeDelivery>.Ignored(var what) => door.Ignore(Side.Stripe, what),
            Reading<StripeDelivery>.Malformed(var why) => door.Malformed(Side.Stripe, why),
            var other => throw new InvalidOperationException($"Unknown reading {other}."),
        };

    /// <summary>An event of the feed: judged like a delivery whose signature was right.</summary>
    public async Task<DeliveryOutcome> AdmitAsync(JsonElement item, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(item);
        return
            StripeDelivery.Read(body) is Reading<StripeDelivery>.Read(var facts)
            && facts.QuarantineReason(door.Options.Livemode, door.Options.Account) is null
            && !await IsOfAnotherDatasetAsync(facts, cancel)
            ? await inbox.StoreAsync(await JudgeAsync(body, facts, cancel) with { Found = true }, cancel)
            : DeliveryOutcome.Quarantined;
    }

    private async Task<IResult> TakeAsync(byte[] body, StripeDelivery facts, HttpContext context)
    {
        var cancel = context.RequestAborted;
        var quarantine = facts.QuarantineReason(door.Options.Livemode, door.Options.Account);
        if (quarantine is not null || !await IsOfAnotherDatasetAsync(facts, cancel))
            return await door.StoreAsync(await JudgeAsync(body, facts, cancel), quarantine, context);
        // It may have held a lookup key that one of our prices waits for.
        if (facts.Object == ObjectType.Price)
            await memory.ReleaseKeysAsync([facts.Subject], door.Clock.GetUtcNow(), cancel);
        return door.Ignore(Side.Stripe, $"{facts.Type} of {facts.Subject}, which is another dataset's");
    }

    // Bridges that share an account hear of each other's objects, and a look at each would cost a call.
    private async Task<bool> IsOfAnotherDatasetAsync(StripeDelivery facts, CancellationToken cancel) =>
        (
            IsOther(facts.Metadata("sanity_project"), door.Options.Project)
            || IsOther(facts.Metadata("sanity_dataset"), door.Options.Dataset)
        )
        && await memory.FindLinkAsync(Side.Stripe, facts.Subject, cancel) is null
        && await memory.FindRetirementAsync(facts.Subject, cancel) is null
        // The doctor's canary bears a stranger's marks, and its echo proves the stream.
        && (facts.Key is not { } key || await memory.FindIntentsAsync(key, cancel) is []);

    private static bool IsOther(string? marked, string ours) => marked is not null && marked != ours;

    private async Task<NewDelivery> JudgeAsync(byte[] body, StripeDelivery facts, CancellationToken cancel)
    {
        var options = door.Options;
        var now = door.Clock.GetUtcNow();
        var intents = facts.Key is { } key ? await memory.FindIntentsAsync(key, cancel) : [];
        var documents = await PriceDocumentsAsync(facts, intents, cancel);
        var verdict = EchoProof.Check(
            facts,
            intents,
            options.OurName,
            (intent, data) => OldOrUnknown(intent, data, documents)
        );
        await TellAsync(verdict, facts.Subject, cancel);
        return new NewDelivery
        {
            Side = Side.Stripe,
            DedupeKey = facts.DedupeKey,
            Subject = facts.Subject,
            Type = facts.Type,
            Operation = facts.Operation,
            Family = await families.OfAsync(facts, intents, options, cancel),
            Body = body,
            ReceivedAt = now,
            Outcome = verdict is EchoVerdict.Ours ? DeliveryOutcome.Echo : DeliveryOutcome.Accepted,
            ProvesKey = Proved(verdict),
            DueAt = now.AddMilliseconds(options.DebounceMs),
        };
    }

    // Which document a default price stands for is only in memory: looked up before the body is judged.
    private async Task<IReadOnlyDictionary<string, string>> PriceDocumentsAsync(
        StripeDelivery facts,
        IReadOnlyList<Intent> intents,
        CancellationToken cancel
    )
    {
        var documents = new Dictionary<string, string>(StringComparer.Ordinal);
        if (facts.Object != ObjectType.Product || intents.Count == 0 || facts.Data is not { } data)
            return documents;
        foreach (
            var id in new[]
            {
                DefaultPrice(data.Object),
                DefaultPrice(data.PreviousAttributes),
            }.OfType<string>()
        )
        {
            var link = await memory.FindLinkAsync(Side.Stripe, id, cancel);
            var document = link?.SanityId ?? (await memory.FindRetirementAsync(id, cancel))?.SanityId;
            if (document is not null)
                documents[id] = document;
        }
        return documents;
    }

    private static string? DefaultPrice(JsonElement? map) =>
        map is { ValueKind: JsonValueKind.Object } body
        && body.TryGetProperty("default_price", out var price)
        && price.ValueKind == JsonValueKind.String
            ? price.GetString()
            : null;

    // A body of another API version may lack what the reader needs: then nothing is proved.
    private static Fields? OldOrUnknown(
        Intent intent,
        StripeEventData data,
        IReadOnlyDictionary<string, string> documents
    )
    {
        var keys = intent
            .Paths.Where(DefaultMapping.IsFreeMetadata)
            .Select(path => path[DefaultMapping.MetadataPrefix.Length..])
            .ToHashSet(StringComparer.Ordinal);
        try
        {
            return PreviousFields.Of(
                intent.Type,
                data.Object,
                data.PreviousAttributes,
                id => documents.GetValueOrDefault(id),
                keys
            );
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private async Task TellAsync(EchoVerdict verdict, string subject, CancellationToken cancel)
    {
        if (
            verdict is EchoVerdict.OurNameWithoutRow(var stranger)
            && !await neighbours.HaveWrittenAsync(stranger, cancel)
        )
        {
            door.NameAlarm(Side.Stripe, stranger);
            await standing.DoubtNameAsync(stranger, cancel);
        }
        if (verdict is EchoVerdict.OverwroteAnEdit(var key))
            door.OverwriteNotice(Side.Stripe, key, subject);
    }

    private static string? Proved(EchoVerdict verdict) =>
        verdict switch
        {
            EchoVerdict.Ours(var key) => key,
            EchoVerdict.OverwroteAnEdit(var key) => key,
            _ => null,
        };
}
