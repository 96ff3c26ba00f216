using System.Text.Json;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.StripeSandbox;
using SanityStripeBridge.Sandbox.Tests.Faults;

namespace SanityStripeBridge.Sandbox.Tests.StripeSandbox;

/// <summary>Rows 41, 48, 49 and 59: deliveries that fail, come twice, late, out of order or not at all.</summary>
public sealed class LateEventTests : StripeTests
{
    [Fact]
    public async Task Row_41_the_feed_can_be_asked_for_what_was_not_delivered()
    {
        await using var receiver = await Receiver.StartAsync();
        Account.Stripe.RegisterWebhook(receiver.Url);
        receiver.Answers.Enqueue(500);
        await Account.Product("name=Mug&id=mug");
        await receiver.NextAsync();
        await Account.Stripe.Deliveries.WhenIdleAsync(CancellationToken.None);
        await Account.Product("name=Jug&id=jug");
        await receiver.NextAsync();
        await Account.Stripe.Deliveries.WhenIdleAsync(CancellationToken.None);

        (await SubjectsAsync("delivery_success=false")).Should().Equal("mug");
        (await SubjectsAsync("delivery_success=true")).Should().Equal("jug");
    }

    [Fact]
    public async Task Row_48_live_mode_keeps_trying_for_three_days()
    {
        await using var receiver = await Receiver.StartAsync();
        Account.Stripe.RegisterWebhook(
            JsonSerializer.SerializeToElement(new { url = receiver.Url, livemode = true })
        );
        Account.Stripe.Deliveries.Automatic = false;
        Account.Key = "sk_live_sandbox";
        var start = Account.Stripe.Clock.GetUtcNow();
        await Account.Product();
        while (Account.Stripe.Deliveries.Pending is [{ } waiting])
        {
            receiver.Answers.Enqueue(503);
            Account.Stripe.Clock.Advance(
                TimeSpan.FromTicks(Math.Max(0, (waiting.DueAt - Account.Stripe.Clock.GetUtcNow()).Ticks))
            );
            await Account.Stripe.Deliveries.SendDueAsync(CancellationToken.None);
        }

        Account.Stripe.Deliveries.All.Single().State.Should().Be(DeliveryState.Failed);
        (Account.Stripe.Clock.GetUtcNow() - start)
            .Should()
            .BeCloseTo(TimeSpan.FromDays(2.7), TimeSpan.FromDays(0.3));
        receiver.All.Select(received => received.Headers["Stripe-Signature"]).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Row_49_deliveries_come_twice_out_of_order_late_or_never()
    {
        await using var receiver = await Receiver.StartAsync();
        Account.Stripe.RegisterWebhook(receiver.Url);
        var queue = Account.Stripe.Deliveries;
        queue.Automatic = false;
        foreach (var id in new[] { "a", "b", "c", "d" })
            await Account.Product($"name=Mug&id={id}");
        var (first, second, third, fourth) = (queue.All[0], queue.All[1], queue.All[2], queue.All[3]);

        queue.Drop(third.Id);
        queue.Delay(fourth.Id, TimeSpan.FromMinutes(5));
        await queue.SendAsync(second.Id, CancellationToken.None);
        await queue.SendAsync(first.Id, CancellationToken.None);
        await queue.SendAsync(queue.Duplicate(first.Id), CancellationToken.None);
        await queue.SendDueAsync(CancellationToken.None);
        Account.Stripe.Clock.Advance(TimeSpan.FromMinutes(5));
        await queue.SendDueAsync(CancellationToken.None);

        receiver.All.Select(Subject).Should().Equal("b", "a", "a", "d");
    }

    [Fact]
    public async Task Row_59_every_time_comes_from_the_one_clock()
    {
        Account.Stripe.Clock.Advance(TimeSpan.FromDays(10));
        var now = Account.Stripe.Clock.GetUtcNow().ToUnixTimeSeconds();
        var product = await Account.Post("products", "name=Mug");

        product["created"].GetInt64().Should().Be(now);
        product["updated"].GetInt64().Should().Be(now);
        (await Account.Events()).Single().GetProperty("created").GetInt64().Should().Be(now);
        Account.Stripe.Clock.Advance(TimeSpan.FromDays(31));
        (await Account.Events()).Should().BeEmpty();
    }

    private async Task<IEnumerable<string?>> SubjectsAsync(string filter) =>
        (await Account.Get($"events?{filter}"))["data"].EnumerateArray().Select(Subject);

    private static string? Subject(Received received) => Subject(JsonElement.Parse(received.Body));

    private static string? Subject(JsonElement e) =>
        e.GetProperty("data").GetProperty("object").GetProperty("id").GetString();
}

/// <summary>Row 49: Stripe at times makes two events of one change.</summary>
public sealed class TwinEventTests : StripeTests
{
    internal override StripeSimulatorOptions Options => new() { TwinEvents = true };

    [Fact]
    public async Task Row_49_one_change_may_have_two_events_with_different_ids()
    {
        await Account.Product("name=Mug&id=mug");

        var events = await Account.Events();

        events.Should().HaveCount(2);
        events.Select(e => e.GetProperty("id").GetString()).Should().OnlyHaveUniqueItems();
        events.Select(e => e.GetProperty("data").GetRawText()).Distinct().Should().ContainSingle();
    }
}
