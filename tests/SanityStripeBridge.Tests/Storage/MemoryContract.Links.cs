using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Tests.Storage;

/// <content>Which objects belong together, and which price came before which.</content>
public abstract partial class MemoryContract
{
    [Fact]
    public async Task Two_documents_cannot_have_one_Stripe_object()
    {
        var memory = await OpenAsync();
        await memory.CommitAsync(
            new() { Links = [ALink("mug", "prod_1") with { State = LinkState.Linked }] },
            default
        );
        var change = new MemoryChange
        {
            Links = [ALink("cup", "prod_1")],
            Documents = [new("cup", ObjectType.Product, "cup", "r")],
        };
        var refusal = await FluentActions
            .Awaiting(() => memory.CommitAsync(change, default))
            .Should()
            .ThrowAsync<LinkTakenException>();
        refusal.Which.Link.SanityId.Should().Be("cup");
        (await memory.FindDocumentAsync("cup", default)).Should().BeNull("nothing of it was committed");
        (await memory.FindLinkAsync(Side.Stripe, "prod_1", default))!.SanityId.Should().Be("mug");
    }

    [Fact]
    public async Task A_replaced_price_is_retired_and_its_document_follows_the_new_one()
    {
        var memory = await OpenAsync();
        await memory.CommitAsync(new() { Links = [ALink("p1", "price_1", ObjectType.Price)] }, default);
        var replaced = new MemoryChange
        {
            Links = [ALink("p1", "price_2", ObjectType.Price)],
            Retirements = [new("price_1", "p1", "mug", Now)],
        };
        await memory.CommitAsync(replaced, default);
        (await memory.FindLinkAsync(Side.Sanity, "p1", default))!.StripeId.Should().Be("price_2");
        (await memory.FindRetirementAsync("price_1", default))!.SanityId.Should().Be("p1");
        (await memory.UnfinishedFamiliesAsync(default)).Should().Equal("mug");
    }

    [Fact]
    public async Task A_price_document_without_its_price_makes_the_family_of_a_linked_product_unfinished()
    {
        var memory = await OpenAsync();
        var waiting = new KnownDocument("mug-yearly", ObjectType.Price, "mug", "rev1");
        await memory.CommitAsync(new() { Documents = [waiting] }, default);
        (await memory.UnfinishedFamiliesAsync(default)).Should().BeEmpty();
        await memory.CommitAsync(
            new() { Links = [ALink("mug", "prod_1") with { State = LinkState.Linked }] },
            default
        );
        (await memory.UnfinishedFamiliesAsync(default)).Should().Equal("mug");
        await memory.CommitAsync(
            new() { Links = [ALink("mug-yearly", "price_1", ObjectType.Price)] },
            default
        );
        (await memory.UnfinishedFamiliesAsync(default)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_retired_price_is_revived_by_its_own_document_only()
    {
        var memory = await OpenAsync();
        await memory.CommitAsync(new() { Retirements = [new("price_1", "p1", "mug", null)] }, default);
        await FluentActions
            .Awaiting(() =>
                memory.CommitAsync(new() { Links = [ALink("p2", "price_1", ObjectType.Price)] }, default)
            )
            .Should()
            .ThrowAsync<LinkTakenException>();
        await memory.CommitAsync(new() { Links = [ALink("p1", "price_1", ObjectType.Price)] }, default);
        (await memory.FindRetirementAsync("price_1", default)).Should().BeNull();
    }

    [Fact]
    public async Task A_price_that_is_current_cannot_be_retired()
    {
        var memory = await OpenAsync();
        await memory.CommitAsync(new() { Links = [ALink("p1", "price_1", ObjectType.Price)] }, default);
        await FluentActions
            .Awaiting(() =>
                memory.CommitAsync(new() { Retirements = [new("price_1", "p2", "mug", null)] }, default)
            )
            .Should()
            .ThrowAsync<LinkTakenException>();
    }

    [Fact]
    public async Task Pairs_may_exchange_their_partners_in_one_commit_and_be_forgotten()
    {
        var memory = await OpenAsync();
        await memory.CommitAsync(new() { Links = [ALink("a", "prod_1"), ALink("b", "prod_2")] }, default);
        await memory.CommitAsync(new() { Links = [ALink("a", "prod_2"), ALink("b", "prod_1")] }, default);
        (await memory.FindLinkAsync(Side.Stripe, "prod_1", default))!.SanityId.Should().Be("b");
        await memory.CommitAsync(new() { ForgetLinks = ["b"], Links = [ALink("c", "prod_1")] }, default);
        (await memory.FindLinkAsync(Side.Sanity, "b", default)).Should().BeNull();
    }

    [Fact]
    public async Task Links_are_streamed_over_many_pages_without_loss()
    {
        var memory = await OpenAsync();
        var links = Enumerable.Range(0, 1100).Select(i => ALink($"d{i:0000}", $"prod_{i}")).ToArray();
        await memory.CommitAsync(new() { Links = links }, default);
        var seen = new List<string>();
        await foreach (var link in memory.LinksAsync(default))
            seen.Add(link.SanityId);
        seen.Should().Equal(links.Select(link => link.SanityId));
    }

    [Fact]
    public async Task Of_commits_that_link_one_object_at_once_exactly_one_stands()
    {
        var memories = new[] { await OpenAsync(), await OpenAsync() };
        var taken = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        try
                        {
                            await memories[i % 2]
                                .CommitAsync(new() { Links = [ALink("mug" + i, "prod_1")] }, default);
                            return 0;
                        }
                        catch (LinkTakenException)
                        {
                            return 1;
                        }
                    })
                )
        );
        taken.Sum().Should().Be(7);
    }

    [Fact]
    public async Task Of_two_commits_that_retire_and_link_one_price_at_once_only_one_stands()
    {
        var memories = new[] { await OpenAsync(), await OpenAsync() };
        for (var i = 0; i < 10; i++)
        {
            var price = "price_" + i;
            var linked = FailsAsync(memories[0], new() { Links = [ALink("p" + i, price, ObjectType.Price)] });
            var retired = FailsAsync(
                memories[1],
                new() { Retirements = [new(price, "other" + i, "mug", null)] }
            );
            (await linked + await retired).Should().Be(1, price);
        }

        static Task<int> FailsAsync(IMemory memory, MemoryChange change) =>
            Task.Run(async () =>
            {
                try
                {
                    await memory.CommitAsync(change, default);
                    return 0;
                }
                catch (LinkTakenException)
                {
                    return 1;
                }
            });
    }
}
