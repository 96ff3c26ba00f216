using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Inbox;

namespace SanityStripeBridge.Storage;

internal sealed record DeliveryRow
{
    public long Id { get; init; }
    public required string Side { get; init; }
    public required string Subject { get; init; }
    public required string Type { get; init; }
    public string? Operation { get; init; }
    public required string Family { get; init; }
    public required byte[] Body { get; init; }
    public string? Headers { get; init; }
    public long ReceivedAt { get; init; }
    public required string State { get; init; }
    public required string Outcome { get; init; }
    public long Attempts { get; init; }
    public string? Reason { get; init; }
    public long? DoneAt { get; init; }
    public long Found { get; init; }

    public Delivery ToDelivery() =>
        new()
        {
            Id = Id,
            Side = Words.To<Side>(Side),
            Subject = Subject,
            Type = Type,
            Operation = Operation,
            Family = Family,
            Body = Body,
            Headers = Headers,
            ReceivedAt = Words.Time(ReceivedAt),
            State = Words.To<DeliveryState>(State),
            Outcome = Words.To<DeliveryOutcome>(Outcome),
            Attempts = (int)Attempts,
            Reason = Reason,
            DoneAt = Words.Time(DoneAt),
            Found = Found != 0,
        };

    public static object Of(string bridge, NewDelivery delivery) =>
        new
        {
            Bridge = bridge,
            Side = Words.Of(delivery.Side),
            delivery.DedupeKey,
            delivery.Subject,
            delivery.Type,
            delivery.Operation,
            delivery.Family,
            delivery.Body,
            delivery.Headers,
            ReceivedAt = Words.Ms(delivery.ReceivedAt),
            State = Words.Of(StateOf(delivery.Outcome)),
            Outcome = Words.Of(delivery.Outcome),
            DoneAt = delivery.Outcome == DeliveryOutcome.Echo ? Words.Ms(delivery.ReceivedAt) : (long?)null,
            Found = delivery.Found ? 1L : 0L,
        };

    private static DeliveryState StateOf(DeliveryOutcome outcome) =>
        outcome switch
        {
            DeliveryOutcome.Echo => DeliveryState.Done,
            DeliveryOutcome.Quarantined => DeliveryState.Quarantined,
            _ => DeliveryState.Received,
        };
}

internal sealed record LeaseRow
{
    public required string Family { get; init; }
    public required string Owner { get; init; }
    public long Bell { get; init; }
    public long Attempts { get; init; }
    public long LeaseUntil { get; init; }
    public long Claims { get; init; }

    public FamilyLease ToLease() =>
        new(Family, Owner, Bell, (int)Attempts, Words.Time(LeaseUntil)) { Claims = Claims };
}

internal sealed record PeekRow
{
    public required string Family { get; init; }
    public long Bell { get; init; }
    public long Claims { get; init; }
    public string? Owner { get; init; }

    public FamilyPeek ToPeek(IEnumerable<Delivery> deliveries) => new(Family, Bell, Claims, [.. deliveries]);
}

internal sealed record InboxCountsRow
{
    public long Depth { get; init; }
    public long? OldestAt { get; init; }
    public long Dead { get; init; }
    public long Held { get; init; }
    public long? LastSanityAt { get; init; }
    public long? LastStripeAt { get; init; }
    public long? SanityProvenAt { get; init; }
    public long? StripeProvenAt { get; init; }

    public InboxCounts ToCounts() =>
        new(
            Depth,
            Words.Time(OldestAt),
            Dead,
            Held,
            Words.Time(LastSanityAt),
            Words.Time(LastStripeAt),
            Words.Time(SanityProvenAt),
            Words.Time(StripeProvenAt)
        );
}
