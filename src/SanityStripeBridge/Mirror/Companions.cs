using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// Tells editors, in the <c>stripeSync</c> companion of a document, where it stands. What they should read is decided at once
/// and written in batches, so that bookkeeping costs at most one transaction a second.
/// </summary>
internal sealed class Companions(
    ISanitySide sanity,
    IMemory memory,
    Ledger ledger,
    IOptionsMonitor<MirrorOptions> options,
    CatalogueMapping mapping,
    TimeProvider clock
)
{
    /// <summary>How many companions one transaction carries.</summary>
    private const int Batch = 100;

    /// <summary>Longer than a call with its retries: after it the writer counts as dead.</summary>
    private static readonly TimeSpan WritingTime = TimeSpan.FromMinutes(2);

    /// <summary>Remembers what the editors of a family's documents should read after its work.</summary>
    public async Task TellAsync(
        FamilyState state,
        WorkResult result,
        IReadOnlyDictionary<string, string> requests,
        CancellationToken cancel
    )
    {
        var findings = FindingsOf(result, state.Rejected);
        var subjects = state
            .Memory.Links.Select(link => link.SanityId)
            .Concat(findings.Keys)
            .Concat(requests.Keys)
            .Concat(state.Told.Select(told => told.SanityId))
            .Select(PartId.DocumentOf)
            .Distinct(StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        var told = subjects
            .Select(subject => Next(state, subject, findings.GetValueOrDefault(subject), requests, now))
            .OfType<Companion>()
            .ToList();
        if (told.Count > 0)
            await memory.CommitAsync(new() { Companions = told }, cancel);
    }

    /// <summary>Writes what is waiting, many to a transaction; the number written.</summary>
    public async Task<int> FlushAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var waiting = await memory.TakeCompanionsAsync(now, now + WritingTime, Batch, cancel);
        if (waiting.Count == 0)
            return 0;
        try
        {
            await WriteAsync([.. waiting.Select(one => one.Companion)], cancel);
        }
        catch
        {
            await memory.FreeCompanionsAsync(waiting, CancellationToken.None);
            throw;
        }
        await memory.CompanionsWrittenAsync(waiting, CancellationToken.None);
        return waiting.Count;
    }

    private async Task WriteAsync(IReadOnlyList<Companion> companions, CancellationToken cancel)
    {
        var key = ledger.KeyOf(ledger.NewId());
        var mutations = companions.SelectMany(Mutations).ToList();
        var request = MutationJson.Write(mutations);
        var intents = companions.Select(companion => IntentOf(companion, key, request)).ToList();
        await ledger.OpenAsync(intents, under: null, cancel);
        await sanity.WriteAsync(mutations, key, cancel);
    }

    private static Dictionary<string, Finding> FindingsOf(WorkResult result, IEnumerable<Finding> rejected)
    {
        var (plan, extra) = result switch
        {
            WorkResult.Settled settled => (settled.Plan, null),
            WorkResult.Held held => (
                held.Plan,
                new Finding(held.Plan.Changes[0].SanityId, CompanionStatus.Held, held.Reason)
            ),
            // Where nothing else was left to write, the plan says itself what was refused.
            WorkResult.Refused { Plan.Changes.Count: 0 } refused => (refused.Plan, null),
            WorkResult.Refused refused => (
                refused.Plan,
                new Finding(refused.SanityId, CompanionStatus.Error, refused.Reason)
            ),
            _ => throw new InvalidOperationException($"{result} is no result of work"),
        };
        return plan
            .Findings.Append(extra)
            .OfType<Finding>()
            .Concat(rejected)
            .GroupBy(finding => PartId.DocumentOf(finding.SanityId), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, Together, StringComparer.Ordinal);
    }

    // A document has one companion: it tells the gravest state, and every sentence of it.
    private static Finding Together(IGrouping<string, Finding> findings)
    {
        var status = findings.Max(finding => finding.Status);
        var sentences = findings
            .Where(finding => finding.Status == status)
            .Select(finding => finding.Message)
            .Distinct(StringComparer.Ordinal);
        return new(findings.Key, status, string.Join(". ", sentences));
    }

    // Nothing is written while a document is simply synced and nobody asked; absent means synced or never seen.
    private Companion? Next(
        FamilyState state,
        string subject,
        Finding? finding,
        IReadOnlyDictionary<string, string> requests,
        DateTimeOffset now
    )
    {
        var known = state.Memory.Companions.FirstOrDefault(companion => companion.Subject == subject);
        var status = finding?.Status ?? CompanionStatus.Synced;
        var answered = requests.GetValueOrDefault(subject) ?? known?.Answered;
        var recent = Recent(state, subject, known, now);
        var isQuiet = status == CompanionStatus.Synced && finding is null && recent.Count == 0;
        if (known is null && isQuiet && answered is null)
            return null;
        var link = state.Memory.Links.FirstOrDefault(link => link.SanityId == subject);
        var next = new Companion
        {
            Subject = subject,
            Status = status,
            Message = finding?.Message,
            Answered = answered,
            StripeUrl = link is null ? null : Url(link),
            SyncedAt = status == CompanionStatus.Synced ? now : known?.SyncedAt,
            Recent = recent,
            Dirty = true,
            Exists = known?.Exists == true,
        };
        var isSame =
            known is not null
            && recent.SequenceEqual(known.Recent)
            && next with { SyncedAt = known.SyncedAt, Dirty = known.Dirty, Recent = known.Recent } == known;
        return isSame ? null : next;
    }

    // A sentence that stands there already is news no more.
    private static IReadOnlyList<CompanionLine> Recent(
        FamilyState state,
        string subject,
        Companion? known,
        DateTimeOffset now
    )
    {
        var before = known?.Recent ?? [];
        var news = state
            .Told.Where(told =>
                PartId.DocumentOf(told.SanityId) == subject && before.All(line => line.Text != told.Sentence)
            )
            .Select(told => new CompanionLine(now, told.Sentence))
            .ToList();
        return news.Count == 0 ? before : [.. news.Concat(before).Take(Companion.MostLines)];
    }

    private string Url(Link link) =>
        $"{options.CurrentValue.DashboardBase}/{(link.Type == ObjectType.Product ? "products" : "prices")}/{link.StripeId}";

    private IEnumerable<SanityMutation> Mutations(Companion companion)
    {
        var id = mapping.CompanionOf(companion.Subject);
        yield return new SanityMutation.CreateIfNotExists(
            new JsonObject
            {
                ["_id"] = id,
                ["_type"] = "stripeSync",
                ["subject"] = SanityPatch.WeakReference(companion.Subject),
            }
        );
        var set = new JsonObject { ["status"] = Word(companion.Status) };
        List<string> unset = [];
        Put("message", companion.Message);
        Put("answered", companion.Answered);
        Put("stripeUrl", companion.StripeUrl);
        Put("syncedAt", companion.SyncedAt?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        if (companion.Recent.Count > 0)
            set["recent"] = new JsonArray([.. companion.Recent.Select(Line)]);
        yield return new SanityMutation.Patch(id, null, set, unset);

        void Put(string name, string? value)
        {
            if (value is null)
                unset.Add(name);
            else
                set[name] = value;
        }
    }

    private static JsonNode Line(CompanionLine line)
    {
        var at = line.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["_key"] = SanityPatch.Key(at + line.Text),
            ["at"] = at,
            ["text"] = line.Text,
        };
    }

    private Intent IntentOf(Companion companion, string key, string request) =>
        new()
        {
            Id = ledger.NewId(),
            Key = key,
            Family = "",
            Side = Side.Sanity,
            Type = ObjectType.Product,
            Action = IntentAction.Update,
            SanityId = mapping.CompanionOf(companion.Subject),
            Request = request,
            // Never settled: what is still dirty is simply written again.
            State = IntentState.Done,
            CreatedAt = clock.GetUtcNow(),
        };

    private static string Word(CompanionStatus status) =>
        status == CompanionStatus.DeletedInStripe
            ? "deleted_in_stripe"
            : status.ToString().ToLowerInvariant();
}
