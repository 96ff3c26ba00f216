using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Histories;

/// <summary>The last edit of every field must be visible, superseded, in a conflict record, or told to somebody with its value.</summary>
internal sealed class LostEdits
{
    private readonly BridgeWorld _world;
    private readonly History _history;
    private readonly Dictionary<string, string> _documentOf = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Id, string Field), string> _shown;
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string> _told;

    private LostEdits(History history, IEnumerable<string> notes)
    {
        (_world, _history) = (history.World, history);
        var documents = _world.Documents("product").Concat(_world.Documents("price")).ToList();
        _shown = documents
            .SelectMany(document => Shown.OfDocument(document.Body))
            .ToDictionary(field => field.Key, field => field.Value);
        _told = [.. notes, .. _world.Documents("stripeSync").SelectMany(Sentences)];
        foreach (var document in documents)
        foreach (var id in Ids(document))
            _documentOf[id] = document.Id;
    }

    public static async Task<IReadOnlyList<string>> FindAsync(History history, IReadOnlyList<string> notes)
    {
        var lost = new LostEdits(history, notes);
        await lost.RecallAsync();
        return
        [
            .. history
                .Edits.GroupBy(edit => (lost.OwnerOf(edit.Id), edit.Field))
                .Select(lost.Sentence)
                .OfType<string>(),
        ];
    }

    private async Task RecallAsync()
    {
        await foreach (var link in _world.Memory.LinksAsync(default))
            _documentOf[link.StripeId] = link.SanityId;
        foreach (var id in _history.Edits.SelectMany(edit => new[] { edit.Id, edit.Made }).OfType<string>())
            if (
                !_documentOf.ContainsKey(id)
                && await _world.Memory.FindRetirementAsync(id, default) is { } retired
            )
                _documentOf[id] = retired.SanityId;
        foreach (var conflict in await _world.Memory.ConflictsAsync(openOnly: false, default))
        foreach (var value in new[] { conflict.Sanity, conflict.Stripe })
            _kept.Add(Shown.OfValue(value));
    }

    // One price to a person may be several in Stripe, and one document.
    private string OwnerOf(string id) =>
        _documentOf.GetValueOrDefault(_history.First(id))
        ?? _documentOf.GetValueOrDefault(id, _history.First(id));

    private string? Sentence(IGrouping<(string Owner, string Field), Edit> edits)
    {
        var last = edits.MaxBy(edit => edit.Order)!;
        var documents = edits
            .SelectMany(edit =>
                new[]
                {
                    _documentOf.GetValueOrDefault(edit.Id, edit.Id),
                    _documentOf.GetValueOrDefault(edit.Made ?? ""),
                }
            )
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var shown = documents.Select(id => _shown.GetValueOrDefault((id, last.Field))).ToList();
        return
            IsGoneFromStripe(last.Id)
            || documents.Exists(id => IsSuperseded(id, last))
            || shown.Contains(last.Value)
            || IsSupersededByLater(last, shown)
            || _kept.Contains(last.Value)
            || _told.Any(sentence => IsTold(sentence, last.Value) || IsHomeless(sentence, last))
            ? null
            : $"lost: {last} ({string.Join(", ", documents)} shows {string.Join(", ", shown)})";
    }

    // A document that was deleted since takes its edits along; a copy that was published may bring back what editors changed.
    private bool IsSuperseded(string id, Edit last) =>
        !IsThere(id)
        || _history.DeletedAt.GetValueOrDefault(id, -1) > last.Order
        || (last.Id == id && _history.BroughtBackAt.GetValueOrDefault((id, last.Field), -1) > last.Order);

    private bool IsThere(string id) =>
        PartId.KeyOf(id) is { } key
            ? _world.Document(PartId.DocumentOf(id)) is { } host
                && Shown.Variants(host.Body).Any(variant => (string?)variant["_key"] == key)
            : _world.Document(id) is not null;

    // What stands there may be a later edit that was made on another price of the chain.
    private bool IsSupersededByLater(Edit last, List<string?> shown) =>
        _history.Edits.Any(edit =>
            edit.Order > last.Order && edit.Field == last.Field && shown.Contains(edit.Value)
        );

    // A list is told when everything that is its own is.
    private static bool IsTold(string sentence, string value) =>
        value
            .Split(',', '|', ':')
            .Where(part => part is not ("inf" or "10"))
            .All(part => Regex.IsMatch(sentence, $"(?<![0-9A-Za-z]){Regex.Escape(part)}(?![0-9A-Za-wyz])"));

    // A price made in Stripe for a product whose document was deleted has nowhere to go until it is restored.
    private static bool IsHomeless(string sentence, Edit edit) =>
        edit.Made is { } made
        && sentence.Contains(
            $"{made} was made in Stripe for a product whose document is gone",
            StringComparison.Ordinal
        );

    private bool IsGoneFromStripe(string id) =>
        (
            id.StartsWith("price_", StringComparison.Ordinal)
            || id.StartsWith("prod_", StringComparison.Ordinal)
            || id.StartsWith("sanity_", StringComparison.Ordinal)
        ) && _world.Stripe.Find(id) is null;

    private static IEnumerable<string> Sentences(SanityDocument companion) =>
        (companion.Body["recent"] as JsonArray ?? [])
            .Select(line => (string)line!["text"]!)
            .Append(companion.Text("message") ?? "");

    private static IEnumerable<string> Ids(SanityDocument document)
    {
        if (document.Text("stripeProductId") is { } product)
            yield return product;
        if (document.Text("stripePriceId") is { } price)
            yield return price;
        foreach (var old in document.Body["previousStripePriceIds"] as JsonArray ?? [])
            yield return (string)old!;
    }
}
