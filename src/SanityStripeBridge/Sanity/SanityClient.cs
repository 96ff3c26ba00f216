using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Sanity;

/// <summary>Sanity's API, as much of it as the mirror needs.</summary>
internal sealed partial class SanityClient : ISanitySide
{
    /// <summary>Documents per page of a listing.</summary>
    private const int Page = 500;

    /// <summary>The service refuses larger transactions with 413.</summary>
    private const int LargestTransaction = 4_000_000;

    private readonly Func<SanityOptions> _options;
    private readonly SanityBudgets _budgets;
    private readonly TimeProvider _clock;
    private readonly ILogger<SanityClient> _log;
    private readonly CatalogueMapping _mapping;
    private readonly Caller _caller;

    public SanityClient(
        HttpClient http,
        Func<SanityOptions> options,
        SanityBudgets budgets,
        TimeProvider clock,
        Func<double> jitter,
        CallMeter meter,
        CatalogueMapping mapping,
        ILogger<SanityClient> log
    )
    {
        _mapping = mapping;
        _options = options;
        _budgets = budgets;
        _clock = clock;
        _log = log;
        _caller = new(http, clock, jitter, meter, Repeating);
    }

    public async Task<IReadOnlyList<SanityDocument>> GetDocumentsAsync(
        IReadOnlyList<string> publishedIds,
        bool allVersions,
        CancellationToken cancel
    )
    {
        var documents = new List<SanityDocument>();
        foreach (var ids in SanityMessage.Batches(publishedIds))
        {
            var answer = await ReadAsync(
                "GET data/doc",
                options => SanityMessage.Documents(options, ids, allVersions),
                cancel
            );
            documents.AddRange(Documents(answer["documents"]));
        }
        return documents;
    }

    public async IAsyncEnumerable<SanityDocument> ListAsync(
        IReadOnlyList<string> types,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var list = new JsonArray([.. types.Select(type => JsonValue.Create(type))]);
        var pages = PagesAsync("_type in $types", new() { ["types"] = list }, "", cancel);
        await foreach (var document in pages)
            yield return document;
    }

    public IAsyncEnumerable<SanityDocument> ListReleaseAsync(
        string release,
        IReadOnlyList<string> types,
        CancellationToken cancel
    ) =>
        PagesAsync(
            "sanity::partOfRelease($release) && _type in $types",
            new()
            {
                ["release"] = release,
                ["types"] = new JsonArray([.. types.Select(type => JsonValue.Create(type))]),
            },
            "",
            cancel,
            "raw"
        );

    public async IAsyncEnumerable<SanityDocument> ListRevisionsAsync(
        IReadOnlyList<string> types,
        DateTimeOffset? since,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var parameters = new JsonObject
        {
            ["types"] = new JsonArray([.. types.Select(type => JsonValue.Create(type))]),
        };
        // An editor's request that nobody has answered is news, whatever became of its webhook.
        var filter =
            "(_type in $types || _type == \"stripeSync\" && defined(requestedAt) && requestedAt != answered)";
        if (since is { } moment)
        {
            filter += " && _updatedAt >= $since";
            parameters["since"] = moment.UtcDateTime.ToString(
                "yyyy-MM-ddTHH:mm:ssZ",
                CultureInfo.InvariantCulture
            );
        }
        var attributes = _mapping
            .Prices.Select(type => type.Shape.Of("product")!.From!.Split('.')[0])
            .Prepend("_updatedAt")
            .Prepend("_type")
            .Append("subject")
            .Append("requestedAt")
            .Distinct(StringComparer.Ordinal);
        var projection = $"{{_id,_rev,{string.Join(',', attributes)}}}";
        await foreach (var document in PagesAsync(filter, parameters, projection, cancel))
            yield return document;
    }

    public async Task<bool> IsSlugTakenAsync(string slug, CancellationToken cancel)
    {
        var type = _mapping.NewProduct!;
        var attribute = type.Shape.Of("slug")?.From ?? "slug";
        var query = $"count(*[_type == \"{type.Name}\" && {attribute}.current == $slug]) > 0";
        var answer = await ReadAsync(
            "GET data/query",
            options => SanityMessage.Query(options, query, new() { ["slug"] = slug }),
            cancel
        );
        return answer["result"] is JsonValue said && said.TryGetValue(out bool isTaken)
            ? isTaken
            : throw new RemoteException(
                FailureKind.Transient,
                "Sanity's answer to GET data/query says neither true nor false whether the slug is taken"
            );
    }

    public async Task<ILookup<string, string>> FindPricesOfAsync(
        IReadOnlyList<string> productIds,
        CancellationToken cancel
    )
    {
        var found = new List<(string Product, string Price)>();
        var paths = _mapping.Prices.Select(type => type.Shape.Of("product")!.From!.Split('.')[0]);
        var terms = _mapping
            .Prices.Select(type =>
                $"_type == \"{type.Name}\" && {type.Shape.Of("product")!.From}._ref in $products"
            )
            .ToList();
        if (terms.Count == 0)
            return found.ToLookup(pair => pair.Product, pair => pair.Price);
        var filter = terms.Count == 1 ? terms[0] : $"({string.Join(" || ", terms)})";
        var projection = $"{{_id,_type,{string.Join(',', paths.Distinct(StringComparer.Ordinal))}}}";
        // Around each id: two quotes and a comma, escaped.
        foreach (var ids in AddressBatches.Of(productIds, Page, besides: 9))
        {
            var list = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]);
            var pages = PagesAsync(filter, new() { ["products"] = list }, projection, cancel);
            await foreach (var price in pages)
                if (SanityReader.Reference(price.Body["product"]) is { } product)
                    found.Add((product, price.Id));
        }
        return found.ToLookup(pair => pair.Product, pair => pair.Price, StringComparer.Ordinal);
    }

    public Task<SanityWrite> WriteAsync(
        IReadOnlyList<SanityMutation> mutations,
        string transactionId,
        CancellationToken cancel
    )
    {
        var body = SanityMessage.Transaction(mutations, transactionId);
        if (body.Length > LargestTransaction)
        {
            throw new RemoteException(
                FailureKind.Refused,
                $"The transaction has {body.Length} bytes, Sanity takes at most {LargestTransaction}: write fewer documents at once.",
                code: "transaction_too_large"
            );
        }
        var written = mutations.Select(mutation => mutation.DocumentId).ToArray();
        return SendAsync(
            "POST data/mutate",
            _budgets.Mutations,
            options => SanityMessage.Mutate(options, body),
            answer =>
                answer.Succeeded ? Attempts.Done<SanityWrite>(new SanityWrite.Committed(transactionId))
                : SanityFailure.Outcome(answer, written, transactionId) is { } outcome
                    ? Attempts.Done(outcome, outcome is SanityWrite.Stale ? "stale" : "ok")
                : null,
            cancel
        );
    }

    private async IAsyncEnumerable<SanityDocument> PagesAsync(
        string filter,
        JsonObject parameters,
        string projection,
        [EnumeratorCancellation] CancellationToken cancel,
        string perspective = "published"
    )
    {
        var query = $"*[{filter} && _id > $last] | order(_id) [0...{Page}]{projection}";
        parameters["last"] = "";
        while (true)
        {
            var answer = await ReadAsync(
                "GET data/query",
                options => SanityMessage.Query(options, query, parameters, perspective),
                cancel
            );
            var page = Documents(answer["result"]);
            foreach (var document in page)
                yield return document;
            if (page.Count < Page)
                yield break;
            parameters["last"] = page[^1].Id;
        }
    }

    // The one place where documents come in: from here on they are in the shipped schema's words.
    private List<SanityDocument> Documents(JsonNode? list) =>
        [
            .. (list as JsonArray ?? [])
                .OfType<JsonObject>()
                .Select(body => new SanityDocument(body))
                .Where(document => !_mapping.IsStranger(document))
                .Select(document => Lens.See(_mapping, document)),
        ];

    private Task<JsonObject> ReadAsync(
        string operation,
        Func<SanityOptions, HttpRequestMessage> build,
        CancellationToken cancel
    ) =>
        SendAsync(
            operation,
            _budgets.Reads,
            build,
            answer => answer.Succeeded ? Attempts.Done(Whole(answer.Body)) : null,
            cancel
        );

    private static JsonObject Whole(byte[] body) =>
        JsonNode.Parse(body) as JsonObject ?? throw new JsonException("The answer is no object.");

    private Task<T> SendAsync<T>(
        string operation,
        CallBudget budget,
        Func<SanityOptions, HttpRequestMessage> build,
        Func<Answer, Attempt<T>?> settle,
        CancellationToken cancel
    )
    {
        // One set of options per call: a token that rotates in between is used from the next call on.
        var options = _options();
        var call = new Call("sanity", operation, options.TimeOut, [budget]);
        return _caller.SendAsync(call, () => build(options), Judge, cancel);

        Attempt<T> Judge(Answer answer)
        {
            SanityBudgets.Adapt(budget, answer);
            return settle(answer)
                ?? SanityFailure.From<T>(answer, operation, options.Token, _clock.GetUtcNow());
        }
    }

    private void Repeating(string operation, RemoteException failure, TimeSpan wait) =>
        Repeats(operation, failure.Kind, failure.Status, failure.Code, wait);

    [LoggerMessage(
        1700,
        LogLevel.Warning,
        "[SANITY] Sanity did not do {Operation} ({Kind}, status {Status}, code {Code}); again in {Wait}"
    )]
    private partial void Repeats(
        string operation,
        FailureKind kind,
        int? status,
        string? code,
        TimeSpan wait
    );
}
