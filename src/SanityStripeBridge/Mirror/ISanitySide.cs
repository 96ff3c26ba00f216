using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>What the mirror asks of Sanity. Failures are <see cref="RemoteException"/>s, except the outcomes of <see cref="SanityWrite"/>.</summary>
internal interface ISanitySide
{
    /// <summary>
    /// One strongly consistent read (document endpoint) of the published documents and, with <paramref name="allVersions"/>,
    /// also their drafts and versions. Ids beyond one URL's length are split into several reads. Missing ones are left out.
    /// </summary>
    Task<IReadOnlyList<SanityDocument>> GetDocumentsAsync(
        IReadOnlyList<string> publishedIds,
        bool allVersions,
        CancellationToken cancel
    );

    /// <summary>All published documents of the types, whole, paged by <c>_id</c> through the query endpoint.</summary>
    IAsyncEnumerable<SanityDocument> ListAsync(IReadOnlyList<string> types, CancellationToken cancel);

    /// <summary>The versions of the types in a release, whole, under their stored ids (query endpoint).</summary>
    IAsyncEnumerable<SanityDocument> ListReleaseAsync(
        string release,
        IReadOnlyList<string> types,
        CancellationToken cancel
    );

    /// <summary>
    /// Id, type, revision, time of change and product reference of every published document of the types: cheap and complete; and
    /// of the companions whose editor asks for a sync and has no answer, with <c>subject</c> and <c>requestedAt</c>.
    /// With <paramref name="since"/> only those changed at or after it, by Sanity's own clock.
    /// </summary>
    IAsyncEnumerable<SanityDocument> ListRevisionsAsync(
        IReadOnlyList<string> types,
        DateTimeOffset? since,
        CancellationToken cancel
    );

    /// <summary>Published ids of the prices that reference the products, by product (query endpoint: may lag behind by a second).</summary>
    Task<ILookup<string, string>> FindPricesOfAsync(
        IReadOnlyList<string> productIds,
        CancellationToken cancel
    );

    /// <summary>Whether a product document already has the slug (query endpoint).</summary>
    Task<bool> IsSlugTakenAsync(string slug, CancellationToken cancel);

    /// <summary>Commits all mutations or none. The same transaction id may be sent again while the outcome is unknown.</summary>
    Task<SanityWrite> WriteAsync(
        IReadOnlyList<SanityMutation> mutations,
        string transactionId,
        CancellationToken cancel
    );
}

/// <summary>How a transaction ended.</summary>
internal abstract record SanityWrite
{
    private SanityWrite() { }

    /// <summary>Committed, now or (409 <c>transactionAlreadyExistsError</c>) by an earlier sending; every written document has this revision.</summary>
    internal sealed record Committed(string Rev) : SanityWrite;

    /// <summary>Somebody wrote one of the documents first, or created or deleted it: look again.</summary>
    internal sealed record Stale(string DocumentId, string Reason) : SanityWrite;
}
