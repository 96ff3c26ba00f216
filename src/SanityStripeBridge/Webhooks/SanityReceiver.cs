using System.Text.Json;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Echoes;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Signatures;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Webhooks;

/// <summary>Receives Sanity's webhooks.</summary>
internal sealed class SanityReceiver(
    Door door,
    IMemory memory,
    Families families,
    Standing standing,
    Neighbours neighbours,
    CatalogueMapping mapping
)
{
    private readonly SanityTypes _types = TypesOf(mapping);

    /// <summary>Bytes; a whole-document projection can be large.</summary>
    private const int Limit = 8 << 20;

    private static readonly string[] KeptHeaders =
    [
        "idempotency-key",
        "sanity-transaction-id",
        "sanity-transaction-time",
        "sanity-document-id",
        "sanity-operation",
        "sanity-webhook-id",
        "sanity-project-id",
        "sanity-dataset",
    ];

    public Task<IResult> ReceiveAsync(HttpContext context) =>
        door.ReceiveAsync(
            context,
            Side.Sanity,
            Limit,
            body =>
                SanitySignature.Check(
                    body,
                    context.Request.Headers["sanity-webhook-signature"],
                    door.Options.SanitySecrets,
                    door.Clock.GetUtcNow(),
                    TimeSpan.FromSeconds(door.Options.SanityToleranceSeconds)
                ),
            body => TakeAsync(body, context)
        );

    private async Task<IResult> TakeAsync(byte[] body, HttpContext context)
    {
        var headers = context.Request.Headers;
        var marks = new SanityHeaders(
            Header(headers, "sanity-project-id"),
            Header(headers, "sanity-dataset"),
            Header(headers, "sanity-transaction-id")
        );
        return SanityDelivery.Read(body, marks, _types) switch
        {
            Reading<SanityDelivery>.Read(var facts) => await TakeAsync(body, facts, context),
            Reading<SanityDelivery>.Ignored(var what) => door.Ignore(Side.Sanity, what),
            Reading<SanityDelivery>.Malformed(var why) => door.Malformed(Side.Sanity, why),
            var other => throw new InvalidOperationException($"Unknown reading {other}."),
        };
    }

    private async Task<IResult> TakeAsync(byte[] body, SanityDelivery facts, HttpContext context)
    {
        var cancel = context.RequestAborted;
        var options = door.Options;
        var now = door.Clock.GetUtcNow();
        var intents = EchoProof.LookupKey(facts) is { } key ? await memory.FindIntentsAsync(key, cancel) : [];
        var verdict = EchoProof.Check(facts, intents, options.OurName);
        if (
            verdict is EchoVerdict.OurNameWithoutRow(var stranger)
            && !await neighbours.HaveWrittenAsync(stranger, cancel)
        )
        {
            door.NameAlarm(Side.Sanity, stranger);
            await standing.DoubtNameAsync(stranger, cancel);
        }
        var delivery = new NewDelivery
        {
            Side = Side.Sanity,
            DedupeKey = facts.DedupeKey,
            Subject = facts.Subject,
            Type = facts.Type,
            Operation = facts.Operation,
            Family = await families.OfAsync(facts, _types, cancel),
            Body = body,
            Headers = Kept(context.Request.Headers),
            ReceivedAt = now,
            Outcome = verdict is EchoVerdict.Ours ? DeliveryOutcome.Echo : DeliveryOutcome.Accepted,
            ProvesKey = verdict is EchoVerdict.Ours(var proved) ? proved : null,
            DueAt = now.AddMilliseconds(options.DebounceMs),
        };
        return await door.StoreAsync(
            delivery,
            facts.QuarantineReason(options.Project, options.Dataset),
            context
        );
    }

    private static SanityTypes TypesOf(CatalogueMapping mapping) =>
        new(
            mapping
                .Types.Where(type => type.Object == ObjectType.Product)
                .Select(type => type.Name)
                .ToHashSet(StringComparer.Ordinal),
            mapping.Prices.ToDictionary(
                type => type.Name,
                type => type.Shape.Of("product")!.From!,
                StringComparer.Ordinal
            ),
            mapping.CompanionPrefix
        );

    private static string Kept(IHeaderDictionary headers) =>
        JsonSerializer.Serialize(
            KeptHeaders
                .Where(headers.ContainsKey)
                .ToDictionary(name => name, name => headers[name].ToString(), StringComparer.Ordinal)
        );

    private static string? Header(IHeaderDictionary headers, string name) =>
        headers[name].ToString() is { Length: > 0 } value ? value : null;
}
