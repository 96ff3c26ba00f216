using System.Text.Json.Serialization;

namespace SanityStripeBridge.Sandbox.Faults;

[JsonConverter(typeof(JsonStringEnumConverter<DeliveryState>))]
public enum DeliveryState
{
    Pending,
    Delivered,
    Failed,
    Dropped,
}

/// <summary>One webhook request on its way to one endpoint.</summary>
public sealed record Delivery
{
    public required long Id { get; init; }

    /// <summary>Name of the endpoint it goes to.</summary>
    public required string Endpoint { get; init; }

    public required Uri Url { get; init; }

    /// <summary>Event id (Stripe) or document id (Sanity).</summary>
    public required string Subject { get; init; }

    public required string Type { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>All headers but the signature, which is made anew at each attempt.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public int Attempts { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    public DeliveryState State { get; init; }

    public int? LastStatus { get; init; }
}

/// <summary>Makes the signature headers of one attempt from the body's bytes and the time of sending.</summary>
public delegate IReadOnlyList<(string Name, string Value)> SignDelivery(byte[] body, DateTimeOffset at);

/// <summary>Where deliveries go, how they are signed and how often they are tried.</summary>
public sealed record DeliveryEndpoint
{
    public required string Name { get; init; }

    public required Uri Url { get; init; }

    public required SignDelivery Sign { get; init; }

    /// <summary>Pauses after the first, second, … failed attempt; when used up, the delivery has failed.</summary>
    public IReadOnlyList<TimeSpan> RetryAfter { get; init; } = [];

    /// <summary>Statuses after which the platform does not try again.</summary>
    public Func<int, bool> IsFinal { get; init; } = static status => status is >= 200 and < 300;

    /// <summary>What becomes of a delivery after an attempt; a null status means that nobody answered.</summary>
    internal Delivery After(Delivery delivery, int? status, DateTimeOffset now)
    {
        var tried = delivery with { LastStatus = status };
        if (status is >= 200 and < 300)
            return tried with { State = DeliveryState.Delivered };
        if (delivery.State != DeliveryState.Pending)
            return tried;
        if (delivery.Attempts > RetryAfter.Count || (status is { } code && IsFinal(code)))
            return tried with { State = DeliveryState.Failed };
        return tried with { DueAt = now + RetryAfter[delivery.Attempts - 1] };
    }
}
