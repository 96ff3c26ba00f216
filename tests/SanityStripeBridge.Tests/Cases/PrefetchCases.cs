using System.Text.Json.Nodes;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Inbox;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>What was read ahead for many families is as good as a read under the lease, or it is not used.</summary>
public sealed class PrefetchCases
{
    private const int Few = 4;

    [Fact]
    public async Task An_edit_of_finance_between_the_shared_read_and_the_write_is_kept_as_a_conflict()
    {
        await using var world = await Burst.WithCatalogueAsync(Few);
        await world.RenameAllAsync(Few);
        await world.Sanity.Deliveries.SendAllAsync();
        // The first family's write: the last one has been read ahead by now, and is not leased yet.
        world.Stripe.Faults.Add(
            Shop.BeforeWrite(
                "/v1/products/sanity_p-0",
                () => world.Stripe.Dashboard.EditProductAsync("sanity_p-3", new { name = "Finance" })
            )
        );

        await world.WorkAsync();

        world.Calls.Should().Be((1, Few, 0, 0), "nobody was told of the edit");
        ((string?)world.StripeProduct("sanity_p-3")["name"]).Should().Be("New p-3");
        await world.SettleAsync();
        var conflict = await world.OnlyConflictAsync();
        conflict.Should().Match<Conflict>(one => one.SanityId == "p-3" && one.Path == "name");
        conflict.Stripe.Should().Be(FieldValue.Text("Finance"));
        conflict.Sanity.Should().Be(FieldValue.Text("New p-3"));
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_family_that_was_told_of_since_is_looked_at_anew()
    {
        await using var world = await Burst.WithCatalogueAsync(Few);
        await world.RenameAllAsync(Few);
        await world.Sanity.Deliveries.SendAllAsync();
        world.Stripe.Faults.Add(
            Shop.BeforeWrite(
                "/v1/products/sanity_p-0",
                async () =>
                {
                    await world.Stripe.Dashboard.EditProductAsync(
                        "sanity_p-3",
                        new { description = "Finance" }
                    );
                    await world.Stripe.Deliveries.SendAllAsync();
                }
            )
        );

        await world.WorkAsync();

        world.Calls.StripeReads.Should().Be(2, "the shared one, and that of the family which was told of");
        await world.SettleAsync();
        ((string?)world.StripeProduct("sanity_p-3")["name"]).Should().Be("New p-3");
        world.Document("p-3")!.Text("description").Should().Be("Finance");
        (await world.Memory.ConflictsAsync(openOnly: false, default)).Should().BeEmpty();
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task What_was_read_before_our_own_write_is_not_used_after_it()
    {
        await using var world = await Burst.WithCatalogueAsync(Few);
        await using var other = await world.AnotherNodeAsync();
        await world.RenameAllAsync(Few);
        await world.Sanity.Deliveries.SendAllAsync();
        world.Stripe.Faults.Add(
            Shop.BeforeWrite(
                "/v1/products/sanity_p-0",
                async () =>
                {
                    var worker = other.Bridge().Get<FamilyWorker>();
                    while (await worker.WorkOneAsync("other", default)) { }
                    // And once more, for no reason: the value from before its write would look like an edit of finance.
                    foreach (var id in Burst.Names(Few).Skip(1))
                        await world.Get<IInbox>().RingAsync(id, world.Clock.GetUtcNow(), default);
                }
            )
        );

        await world.WorkAsync();

        world.Calls.StripeWrites.Should().Be(Few);
        world.Calls.SanityWrites.Should().Be(0);
        foreach (var id in Burst.Names(Few))
            ((string?)world.StripeProduct("sanity_" + id)["name"]).Should().Be("New " + id);
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task What_was_read_ahead_too_long_ago_is_read_again()
    {
        await using var world = await Burst.WithCatalogueAsync(Few);
        await world.RenameAllAsync(Few);
        await world.Sanity.Deliveries.SendAllAsync();
        world.Stripe.Faults.Add(
            Shop.BeforeWrite(
                "/v1/products/sanity_p-0",
                async () =>
                {
                    await world.Stripe.Dashboard.EditProductAsync(
                        "sanity_p-3",
                        new { description = "Finance" }
                    );
                    world.LoseDeliveries();
                    world.Clock.Advance(PrefetchBuffer.MostAge);
                }
            )
        );

        await world.WorkAsync();

        world.Calls.StripeReads.Should().Be(2, "both were for all of them");
        // It was seen although no webhook told of it, and the other side has it.
        world.Document("p-3")!.Text("description").Should().Be("Finance");
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task A_product_that_the_list_leaves_out_is_gone_only_after_its_own_read()
    {
        await using var world = await Burst.WithCatalogueAsync(Few);
        await world.CreateProductAsync("bare", "Bare");
        await world.SettleAsync();
        await world.Stripe.Dashboard.DeleteProductAsync("sanity_bare");
        world.LoseDeliveries();
        world.ClearLogs();
        await world.RenameAllAsync(Few);
        await world.Sanity.Studio.SetAsync("bare", "name", "New bare");

        await world.SettleAsync();

        world.Calls.StripeReads.Should().Be(2, "one for all, and one for the one that was left out");
        world.Calls.StripeWrites.Should().Be(Few);
        (await world.Memory.LoadAsync("bare", default)).Product!.State.Should().Be(LinkState.DeletedInStripe);
    }

    [Fact]
    public async Task A_list_that_is_cut_short_costs_reads_and_makes_nothing_disappear()
    {
        await using var world = await Burst.WithCatalogueAsync(Few);
        foreach (var route in new[] { "/v1/products?", "/v1/prices?" })
            world.Stripe.Faults.Add(
                new()
                {
                    Kind = FaultKind.Respond,
                    Method = "GET",
                    PathPrefix = route.TrimEnd('?'),
                    Status = 200,
                    Body = """{"object":"list","url":"/v1/products","has_more":false,"data":[]}""",
                }
            );
        foreach (var id in Burst.Names(Few))
            await world.Sanity.Studio.SetAsync(id + "-once", "nickname", "New");
        await world.RenameAllAsync(Few);

        await world.SettleAsync();

        foreach (var id in Burst.Names(Few))
        {
            ((string?)world.StripeProduct("sanity_" + id)["name"]).Should().Be("New " + id);
            ((string?)world.StripePrice(world.PriceId(id + "-once"))["nickname"]).Should().Be("New");
            (await world.Memory.LoadAsync(id, default))
                .Links.Should()
                .OnlyContain(link => link.State == LinkState.Linked);
        }
        await world.ShouldAgreeAsync();
    }

    [Fact]
    public async Task An_edit_in_Sanity_between_the_shared_read_and_the_write_is_kept()
    {
        await using var world = await Burst.WithCatalogueAsync(Few);
        foreach (var id in Burst.Names(Few))
            await world.Stripe.Dashboard.EditProductAsync("sanity_" + id, new { name = "New " + id });
        await world.Stripe.Deliveries.SendAllAsync();
        world.Sanity.Faults.Add(
            new()
            {
                Kind = FaultKind.ActBefore,
                Method = "POST",
                Act = _ => world.Sanity.Studio.SetAsync("p-3", "description", JsonValue.Create("Editor")),
            }
        );

        await world.WorkAsync();

        world.Calls.SanityReads.Should().Be(2, "the shared one, and one after the write that came too late");
        await world.SettleAsync();
        world.Document("p-3")!.Text("name").Should().Be("New p-3");
        ((string?)world.StripeProduct("sanity_p-3")["description"]).Should().Be("Editor");
        await world.ShouldAgreeAsync();
    }
}
