using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Storage;

namespace SanityStripeBridge.Tests.Storage;

/// <summary>What every memory promises, whatever database holds it.</summary>
public abstract partial class MemoryContract(StoreKind kind) : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, 250, TimeSpan.Zero);

    private protected TestStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = new(await StorePlace.MakeAsync(kind));

    public async Task DisposeAsync() => await Store.DisposeAsync();

    /// <summary>Opens the same store once more, as another process or after a crash.</summary>
    private protected async Task<IMemory> OpenAsync(string bridge = "default") =>
        new SqlMemory(await Store.OpenAsync(bridge));

    internal static Intent AnIntent(string key, string id = "01I") =>
        new()
        {
            Id = id,
            Key = key,
            Family = "mug",
            Side = Side.Stripe,
            Type = ObjectType.Product,
            Action = IntentAction.Update,
            SanityId = "mug",
            StripeId = "prod_1",
            Before = Fields.None.With("name", FieldValue.Text("Mug")),
            After = Fields.None.With("name", FieldValue.Text("Größe \"L\" 🫖")),
            Paths = ["name", "description"],
            Halves = ["description"],
            Request = "{}",
            CreatedAt = Now,
        };

    private static Link ALink(string sanityId, string stripeId, ObjectType type = ObjectType.Product) =>
        new()
        {
            Type = type,
            SanityId = sanityId,
            StripeId = stripeId,
            Family = "mug",
            State = LinkState.DeletedInStripe,
            Baseline = Fields.None.With("unitAmount", FieldValue.Integer(1999)),
            Settled = new HashSet<string> { "description", "url" },
            PublishedSeen = true,
            IdWritten = true,
        };

    private static Conflict AConflict(string id) =>
        new()
        {
            Id = id,
            Family = "mug",
            Type = ObjectType.Product,
            SanityId = "mug",
            StripeId = "prod_1",
            Path = "name",
            Sanity = FieldValue.Text("a"),
            Stripe = FieldValue.Flag(false),
            Policy = "hold",
            Since = Now,
        };

    private static HistoryEntry AnEntry(string id, string action, Side? side = Side.Stripe) =>
        new()
        {
            Id = id,
            At = Now,
            Family = "mug",
            Type = ObjectType.Price,
            SanityId = "p1",
            Action = action,
            Side = side,
            Fields = [new FieldChange("unitAmount", FieldValue.Integer(1), FieldValue.Absent)],
            Because = "an editor changed it",
        };

    private static readonly Companion Told = new()
    {
        Subject = "mug",
        Status = CompanionStatus.DeletedInStripe,
        Message = "The product was deleted in Stripe.",
        SyncedAt = Now,
        Recent = [new(Now, "A sentence"), new(Now.AddDays(-1), "An older one")],
        Dirty = true,
    };

    private static readonly StaleCopy Stale = new()
    {
        CopyId = "versions.summer.p1",
        SanityId = "p1",
        Type = ObjectType.Price,
        Family = "mug",
        Path = "nickname",
        Old = FieldValue.Text("old"),
        Rev = "r1",
        Looks = 2,
        LookAt = Now,
    };

    [Fact]
    public async Task A_family_never_seen_is_empty() =>
        (await (await OpenAsync()).LoadAsync("nobody", default))
            .Should()
            .BeEquivalentTo(new FamilyMemory { Family = "nobody" });

    [Fact]
    public async Task Everything_of_a_family_comes_back_as_it_was_committed()
    {
        var change = new MemoryChange
        {
            Links = [ALink("mug", "prod_1"), ALink("p1", "price_2", ObjectType.Price)],
            Retirements = [new("price_1", "p1", "mug", Now)],
            Documents =
            [
                new("mug", ObjectType.Product, "mug", "rev1"),
                new("p1", ObjectType.Price, "mug", null),
            ],
            Intents = [AnIntent("key")],
            Conflicts = [AConflict("01C")],
            Companions = [Told],
            StaleCopies = [Stale],
            Images =
            [
                new("mug", "https://files.example/a.png", "image-a-1x1-png", null, null),
                new("mug", "https://files.example/b.png", null, "its host answered 404", Now),
            ],
        };
        await (await OpenAsync()).CommitAsync(change, default);

        var found = await (await OpenAsync()).LoadAsync("mug", default);
        found.Links.Should().BeEquivalentTo(change.Links);
        found.Retirements.Should().Equal(change.Retirements);
        found.Documents.Should().Equal(change.Documents);
        found.OpenIntents.Should().BeEquivalentTo(change.Intents);
        found.Conflicts.Should().Equal(change.Conflicts);
        found.Companions.Should().BeEquivalentTo(change.Companions);
        found.StaleCopies.Should().Equal(change.StaleCopies);
        found.Images.Should().Equal(change.Images);
    }

    [Fact]
    public async Task A_stale_copy_keeps_its_family_unfinished_until_it_is_forgotten()
    {
        var memory = await OpenAsync();
        var cleared = Stale with { Path = "lookupKey", Old = FieldValue.Absent, Rev = null };
        await memory.CommitAsync(new() { StaleCopies = [Stale, cleared] }, default);
        await memory.CommitAsync(new() { StaleCopies = [Stale with { Looks = 3 }] }, default);
        (await memory.LoadAsync("mug", default))
            .StaleCopies.Should()
            .Equal(cleared, Stale with { Looks = 3 });
        (await memory.UnfinishedFamiliesAsync(default)).Should().Equal("mug");
        await memory.CommitAsync(new() { ForgetStaleCopies = [Stale, cleared] }, default);
        (await memory.LoadAsync("mug", default)).StaleCopies.Should().BeEmpty();
        (await memory.UnfinishedFamiliesAsync(default)).Should().BeEmpty();
    }

    [Fact]
    public async Task An_unseen_copy_is_taken_by_one_node_and_stays_when_it_was_remembered_anew_meanwhile()
    {
        var memory = await OpenAsync();
        var unseen = Stale with { CopyId = "p1", Rev = null, Looks = 0 };
        var later = unseen with { Path = "active", LookAt = Now.AddSeconds(1) };
        await memory.CommitAsync(new() { StaleCopies = [Stale, unseen, later] }, default);
        (await memory.UnfinishedFamiliesAsync(default)).Should().Equal("mug");

        var until = Now.AddMinutes(2);
        var taken = await memory.TakeUnseenAsync(Now, until, default);
        taken.Should().Equal(unseen with { LookAt = until });
        (await memory.TakeUnseenAsync(Now, until, default)).Should().BeEmpty();

        await memory.CommitAsync(new() { StaleCopies = [unseen] }, default);
        await memory.CommitAsync(new() { ForgetStaleCopies = taken }, default);
        (await memory.LoadAsync("mug", default)).StaleCopies.Should().BeEquivalentTo([Stale, unseen, later]);

        await memory.CommitAsync(new() { ForgetStaleCopies = [Stale] }, default);
        (await memory.UnfinishedFamiliesAsync(default)).Should().BeEmpty("unseen copies ring nobody");
    }

    [Fact]
    public async Task All_documents_of_one_transaction_are_found_by_its_key()
    {
        var memory = await OpenAsync();
        var first = AnIntent("key", "01A");
        var second = AnIntent("key", "01B") with { SanityId = "p1", State = IntentState.Done };
        await memory.CommitAsync(new() { Intents = [first, second] }, default);
        (await memory.FindIntentsAsync("key", default)).Should().BeEquivalentTo([first, second]);
        (await memory.FindIntentsAsync("other", default)).Should().BeEmpty();
        (await memory.LoadAsync("mug", default)).OpenIntents.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_conflict_closes_and_the_next_on_the_same_field_opens_in_one_commit()
    {
        var memory = await OpenAsync();
        await memory.CommitAsync(new() { Conflicts = [AConflict("01A")] }, default);
        var closed = AConflict("01A") with { Winner = Side.Stripe, ResolvedAt = Now };
        await memory.CommitAsync(new() { Conflicts = [AConflict("01B"), closed] }, default);
        (await memory.ConflictsAsync(openOnly: true, default)).Single().Id.Should().Be("01B");
        (await memory.ConflictsAsync(openOnly: false, default)).Should().HaveCount(2);
        (await memory.FindConflictAsync("01A", default)).Should().Be(closed);
    }

    [Fact]
    public async Task An_image_that_could_be_fetched_in_the_end_takes_the_place_of_its_failure()
    {
        var memory = await OpenAsync();
        var failed = new ImageImport(
            "mug",
            "https://files.example/b.png",
            null,
            "its host answered 404",
            Now
        );
        await memory.CommitAsync(new() { Images = [failed] }, default);
        var fetched = failed with { AssetId = "image-b-1x1-png", Reason = null, RetryAt = null };
        await memory.CommitAsync(new() { Images = [fetched] }, default);
        (await memory.LoadAsync("mug", default)).Images.Should().Equal(fetched);
        (await memory.LoadAsync("cup", default)).Images.Should().BeEmpty();
    }

    [Fact]
    public async Task A_companion_is_for_one_writer_until_it_is_written_or_its_writer_is_dead()
    {
        var memory = await OpenAsync();
        await memory.CommitAsync(new() { Companions = [Told] }, default);
        (await memory.CountAsync(default)).DirtyCompanions.Should().Be(1);
        var taken = await memory.TakeCompanionsAsync(Now, Now.AddMinutes(2), 10, default);
        taken.Select(one => one.Companion).Should().BeEquivalentTo([Told]);
        (await memory.TakeCompanionsAsync(Now, Now.AddMinutes(2), 10, default)).Should().BeEmpty();
        var later = Now.AddMinutes(2);
        (await memory.TakeCompanionsAsync(later, later.AddMinutes(2), 10, default)).Should().HaveCount(1);
        await memory.FreeCompanionsAsync(taken, default);
        (await memory.TakeCompanionsAsync(later, later, 10, default)).Should().HaveCount(1);
        await memory.CompanionsWrittenAsync(taken, default);
        (await memory.TakeCompanionsAsync(later, later, 10, default)).Should().BeEmpty();
        (await memory.LoadAsync("mug", default)).Companions.Single().Exists.Should().BeTrue();
    }

    [Fact]
    public async Task What_a_companion_was_told_while_it_was_written_is_written_after_it()
    {
        var memory = await OpenAsync();
        await memory.CommitAsync(new() { Companions = [Told] }, default);
        var taken = await memory.TakeCompanionsAsync(Now, Now.AddMinutes(2), 10, default);
        var news = Told with { Message = "It was made again." };
        await memory.CommitAsync(new() { Companions = [news] }, default);
        await memory.CompanionsWrittenAsync(taken, default);
        var again = await memory.TakeCompanionsAsync(Now, Now.AddMinutes(2), 10, default);
        again.Single().Companion.Message.Should().Be("It was made again.");
        again.Single().Companion.Exists.Should().BeTrue();
    }

    [Fact]
    public async Task Settings_and_runs_are_kept_and_a_setting_can_be_cleared()
    {
        var memory = await OpenAsync();
        await memory.SetSettingAsync("account", "acct_1", default);
        await memory.SetSettingAsync("account", "acct_2", default);
        (await (await OpenAsync()).GetSettingAsync("account", default)).Should().Be("acct_2");
        await memory.SetSettingAsync("account", null, default);
        (await memory.GetSettingAsync("account", default)).Should().BeNull();

        var run = new RunRecord("01R", "validate", Now, null, null);
        await memory.SaveRunAsync(run, default);
        await memory.SaveRunAsync(run with { EndedAt = Now, Result = "{}" }, default);
        (await memory.RunsAsync(5, default)).Should().Equal(run with { EndedAt = Now, Result = "{}" });
    }

    [Fact]
    public async Task Bridges_that_share_a_store_have_memories_of_their_own_and_one_store_id()
    {
        var mine = await OpenAsync();
        var theirs = await OpenAsync("other");
        await mine.CommitAsync(
            new() { Links = [ALink("mug", "prod_1") with { State = LinkState.Linked }] },
            default
        );
        await theirs.CommitAsync(new() { Links = [ALink("cup", "prod_1")] }, default);
        (await theirs.FindLinkAsync(Side.Sanity, "mug", default)).Should().BeNull();
        var id = await mine.GetSettingAsync("store_id", default);
        id.Should().MatchRegex("^[a-z0-9]{6}$");
        (await theirs.GetSettingAsync("store_id", default)).Should().Be(id);
    }

    [Fact]
    public async Task Of_two_nodes_that_set_a_setting_for_the_first_time_one_wins()
    {
        var memories = new[] { await OpenAsync(), await OpenAsync() };
        var won = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    Task.Run(() => memories[i % 2].MoveSettingAsync("adopted", null, "word " + i, default))
                )
        );
        won.Should().ContainSingle(isFirst => isFirst);
        (await memories[0].GetSettingAsync("adopted", default))
            .Should()
            .Be("word " + Array.IndexOf(won, true));
    }

    [Fact]
    public async Task What_is_learnt_under_a_lease_that_another_has_taken_over_is_not_remembered()
    {
        var memory = await OpenAsync();
        var inbox = await Store.InboxAsync();
        var lost = (await inbox.ClaimFamilyAsync("mug", "one", Now, Now.AddMinutes(1), default))!;
        await memory.CommitAsync(new() { Under = lost, Intents = [AnIntent("k1")] }, default);
        await inbox.ClaimFamilyAsync("mug", "two", Now.AddMinutes(1), Now.AddMinutes(2), default);

        await FluentActions
            .Awaiting(() =>
                memory.CommitAsync(new() { Under = lost, Intents = [AnIntent("k2", "01J")] }, default)
            )
            .Should()
            .ThrowAsync<LeaseLostException>();

        (await memory.FindIntentsAsync("k1", default)).Should().HaveCount(1);
        (await memory.FindIntentsAsync("k2", default)).Should().BeEmpty();
    }
}
