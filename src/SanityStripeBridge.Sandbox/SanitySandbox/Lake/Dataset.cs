using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Lake;

/// <summary>
/// The documents of one dataset and all their revisions. Commits are serialised; reads by id see the newest state, queries see it
/// through an index that may lag.
/// </summary>
public sealed class Dataset
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly Func<int, string> _newId;
    private readonly Action<Dataset, Transaction, DateTimeOffset> _committed;
    private readonly List<Transaction> _transactions = [];
    private readonly HashSet<string> _transactionIds = new(StringComparer.Ordinal);
    private readonly Queue<(
        DateTimeOffset At,
        ImmutableSortedDictionary<string, StoredDocument> State
    )> _indexing = new();
    private ImmutableSortedDictionary<string, StoredDocument> _documents = Empty;
    private ImmutableSortedDictionary<string, StoredDocument> _indexed = Empty;
    private AttributeCount _attributes = AttributeCount.None;

    public Dataset(
        string name,
        TimeProvider clock,
        Func<int, string> newId,
        Action<Dataset, Transaction, DateTimeOffset> committed
    )
    {
        Name = name;
        _clock = clock;
        _newId = newId;
        _committed = committed;
    }

    private static ImmutableSortedDictionary<string, StoredDocument> Empty =>
        ImmutableSortedDictionary.Create<string, StoredDocument>(StringComparer.Ordinal);

    public string Name { get; }

    /// <summary>How long a change stays invisible to queries when its writer does not wait for the index.</summary>
    public TimeSpan IndexLag { get; set; }

    /// <summary>Distinct pairs of path and datatype that the dataset may hold; null is no limit.</summary>
    public int? AttributeLimit { get; init; }

    public IReadOnlyList<Transaction> Transactions
    {
        get
        {
            lock (_lock)
                return [.. _transactions];
        }
    }

    /// <summary>Every document as it is now, by id; copies.</summary>
    public IReadOnlyList<JsonObject> Documents =>
        [.. Snapshot().Values.Select(document => document.Json.DeepClone().AsObject())];

    /// <summary>A copy of one document as it is now.</summary>
    public JsonObject? Find(string id) => Snapshot().GetValueOrDefault(id)?.Json.DeepClone().AsObject();

    /// <summary>Commits what is made of the state that the commit itself finds.</summary>
    /// <exception cref="LakeException">Refused; nothing has changed.</exception>
    internal Transaction Commit(Func<MutationRequest> make)
    {
        lock (_lock)
            return Commit(make());
    }

    /// <exception cref="LakeException">Refused; nothing has changed.</exception>
    public Transaction Commit(MutationRequest request)
    {
        lock (_lock)
        {
            var transaction = Prepare(request, out var after);
            if (AttributeLimit is { } limit && Counted(transaction).Total is var total && total > limit)
                throw LakeErrors.TooManyAttributes(total, limit);
            if (request.DryRun)
                return transaction;
            _transactionIds.Add(transaction.Id);
            _transactions.Add(transaction);
            _attributes = Counted(transaction);
            _documents = after;
            var visibleAt = Index(request.WaitForIndex);
            // Inside the lock, so that deliveries and listeners hear of the commits in their order.
            _committed(this, transaction, visibleAt);
            return transaction;
        }
    }

    internal ImmutableSortedDictionary<string, StoredDocument> Snapshot()
    {
        lock (_lock)
            return _documents;
    }

    internal ImmutableSortedDictionary<string, StoredDocument> IndexedSnapshot()
    {
        lock (_lock)
        {
            while (_indexing.TryPeek(out var next) && next.At <= _clock.GetUtcNow())
                _indexed = _indexing.Dequeue().State;
            return _indexed;
        }
    }

    /// <summary>Forgets everything.</summary>
    internal void Clear()
    {
        lock (_lock)
        {
            _transactions.Clear();
            _transactionIds.Clear();
            _indexing.Clear();
            _attributes = AttributeCount.None;
            _documents = _indexed = Empty;
        }
    }

    private AttributeCount Counted(Transaction transaction) =>
        AttributeLimit is null
            ? _attributes
            : transaction.Changes.Aggregate(
                _attributes,
                (count, change) => count.With(change.Before, change.After)
            );

    /// <returns>When queries see the newest state.</returns>
    private DateTimeOffset Index(bool now)
    {
        var at = _clock.GetUtcNow();
        if (now || IndexLag <= TimeSpan.Zero)
        {
            _indexing.Clear();
            _indexed = _documents;
            return at;
        }
        _indexing.Enqueue((at + IndexLag, _documents));
        return at + IndexLag;
    }

    private Transaction Prepare(
        MutationRequest request,
        out ImmutableSortedDictionary<string, StoredDocument> after
    )
    {
        var id = request.TransactionId ?? _newId(22);
        if (_transactionIds.Contains(id))
            throw LakeErrors.TransactionExists(id);
        var at = _clock.GetUtcNow();
        var work = new WorkingCopy(
            _documents,
            id,
            Seconds(at),
            _newId,
            (body, all) => Matching(body, all, at),
            request.AutoGenerateArrayKeys
        );
        for (var i = 0; i < request.Mutations.Count; i++)
            work.Apply(
                i,
                request.Mutations[i] as JsonObject
                    ?? throw LakeErrors.Invalid(i, "A mutation must be an object")
            );
        var builder = _documents.ToBuilder();
        foreach (var (key, document, _) in work.Touched)
            if (document is null)
                builder.Remove(key);
            else
                builder[key] = new StoredDocument(document);
        after = builder.ToImmutable();
        ReferenceRules.Check(_documents, after, work.Touched);
        return Describe(request, id, at, work, after);
    }

    private Transaction Describe(
        MutationRequest request,
        string id,
        DateTimeOffset at,
        WorkingCopy work,
        ImmutableSortedDictionary<string, StoredDocument> after
    )
    {
        var before = _documents;
        return new Transaction
        {
            Id = id,
            At = at,
            Author = request.Author,
            Mutations = request.Mutations.DeepClone().AsArray(),
            Outcomes = work.Outcomes,
            Changes =
            [
                .. work
                    .Touched.Select(touched => new DocumentChange(
                        touched.Id,
                        before.GetValueOrDefault(touched.Id)?.Json,
                        after.GetValueOrDefault(touched.Id)?.Json
                    ))
                    .Where(change => change.Before is not null || change.After is not null),
            ],
        };
    }

    private List<string> Matching(JsonObject body, JsonObject all, DateTimeOffset now)
    {
        var parameters = body["params"] as JsonObject;
        var query = Lake.Query.Parse(body["query"]!.GetValue<string>(), parameters);
        var documents = all.Select(entry => entry.Value!.AsObject()).ToList();
        var result = query.Evaluate(documents, parameters, now, "", "", Name);
        return
        [
            .. (result as JsonArray ?? [])
                .Select(item => item is JsonObject map ? map["_id"] : item)
                .OfType<JsonValue>()
                .Select(id => id.GetValue<string>()),
        ];
    }

    /// <summary>The precision stored documents have.</summary>
    internal static string Seconds(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
