using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.TestKit;
using SanityStripeBridge.Tests.Storage;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>A node that is slower than its lease.</summary>
public sealed class LeaseCases
{
    [Theory, Trait("case", "118")]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task A_node_whose_lease_ends_before_its_call_could_sends_nothing(StoreKind store)
    {
        await using var world = await Shop.WithMugAsync(store);
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        // The machine sleeps while it looks: of the five minutes one is left, less than a call with its retries may take.
        world.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.ActBefore,
                Method = "GET",
                Act = _ => Advance(world, TimeSpan.FromMinutes(4)),
            }
        );

        await world.DeliverSanityAsync();

        world.Calls.StripeWrites.Should().Be(0);
        world.NameInStripe().Should().Be("Mug");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Cup");
        world.Calls.StripeWrites.Should().Be(1);
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "118")]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task A_write_that_a_sleeping_node_sends_after_its_lease_is_the_new_owners_write(
        StoreKind store
    )
    {
        await using var world = await Shop.WithMugAsync(store);
        // For the node that falls asleep over its POST time stands still; for the other one its lease has passed.
        var awake = new ManualTime(world.Clock.GetUtcNow().AddMinutes(6))
        {
            PassesBySelf = TimeSpan.FromSeconds(10),
        };
        await using var other = await world.AnotherNodeAsync(awake);
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        var tookOver = false;
        world.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.ActBefore,
                Method = "POST",
                Act = async _ =>
                    tookOver = await other.Bridge().Get<FamilyWorker>().WorkOneAsync("other", default),
            }
        );

        await world.DeliverSanityAsync();

        tookOver.Should().BeTrue();
        var posts = world.Stripe.Requests.All.Where(request => request.Write).ToList();
        posts.Should().HaveCount(2, "the sleeper's and the new owner's");
        posts.Select(post => post.IdempotencyKey).Distinct().Should().ContainSingle();
        world.NameInStripe().Should().Be("Cup");
        var history = await world.Memory.HistoryAsync("mug", 100, default);
        history.Count(entry => entry.Fields.Any(field => field.To.AsText() == "Cup")).Should().Be(1);
        foreach (
            var state in new[]
            {
                Inbox.DeliveryState.Working,
                Inbox.DeliveryState.Retrying,
                Inbox.DeliveryState.Dead,
            }
        )
            (await world.InboxAsync(state)).Should().BeEmpty("the sleeper has nothing to say about it");
        world.Clock.Advance(TimeSpan.FromMinutes(6));
        await world.ShouldAgreeAsync();
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task A_node_that_was_taken_for_dead_writes_nothing_more_and_the_new_owner_does_it_once(
        StoreKind store
    )
    {
        await using var world = await Shop.WithMugAsync(store);
        await using var other = await world.AnotherNodeAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        world.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.ActBefore,
                Method = "GET",
                Act = async _ =>
                {
                    await world
                        .Get<SanityStripeBridge.Storage.SqlInbox>()
                        .FreeLeasesAsync(world.Clock.GetUtcNow(), default);
                    await other.Bridge().Get<FamilyWorker>().WorkOneAsync("other", default);
                },
            }
        );

        await world.DeliverSanityAsync();

        world.Calls.StripeWrites.Should().Be(1);
        world.NameInStripe().Should().Be("Cup");
        (await world.InboxAsync(Inbox.DeliveryState.Retrying))
            .Should()
            .BeEmpty("the loser has nothing to say about it");
        await world.ShouldAgreeAsync();
    }

    private static Task Advance(BridgeWorld world, TimeSpan by)
    {
        world.Clock.Advance(by);
        return Task.CompletedTask;
    }
}
