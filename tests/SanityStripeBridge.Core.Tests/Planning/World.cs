using System.Globalization;
using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.TestKit;

namespace SanityStripeBridge.Core.Tests.Planning;

/// <summary>
/// One family on both sides, and a worker without any I/O: it looks at what the plan wants, applies the first change the way
/// the platforms would, remembers what the mirror remembers, and plans again.
/// </summary>
internal sealed class World
{
    private int _serial;

    public PureStripe Stripe { get; } = new();

    public SortedDictionary<string, JsonObject> Documents { get; } = new(StringComparer.Ordinal);

    public FamilyMemory Memory { get; set; } = new() { Family = "mug" };

    public PlanSettings Settings { get; set; } = A.Settings;

    public DateTimeOffset Now { get; set; } = A.Monday;

    public List<Overwritten> Overwritten { get; private set; } = [];

    public HashSet<string> Taken { get; } = new(StringComparer.Ordinal);

    /// <summary>Every change applied so far.</summary>
    public List<Change> Applied { get; } = [];

    /// <summary>Every conflict record ever written, in its last form.</summary>
    public Dictionary<string, Conflict> Conflicts { get; } = new(StringComparer.Ordinal);

    /// <summary>Called after each change: for what must be true at every moment.</summary>
    public Action<Change> Watch { get; set; } = _ => { };

    public static Concern All { get; } = new() { Everything = true };

    public World Put(params JsonObject[] documents)
    {
        foreach (var document in documents)
            Documents[(string)document["_id"]!] = document;
        return this;
    }

    public World PutInStripe(params JsonObject[] objects)
    {
        foreach (var item in objects)
            ((string?)item["object"] == "product" ? Stripe.Products : Stripe.Prices)[(string)item["id"]!] =
                item;
        return this;
    }

    /// <summary>The plan as it stands, complete, with nothing applied.</summary>
    public FamilyPlan Plan(Concern? concern = null)
    {
        var look = new Look();
        return Complete(concern ?? All, ref look);
    }

    /// <summary>The plan after a complete look to which something was added, a refusal for instance.</summary>
    public FamilyPlan Plan(Func<Look, Look> adding, Concern? concern = null) =>
        FamilyPlanner.Plan(Memory, adding(Seen()), concern ?? All, Overwritten, Settings, Now);

    /// <summary>Everything that a plan wants to see.</summary>
    public Look Seen()
    {
        var look = new Look();
        Complete(All, ref look);
        return look;
    }

    /// <summary>Works until nothing is left; the last plan, whose changes are none.</summary>
    public FamilyPlan Settle(Concern? concern = null, int rounds = 20)
    {
        var look = new Look();
        for (var round = 0; round < rounds; round++)
        {
            var plan = Complete(concern ?? All, ref look);
            Remember(plan);
            Overwritten = [.. Overwritten.Where(lost => IsStillFought(plan, lost))];
            if (plan.Changes.Count == 0)
                return plan;
            if (plan.Changes[0].Side == Side.Stripe)
                ApplyToStripe(plan.Changes[0], ref look);
            else
                ApplyToSanity([.. plan.Changes.TakeWhile(change => change.Side == Side.Sanity)], ref look);
        }
        throw new InvalidOperationException(
            "not settled: "
                + string.Join(
                    "; ",
                    Applied.TakeLast(4).Select(change => $"{change.Side} {change.Action} {change.Because}")
                )
        );
    }

    /// <summary>Remembers a plan of which nothing is applied, as if the first write failed.</summary>
    public FamilyPlan Consider(Concern? concern = null)
    {
        var plan = Plan(concern);
        Remember(plan);
        return plan;
    }

    /// <summary>Works off one change only, as if the process died right after it.</summary>
    public Change? Step(Concern? concern = null)
    {
        var look = new Look();
        var plan = Complete(concern ?? All, ref look);
        Remember(plan);
        if (plan.Changes.Count == 0)
            return null;
        if (plan.Changes[0].Side == Side.Stripe)
            ApplyToStripe(plan.Changes[0], ref look);
        else
            ApplyToSanity([.. plan.Changes.TakeWhile(change => change.Side == Side.Sanity)], ref look);
        return plan.Changes[0];
    }

    private FamilyPlan Complete(Concern concern, ref Look look)
    {
        for (var round = 0; round < 20; round++)
        {
            var plan = FamilyPlanner.Plan(Memory, look, concern, Overwritten, Settings, Now);
            if (plan.Wants.IsEmpty)
                return plan;
            look = See(look, plan.Wants);
        }
        throw new InvalidOperationException("the planner wants something that it was shown already");
    }

    private Look See(Look look, Wants wants)
    {
        if (wants.PricesOf is { } owner)
        {
            foreach (var id in Stripe.Prices.Keys.Where(id => Stripe.Price(id)!.Product.Id == owner))
                look = SeePrice(look, id);
            look = look with { AllStripePrices = true };
        }
        foreach (var url in wants.Images)
            Memory = Memory with { Images = [.. Memory.Images, new("mug", url, AssetOf(url), null, null)] };
        foreach (var id in wants.Prices)
            look = SeePrice(look, id);
        foreach (var id in wants.Products)
            look = look with { Products = look.Products.SetItem(id, Seen(ref look, id, Stripe.Product(id))) };
        var documents = wants.Documents;
        if (wants.PriceDocuments)
        {
            documents = documents.Union(
                Documents
                    .Values.Where(document => (string?)document["product"]?["_ref"] == Memory.Family)
                    .Select(document => SanityIds.Published((string)document["_id"]!))
            );
            look = look with { AllPriceDocuments = true };
        }
        foreach (var id in documents)
            look = look.With(id, SeeDocument(id));
        return look;
    }

    // The file's name is the asset's: https://shop.example/a.png is image-a-1x1-png.
    private static string AssetOf(string url) =>
        $"image-{Path.GetFileNameWithoutExtension(url)}-1x1-{Path.GetExtension(url)[1..]}";

    private Look SeePrice(Look look, string id) =>
        look with
        {
            Prices = look.Prices.SetItem(id, Seen(ref look, id, Stripe.Price(id))),
        };

    private T? Seen<T>(ref Look look, string id, T? found)
        where T : class
    {
        if (!Taken.Contains(id))
            return found;
        look = look with { Taken = look.Taken.SetItem(id, "another") };
        return null;
    }

    private DocumentLook SeeDocument(string id) =>
        new(
            Documents.GetValueOrDefault(id) is { } body ? See(body) : null,
            [
                .. Documents
                    .Where(pair => pair.Key != id && SanityIds.Published(pair.Key) == id)
                    .Select(pair => See(pair.Value)),
            ],
            Complete: true
        );

    private SanityDocument See(JsonObject body) =>
        Lens.See(Settings.Mapping, new((JsonObject)body.DeepClone()));

    private void Remember(FamilyPlan plan)
    {
        foreach (var link in plan.Links)
            Memory = Memory.With(link);
        foreach (var old in plan.Retirements)
            Remember(old);
        foreach (var record in plan.Conflicts)
        {
            var kept = record.Id.Length > 0 ? record : record with { Id = NewId() };
            Conflicts[kept.Id] = kept;
        }
        Memory = Memory with { Conflicts = [.. Conflicts.Values.Where(record => record.ResolvedAt is null)] };
    }

    private void Remember(Retirement old) =>
        Memory = Memory with
        {
            Retirements = [.. Memory.Retirements.Where(other => other.StripeId != old.StripeId), old],
        };

    private static bool IsStillFought(FamilyPlan plan, Overwritten lost) =>
        plan.Changes.Any(change =>
            change.Side == Side.Stripe
            && change.StripeId == lost.StripeId
            && change.Fields.Any(field => field.Path == lost.Path)
        );

    private void ApplyToStripe(Change change, ref Look look)
    {
        var intent = IntentOf(change);
        var along = change.WithPrice is { } price ? IntentOf(price) : null;
        var request = new StripeWrite(Memory, look, Settings).Of(change, intent.Id, along?.Id);
        var id = Stripe.Apply(request);
        if (change.Type == ObjectType.Product)
        {
            look = look.With(Stripe.Product(id)!);
            var made = Written(intent, id);
            if (along is not null)
            {
                var priceId = Stripe.Product(id)!.DefaultPrice!.Id;
                Commit(Written(along, priceId));
                look = look with { Prices = look.Prices.SetItem(priceId, Stripe.Price(priceId)) };
                made.Link = made.Link!.Agree("defaultPrice", FieldValue.Text(along.SanityId));
            }
            Commit(made);
        }
        else
        {
            look = look.With(Stripe.Price(id)!);
            Commit(Written(intent, id));
        }
        Applied.Add(change);
        Watch(change);
    }

    private (Link? Link, Retirement? Old) Written(Intent intent, string stripeId)
    {
        if (intent.Action is IntentAction.Create or IntentAction.Revive)
            return Completion.Created(
                Memory.PriceOf(intent.SanityId),
                intent,
                stripeId,
                Now + Settings.PriceGrace
            );
        if (
            Memory.Links.FirstOrDefault(link => link.Type == intent.Type && link.StripeId == stripeId) is
            { } link
        )
            return (Completion.Agree(link, intent), null);
        var retired = Memory.Retirements.FirstOrDefault(old => old.StripeId == stripeId);
        return (null, retired is null ? null : Completion.Archived(retired));
    }

    private void Commit((Link? Link, Retirement? Old) made)
    {
        if (made.Link is { } link)
            Memory = Memory.With(link);
        if (made.Old is { } old)
            Remember(old);
    }

    private void ApplyToSanity(IReadOnlyList<Change> changes, ref Look look)
    {
        var rev = "ssb-" + NewId();
        var mutations = new List<SanityMutation>();
        foreach (var change in changes)
        {
            var write = Write(change, look, rev);
            mutations.AddRange(write.Mutations);
            look = look.With(PartId.DocumentOf(change.SanityId), write.After);
        }
        foreach (var mutation in DocumentWrite.Together(mutations))
            Mutate(mutation, rev);
        foreach (var change in changes)
        {
            Commit(WrittenToSanity(change, IntentOf(change)));
            Applied.Add(change);
        }
        foreach (var change in changes)
            Watch(change);
    }

    private DocumentWrite Write(Change change, Look look, string rev) =>
        change switch
        {
            { Seed: { } seed } => DocumentWrite.Seed(change.Type, seed, rev, Settings.Mapping),
            { Action: ChangeAction.Create } => DocumentWrite.Create(
                change,
                Memory.Family,
                "slug",
                A.Monday,
                rev,
                Settings.Mapping
            ),
            { Action: ChangeAction.Delete } => DocumentWrite.Remove(change, look.Documents[change.SanityId]),
            _ => DocumentWrite.Patch(
                change,
                look.Documents[PartId.DocumentOf(change.SanityId)],
                [
                    .. Memory
                        .Retirements.Where(old => old.SanityId == change.SanityId)
                        .Select(old => old.StripeId),
                ],
                alone: false,
                rev,
                Settings.Mapping
            ),
        };

    private void Mutate(SanityMutation mutation, string rev)
    {
        switch (mutation)
        {
            case SanityMutation.Create(var document):
                Documents.Add(mutation.DocumentId, (JsonObject)document.DeepClone());
                break;
            case SanityMutation.CreateIfNotExists(var document):
                Documents.TryAdd(mutation.DocumentId, (JsonObject)document.DeepClone());
                return;
            case SanityMutation.Delete:
                Documents.Remove(mutation.DocumentId);
                return;
            case SanityMutation.Patch patch:
                if (patch.IfRevision != (string?)Documents[patch.Id]["_rev"])
                    throw new InvalidOperationException(patch.Id + " has another revision");
                foreach (var (path, value) in patch.Set)
                    DocumentPath.Put(Documents[patch.Id], path, value);
                foreach (var path in patch.Unset)
                    DocumentPath.Put(Documents[patch.Id], path, null);
                break;
            default:
                throw new InvalidOperationException($"{mutation} is not what a family's plan writes");
        }
        Documents[mutation.DocumentId]["_rev"] = rev;
    }

    private (Link?, Retirement?) WrittenToSanity(Change change, Intent intent)
    {
        if (change.Seed is not null)
            return (null, null);
        if (intent.Action == IntentAction.Create)
        {
            var made = Completion.NewLink(
                intent,
                intent.SanityId,
                intent.StripeId!,
                intent.Type,
                intent.After
            );
            return (change.IsDraft ? Completion.Proposed(made) : made, null);
        }
        var link = Memory.Links.First(link => link.Type == intent.Type && link.SanityId == intent.SanityId);
        if (change.Action == ChangeAction.Delete)
            return (Completion.Removed(link), null);
        var waiting = Memory.Retirements.FirstOrDefault(old =>
            old.SanityId == intent.SanityId && old.ArchiveAt is not null && !link.IdWritten
        );
        return (
            Completion.Agree(link, intent) with
            {
                IdWritten = true,
            },
            waiting is null ? null : waiting with { ArchiveAt = Now + Settings.PriceGrace }
        );
    }

    private Intent IntentOf(Change change)
    {
        var creates = change.Action is ChangeAction.Create or ChangeAction.Replace;
        var id = NewId();
        var written = change.Fields.Aggregate(Fields.None, (all, field) => all.With(field.Path, field.To));
        var after = creates ? change.Whole.Where(path => path != "product") : written;
        return new()
        {
            Id = id,
            Key = "ssb-" + id,
            Family = Memory.Family,
            Side = change.Side,
            Type = change.Type,
            Action =
                change.Revival is not null ? IntentAction.Revive
                : creates ? IntentAction.Create
                : IntentAction.Update,
            Before = change.Former,
            SanityId = change.SanityId,
            StripeId = change.Action == ChangeAction.Replace ? null : change.StripeId,
            After = after,
            Paths = creates ? [.. after.Paths] : [.. change.Fields.Select(field => field.Path)],
            Halves = change.Halves,
            Request = "",
            CreatedAt = Now,
        };
    }

    private string NewId() => (++_serial).ToString("D6", CultureInfo.InvariantCulture);
}
