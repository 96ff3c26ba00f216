using System.Text.Json.Nodes;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Core.Wire;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.SanitySandbox;
using SanityStripeBridge.Sanity;

namespace SanityStripeBridge.Tests.Clients;

public sealed class SanityAgainstSimulatorTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly Connections _connections = new();
    private SanitySimulator _sanity = null!;
    private SanityClient _client = null!;

    public async Task InitializeAsync()
    {
        _sanity = await SanitySimulator.StartAsync(new(), None);
        _client = Client("sk-editor");
    }

    public async Task DisposeAsync()
    {
        _connections.Dispose();
        await _sanity.DisposeAsync();
    }

    [Fact]
    public async Task What_is_written_can_be_read_and_has_the_transactions_id_as_its_revision()
    {
        var written = await _client.WriteAsync([Create("product-mug", "Kräuter 茶 😀")], "ssb-t-1", None);
        written.Should().Be(new SanityWrite.Committed("ssb-t-1"));
        var document = (await ReadAsync("product-mug")).Should().ContainSingle().Which;
        document.Rev.Should().Be("ssb-t-1");
        document.Text("name").Should().Be("Kräuter 茶 😀");
    }

    [Fact]
    public async Task All_versions_of_a_document_are_read_on_demand()
    {
        await _sanity.Studio.CreatePublishedAsync("mug", "product", new() { ["name"] = "Mug" });
        await _sanity.Studio.EditDraftAsync("mug", new() { ["name"] = "Mug 2" });
        await _sanity.Studio.CreateVersionAsync("r1", "mug");
        (await ReadAsync("mug")).Select(d => d.Id).Should().Equal("mug");
        (await _client.GetDocumentsAsync(["mug"], true, None))
            .Select(d => d.Id)
            .Should()
            .BeEquivalentTo("mug", "drafts.mug", "versions.r1.mug");
    }

    [Fact]
    public async Task A_draft_that_was_never_published_is_found_among_all_versions()
    {
        await _sanity.Studio.CreateDraftAsync("mug", "product", new() { ["name"] = "Mug" });
        (await ReadAsync("mug")).Should().BeEmpty();
        (await _client.GetDocumentsAsync(["mug"], true, None)).Select(d => d.Id).Should().Equal("drafts.mug");
    }

    [Fact]
    public async Task A_write_on_an_older_revision_is_stale_and_changes_nothing()
    {
        await _client.WriteAsync([Create("mug", "Mug")], "ssb-t-1", None);
        await _sanity.Studio.EditPublishedAsync("mug", new() { ["name"] = "Theirs" });
        var outcome = await _client.WriteAsync([Patch("mug", "ssb-t-1", "Ours")], "ssb-t-2", None);
        outcome.Should().BeOfType<SanityWrite.Stale>().Which.DocumentId.Should().Be("mug");
        (await ReadAsync("mug"))[0].Text("name").Should().Be("Theirs");
    }

    [Fact]
    public async Task A_create_of_a_taken_id_and_a_patch_of_a_missing_one_are_stale()
    {
        await _client.WriteAsync([Create("mug", "Mug")], "ssb-t-1", None);
        (await _client.WriteAsync([Create("mug", "Mug")], "ssb-t-2", None))
            .Should()
            .BeOfType<SanityWrite.Stale>()
            .Which.DocumentId.Should()
            .Be("mug");
        (await _client.WriteAsync([Patch("gone", "r", "x")], "ssb-t-3", None))
            .Should()
            .BeOfType<SanityWrite.Stale>()
            .Which.DocumentId.Should()
            .Be("gone");
    }

    [Fact]
    public async Task Deleting_what_is_strongly_referenced_is_refused_by_its_name()
    {
        var price = new JsonObject
        {
            ["_id"] = "price-mug",
            ["_type"] = "price",
            ["product"] = new JsonObject { ["_type"] = "reference", ["_ref"] = "mug" },
        };
        await _client.WriteAsync([Create("mug", "Mug"), new SanityMutation.Create(price)], "ssb-t-1", None);
        var failure = await TestClients.FailureAsync(() =>
            _client.WriteAsync([new SanityMutation.Delete("mug")], "ssb-t-2", None)
        );
        failure.Kind.Should().Be(FailureKind.Refused);
        failure.Code.Should().Be("documentHasExistingReferencesError");
    }

    [Fact]
    public async Task Prices_of_a_product_are_found_right_after_they_were_written()
    {
        var reference = new JsonObject
        {
            ["_type"] = "reference",
            ["_ref"] = "mug",
            ["_weak"] = true,
        };
        var prices = Enumerable
            .Range(0, 3)
            .Select(i => new JsonObject
            {
                ["_id"] = $"price-{i}",
                ["_type"] = "price",
                ["product"] = reference.DeepClone(),
            })
            .Select(price => (SanityMutation)new SanityMutation.Create(price));
        await _client.WriteAsync([.. prices], "ssb-t-1", None);
        (await _client.FindPricesOfAsync(["mug"], None))["mug"]
            .Should()
            .Equal("price-0", "price-1", "price-2");
        (await _client.FindPricesOfAsync(["cup"], None)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_listing_has_every_published_document_of_its_types_once()
    {
        var many = Enumerable.Range(0, 1201).Select(i => Create($"p{i:D5}", $"Mug {i}")).ToArray();
        await _client.WriteAsync(many, "ssb-t-1", None);
        await _sanity.Studio.EditDraftAsync("p00001", new() { ["name"] = "draft" });
        await _sanity.Studio.CreatePublishedAsync("other", "page", []);
        var ids = new List<string>();
        await foreach (var document in _client.ListAsync(["product", "price"], None))
            ids.Add(document.Id);
        ids.Should().Equal(many.Select(mutation => mutation.DocumentId));
    }

    [Theory]
    [InlineData(FaultKind.DropBefore)]
    [InlineData(FaultKind.DropAfter)]
    [InlineData(FaultKind.Truncate)]
    [InlineData(FaultKind.RespondAfter)]
    [InlineData(FaultKind.Respond)]
    public async Task Whatever_happens_to_one_answer_the_transaction_is_committed_exactly_once(FaultKind kind)
    {
        _sanity.Faults.Add(
            new()
            {
                Kind = kind,
                Method = "POST",
                Status = 503,
            }
        );
        (await _client.WriteAsync([Create("mug", "Mug")], "ssb-t-1", None))
            .Should()
            .Be(new SanityWrite.Committed("ssb-t-1"));
        (await ReadAsync("mug"))[0].Rev.Should().Be("ssb-t-1");
        _sanity.Dataset.Transactions.Should().ContainSingle();
    }

    [Fact]
    public async Task A_rate_limit_is_waited_out()
    {
        _sanity.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                Status = 429,
                Times = 2,
            }
        );
        (await _client.WriteAsync([Create("mug", "Mug")], "ssb-t-1", None))
            .Should()
            .BeOfType<SanityWrite.Committed>();
    }

    [Fact]
    public async Task A_read_whose_answer_is_cut_off_is_read_again()
    {
        await _client.WriteAsync([Create("mug", "Mug")], "ssb-t-1", None);
        _sanity.Faults.Add(new() { Kind = FaultKind.Truncate, Method = "GET" });
        (await ReadAsync("mug")).Should().ContainSingle();
    }

    [Fact]
    public async Task An_edit_between_the_read_and_the_write_is_noticed()
    {
        await _client.WriteAsync([Create("mug", "Mug")], "ssb-t-1", None);
        var seen = (await ReadAsync("mug"))[0];
        _sanity.Faults.Add(
            new()
            {
                Kind = FaultKind.ActBefore,
                Method = "POST",
                Act = async _ =>
                    await _sanity.Studio.EditPublishedAsync("mug", new() { ["name"] = "Theirs" }),
            }
        );
        (await _client.WriteAsync([Patch("mug", seen.Rev!, "Ours")], "ssb-t-2", None))
            .Should()
            .BeOfType<SanityWrite.Stale>();
    }

    [Theory]
    [InlineData("sk-unknown")]
    [InlineData("sk-viewer")]
    public async Task A_token_that_may_not_write_is_the_operators_fault(string token)
    {
        var failure = await TestClients.FailureAsync(() =>
            Client(token).WriteAsync([Create("mug", "Mug")], "ssb-t-1", None)
        );
        failure.Kind.Should().Be(FailureKind.Operator);
    }

    [Fact]
    public async Task A_dataset_that_does_not_exist_is_the_operators_fault()
    {
        var failure = await TestClients.FailureAsync(() =>
            Client("sk-editor", "staging").GetDocumentsAsync(["mug"], false, None)
        );
        failure.Kind.Should().Be(FailureKind.Operator);
        failure.Status.Should().Be(404);
    }

    private Task<IReadOnlyList<SanityDocument>> ReadAsync(string id) =>
        _client.GetDocumentsAsync([id], false, None);

    private SanityClient Client(string token, string dataset = "production") =>
        TestClients.Sanity(
            _connections.Client,
            new SanityOptions
            {
                ProjectId = "demoproj",
                Dataset = dataset,
                Token = token,
                ApiBase = _sanity.Address.ToString(),
            }
        );

    private static SanityMutation.Create Create(string id, string name) =>
        new SanityMutation.Create(
            new()
            {
                ["_id"] = id,
                ["_type"] = "product",
                ["name"] = name,
            }
        );

    private static SanityMutation.Patch Patch(string id, string revision, string name) =>
        new SanityMutation.Patch(id, revision, new() { ["name"] = name }, []);
}
