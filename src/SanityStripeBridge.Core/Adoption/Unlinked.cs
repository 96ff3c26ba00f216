using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Core.Adoption;

/// <summary>What stands on both sides and belongs to no pair yet.</summary>
public sealed record Unlinked
{
    /// <summary>Published product documents.</summary>
    public IReadOnlyList<SanityDocument> Products { get; init; } = [];

    /// <summary>Published price documents, and the parts of products (<see cref="Parts"/>).</summary>
    public IReadOnlyList<SanityDocument> Prices { get; init; } = [];

    /// <summary>Products of ours, or of nobody.</summary>
    public IReadOnlyList<StripeProduct> StripeProducts { get; init; } = [];

    /// <summary>Prices of ours, or of nobody.</summary>
    public IReadOnlyList<StripePrice> StripePrices { get; init; } = [];

    /// <summary>What are pairs already: document or part to Stripe id. Prices of such products may be unlinked yet.</summary>
    public IReadOnlyDictionary<string, string> Linked { get; init; } = new Dictionary<string, string>();

    /// <summary>Every Stripe id of the account, linked or not: what a document names and is not among them is unknown here.</summary>
    public IReadOnlySet<string> KnownIds { get; init; } = new HashSet<string>(StringComparer.Ordinal);
}

/// <summary>How two sides are matched.</summary>
public sealed record MatchRules
{
    /// <summary>Ids in documents that name nothing in this account count as absent; else such a document waits for a person.</summary>
    public bool ForgetIds { get; init; }

    /// <summary>Only stored ids and lookup keys count: for a catalogue that came as a file.</summary>
    public bool KeysOnly { get; init; }

    /// <summary>A person's word by document id (or part id): a Stripe id, or <see cref="Nothing"/>.</summary>
    public IReadOnlyDictionary<string, string> Choices { get; init; } = new Dictionary<string, string>();

    /// <summary>The choice that says: it belongs to nothing there, and gets a counterpart of its own.</summary>
    public const string Nothing = "none";
}
