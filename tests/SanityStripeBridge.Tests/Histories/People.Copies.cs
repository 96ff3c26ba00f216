using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Tests.Histories;

/// <content>Editors in drafts and releases: what is typed there is nobody's edit until it is published, but it must survive.</content>
internal sealed partial class People
{
    private static readonly string[] Releases = ["spring", "summer", "winter"];

    private readonly Dictionary<string, Dictionary<(string Id, string Field), string>> _typed = new(
        StringComparer.Ordinal
    );

    private async Task TypeAsync()
    {
        if (Pick(world.Documents(random.Next(3) == 0 ? "price" : "product")) is not { } document)
            return;
        var (field, value) = CopyValue(document);
        await world.Sanity.Studio.EditDraftAsync(document.Id, new JsonObject { [field] = value });
        Typed("drafts." + document.Id, (document.Id, field), value.ToString());
    }

    private async Task PublishAsync()
    {
        if (Pick(Copies("drafts.")) is { } draft)
            await PublishAsync(
                draft.PublishedId,
                draft.Id,
                () => world.Sanity.Studio.PublishAsync(draft.PublishedId)
            );
    }

    private async Task DiscardAsync()
    {
        if (Pick(Copies("drafts.")) is not { } draft)
            return;
        await world.Sanity.Studio.DiscardAsync(draft.Id);
        _typed.Remove(draft.Id);
    }

    private async Task OpenVersionAsync()
    {
        var type = random.Next(2) == 0 ? "price" : "product";
        if (Pick(world.Documents(type)) is not { } document)
            return;
        var release = Pick(Releases)!;
        await world.Sanity.Studio.CreateVersionAsync(release, document.Id);
        // A version is made from the draft, with what was typed there.
        if (_typed.TryGetValue("drafts." + document.Id, out var typed))
            _typed[$"versions.{release}.{document.Id}"] = new(typed);
    }

    private async Task TypeInVersionAsync()
    {
        if (Pick(Copies("versions.")) is not { } version)
            return;
        var (field, value) = CopyValue(version);
        await world.Sanity.Studio.EditVersionAsync(
            ReleaseOf(version),
            version.PublishedId,
            new JsonObject { [field] = value }
        );
        Typed(version.Id, (version.PublishedId, field), value.ToString());
    }

    private async Task DiscardVersionAsync()
    {
        if (Pick(Copies("versions.")) is not { } version)
            return;
        await world.Sanity.Studio.DiscardVersionAsync(ReleaseOf(version), version.PublishedId);
        _typed.Remove(version.Id);
    }

    private Task LockReleaseAsync()
    {
        var release = Pick(Releases)!;
        return random.Next(2) == 0
            ? world.Sanity.Studio.ScheduleReleaseAsync(release, world.Clock.GetUtcNow().AddDays(9))
            : world.Sanity.Studio.UnscheduleReleaseAsync(release);
    }

    private async Task PublishReleaseAsync()
    {
        var release = Pick(Releases)!;
        var versions = Copies($"versions.{release}.");
        var before = versions.ToDictionary(
            version => version.Id,
            version => world.Document(version.PublishedId)
        );
        await world.Sanity.Studio.PublishReleaseAsync(release);
        foreach (var version in versions)
            Published(version, before[version.Id], []);
    }

    private (string Field, JsonNode Value) CopyValue(SanityDocument document) =>
        document.Type != "price" ? (random.Next(2) == 0 ? ("icon", Text()) : ProductValue())
        : random.Next(2) == 0 && !IsTiered(document) ? ("unitAmount", Amount())
        : ("nickname", Text());

    private List<SanityDocument> Copies(string prefix) =>
        [
            .. world
                .Sanity.Dataset.Documents.Where(body =>
                    ((string)body["_id"]!).StartsWith(prefix, StringComparison.Ordinal)
                    && (string?)body["_type"] is "product" or "price"
                )
                .Select(body => new SanityDocument(body)),
        ];

    private static string ReleaseOf(SanityDocument version) => version.Id.Split('.')[1];

    private void Typed(string copy, (string Id, string Field) field, string value)
    {
        if (!_typed.TryGetValue(copy, out var fields))
            _typed[copy] = fields = [];
        fields[field] = value;
    }

    private void Untype(string copy, (string Id, string Field) field)
    {
        if (_typed.TryGetValue(copy, out var fields))
            fields.Remove(field);
    }

    private async Task PublishAsync(
        string id,
        string copyId,
        Func<Task> publish,
        params (string Id, string Field)[] edited
    )
    {
        var before = world.Document(id);
        var copy = new SanityDocument(world.Sanity.Dataset.Find(copyId)!);
        await publish();
        Published(copy, before, edited);
    }

    // What was typed becomes an edit now. Where a copy only holds an older value than the document, its publisher sets that.
    private void Published(
        SanityDocument copy,
        SanityDocument? before,
        IReadOnlyCollection<(string Id, string Field)> edited
    )
    {
        _typed.Remove(copy.Id, out var typed);
        var shown = Shown.OfDocument(copy.Body);
        if (before is not null)
        {
            var stood = Shown.OfDocument(before.Body);
            foreach (var field in shown.Keys.Union(stood.Keys))
                if (
                    shown.GetValueOrDefault(field) != stood.GetValueOrDefault(field)
                    && typed?.ContainsKey(field) != true
                    && !edited.Contains(field)
                )
                    _broughtBackAt[field] = _edits.Count;
        }
        foreach (var ((id, field), value) in typed ?? [])
            Remember(id, field, value);
    }
}
