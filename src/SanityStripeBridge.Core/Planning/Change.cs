using SanityStripeBridge.Core.Catalogue;

namespace SanityStripeBridge.Core.Planning;

/// <summary>What a change does to its object.</summary>
public enum ChangeAction
{
    /// <summary>Makes the counterpart.</summary>
    Create,

    /// <summary>Changes fields in place.</summary>
    Update,

    /// <summary>Makes a new price in the place of one whose amount (or another immutable field) changed.</summary>
    Replace,

    /// <summary>Sets inactive.</summary>
    Archive,

    /// <summary>Sets active again.</summary>
    Restore,

    /// <summary>Deletes a document.</summary>
    Delete,

    /// <summary>Writes only the ids by which the two objects name each other.</summary>
    Link,
}

/// <summary>A former price of a document's chain that is what the document asks for again.</summary>
/// <param name="StripeId">The price.</param>
/// <param name="Fields">What is written to it, <c>active</c> always.</param>
public sealed record Revival(string StripeId, IReadOnlyList<FieldChange> Fields);

/// <summary>One write, as a value: printed, guarded and applied from the same data. Apply never reads the reason.</summary>
public sealed record Change
{
    /// <summary>The side that is written.</summary>
    public required Side Side { get; init; }

    /// <summary>Product or price.</summary>
    public required ObjectType Type { get; init; }

    /// <summary>What it does.</summary>
    public required ChangeAction Action { get; init; }

    /// <summary>Published document id.</summary>
    public required string SanityId { get; init; }

    /// <summary>The Stripe object; null while it does not exist.</summary>
    public string? StripeId { get; init; }

    /// <summary>Old and new value of each field written.</summary>
    public IReadOnlyList<FieldChange> Fields { get; init; } = [];

    /// <summary>For create and replace: every field of the new object.</summary>
    public Fields Whole { get; init; } = Catalogue.Fields.None;

    /// <summary>For a document that a seed file brings: the whole of it, in the shipped schema's words; it has no Stripe object yet.</summary>
    public System.Text.Json.Nodes.JsonObject? Seed { get; init; }

    /// <summary>For a replacement: the old price as it was seen.</summary>
    public Fields Former { get; init; } = Catalogue.Fields.None;

    /// <summary>For a replacement: the former price of the chain that is taken up again; null when a new one is made.</summary>
    public Revival? Revival { get; init; }

    /// <summary>Written fields that the other side does not hold yet; see <see cref="FieldChange.IsHalf"/>.</summary>
    public IReadOnlyList<string> Halves { get; init; } = [];

    /// <summary>For a new product: its default price, made by the same call; null when there is none or it needs its own.</summary>
    public Change? WithPrice { get; init; }

    /// <summary>Every object it makes or writes: its own, and the price that the same call makes.</summary>
    public IEnumerable<Change> Objects => WithPrice is { } price ? [this, price] : [this];

    /// <summary>The Stripe object's note about open conflicts, written along; empty removes it, null leaves it.</summary>
    public string? Note { get; init; }

    /// <summary>The draft is written instead of the published document; with a deletion: what is taken away stays as a draft.</summary>
    public bool IsDraft { get; init; }

    /// <summary>The archive that ends a replacement: expected, so no brake counts it and no plan shows it as drift.</summary>
    public bool Retires { get; init; }

    /// <summary>The lookup key that the price gets by it; null when it asks for none.</summary>
    public string? LookupKey =>
        Type != ObjectType.Price ? null
        : Action is ChangeAction.Create or ChangeAction.Replace ? Whole["lookupKey"].AsText()
        : Fields.FirstOrDefault(change => change.Path == "lookupKey")?.To.AsText();

    /// <summary>The reason in a sentence, for people only.</summary>
    public required string Because { get; init; }

    /// <summary>What it brings about beyond the fields it writes, for whoever decides; null when nothing.</summary>
    public string? Consequence =>
        (Side, Type, Action) switch
        {
            (Side.Stripe, ObjectType.Product, ChangeAction.Archive) =>
                "its payment links stop working, and it can no longer be added to invoices and subscriptions; existing subscriptions go on",
            (Side.Stripe, ObjectType.Product, ChangeAction.Restore) =>
                "payment links that stopped with its archive may have to be made anew",
            _ => null,
        };

    /// <summary>Whether the brake counts it: an archive, a deletion or a replacement of somebody's doing.</summary>
    public bool IsDangerous =>
        !Retires && Action is ChangeAction.Archive or ChangeAction.Delete or ChangeAction.Replace;
}

/// <summary>A document whose value cannot be mirrored, or that waits: what its editor should read.</summary>
/// <param name="SanityId">Published document id.</param>
/// <param name="Status">What the companion shows.</param>
/// <param name="Message">A sentence.</param>
public sealed record Finding(string SanityId, CompanionStatus Status, string Message);

/// <summary>What is to be done for one family.</summary>
public sealed record FamilyPlan
{
    /// <summary>The family.</summary>
    public required string Family { get; init; }

    /// <summary>What must be seen first; while it is not empty, nothing else is complete.</summary>
    public Wants Wants { get; init; } = new();

    /// <summary>Writes in the order in which they must happen.</summary>
    public IReadOnlyList<Change> Changes { get; init; } = [];

    /// <summary>Links whose baseline or state moves without any write.</summary>
    public IReadOnlyList<Link> Links { get; init; } = [];

    /// <summary>Retirements that begin or end without any write.</summary>
    public IReadOnlyList<Retirement> Retirements { get; init; } = [];

    /// <summary>Conflicts that open, follow a later edit, or close. A new one has an empty id.</summary>
    public IReadOnlyList<Conflict> Conflicts { get; init; } = [];

    /// <summary>Decisions without a write, for the history: about which document, and the sentence.</summary>
    public IReadOnlyList<(string SanityId, string Sentence)> Notes { get; init; } = [];

    /// <summary>What editors should know; a document that is not named is synced.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Edits in Stripe that no document can hold, and that this plan puts back: an error until the next work finds none.</summary>
    public IReadOnlyList<Finding> Rejected { get; init; } = [];
}
