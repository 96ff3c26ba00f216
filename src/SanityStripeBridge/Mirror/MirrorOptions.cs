using SanityStripeBridge.Core.Mapping;
using SanityStripeBridge.Core.Merging;
using SanityStripeBridge.Core.Planning;
using SanityStripeBridge.Core.Retry;

namespace SanityStripeBridge.Mirror;

/// <summary>How the mirror works; checked by Hosting at start, re-read on change.</summary>
internal sealed class MirrorOptions
{
    /// <summary><c>[a-z0-9]{1,16}</c>.</summary>
    public string Instance { get; set; } = "bridge";
    public string Project { get; set; } = "";
    public string Dataset { get; set; } = "";

    /// <summary>Where both APIs are: equal ids behind another address are other accounts and datasets.</summary>
    public string StripeApi { get; set; } = "";
    public string SanityApi { get; set; } = "";

    /// <summary>Whether the key is a live one; both modes of an account bear its id.</summary>
    public bool IsLive { get; set; }

    /// <summary><c>live</c> or <c>test</c>.</summary>
    public string Mode => IsLive ? "live" : "test";
    public ConflictPolicy Conflict { get; set; } = ConflictPolicy.Owner;
    public NewFromStripe NewFromStripe { get; set; } = NewFromStripe.Published;
    public DeletedInStripe DeletedInStripe { get; set; } = DeletedInStripe.Mark;

    /// <summary>Seconds.</summary>
    public int PriceGrace { get; set; }

    /// <summary>Tries before a delivery is dead.</summary>
    public int Attempts { get; set; } = 8;

    /// <summary>Base of image URLs; null: Sanity's own.</summary>
    public string ImageBase { get; set; } = "https://cdn.sanity.io";

    /// <summary>Base of links to the Dashboard.</summary>
    public string DashboardBase { get; set; } = "https://dashboard.stripe.com";

    /// <summary>The brake: fewest, share of the catalogue in percent, most, per rolling hour.</summary>
    public Brake Brake { get; set; } = new(25, 10, 200);

    /// <summary>How often both sides are asked when no webhook tells; null with webhooks.</summary>
    public Pace? Pull { get; set; }

    /// <summary>When what webhooks missed is taken in; null: never, except at start.</summary>
    public Cron? CatchUpAt { get; set; } = Cron.Parse("*/5 * * * *");

    /// <summary>When all revisions are compared.</summary>
    public Cron? ValidateAt { get; set; } = Cron.Parse("7 * * * *");

    /// <summary>When both sides are compared in full.</summary>
    public Cron? FullAt { get; set; } = Cron.Parse("23 2 * * *");

    /// <summary>How long finished deliveries are kept.</summary>
    public int RetentionDays { get; set; } = 45;

    /// <summary>Folder of the runs' reports; null: none.</summary>
    public string? Reports { get; set; }

    /// <summary>How many families are worked at once.</summary>
    public int Workers { get; set; } = 4;

    /// <summary>How long a family is leased; every send must end before.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest a call with its retries may take; nothing is sent later than the lease's end minus this.</summary>
    public TimeSpan LongestCall { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>The longest an attempt may take: none begins later than the lease's end minus this.</summary>
    public TimeSpan LongestAttempt { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The planner's rules by these options.</summary>
    public PlanSettings ToPlanSettings(CatalogueMapping mapping, bool mayCreate, bool mayDecide) =>
        new()
        {
            Instance = Instance,
            Mapping = mapping,
            Project = Project,
            Dataset = Dataset,
            Conflict = mayDecide ? Conflict : ConflictPolicy.Hold,
            NewFromStripe = NewFromStripe,
            DeletedInStripe = DeletedInStripe,
            PriceGrace = TimeSpan.FromSeconds(PriceGrace),
            MayCreate = mayCreate,
            ImageUrl = reference => ImageAddress.Of(reference, ImageBase, Project, Dataset),
            AssetOf = url => ImageAddress.AssetOf(url, ImageBase, Project, Dataset),
        };
}
