namespace SanityStripeBridge.Core.Catalogue;

/// <summary>
/// A draft or release version that could not be written along when its published document was, and so still holds one old
/// value. It is patched when nobody types in it any more; published before that, it must not undo what was mirrored.
/// </summary>
public sealed record StaleCopy
{
    /// <summary>The stored id, with its prefix; the published one for any copy that nobody has seen.</summary>
    public required string CopyId { get; init; }

    /// <summary>Published document id.</summary>
    public required string SanityId { get; init; }

    /// <summary>Product or price.</summary>
    public required ObjectType Type { get; init; }

    /// <summary>The family of the document.</summary>
    public required string Family { get; init; }

    /// <summary>Field path.</summary>
    public required string Path { get; init; }

    /// <summary>The value that the copy still holds: the published one before it was mirrored.</summary>
    public FieldValue Old { get; init; }

    /// <summary>
    /// The copy's revision when it was last seen; the same one at <see cref="LookAt"/> means that it is quiet. Of an unseen one: the
    /// revision of the document that our write left, into which nobody can have published anything yet.
    /// </summary>
    public string? Rev { get; init; }

    /// <summary>How often it was looked at in vain; the waits grow with it.</summary>
    public int Looks { get; init; }

    /// <summary>Not looked at before this moment.</summary>
    public required DateTimeOffset LookAt { get; init; }

    /// <summary>
    /// Whether it stands for whatever copy was opened between a look that was shared with other families and the write: only a
    /// look after the write can tell whether there is one.
    /// </summary>
    public bool IsUnseen => CopyId == SanityId;
}
