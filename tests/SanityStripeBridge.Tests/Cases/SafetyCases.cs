using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using SanityStripeBridge.Core.Catalogue;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.World;

namespace SanityStripeBridge.Tests.Cases;

/// <summary>What must stop, stay whole or stay secret.</summary>
public sealed class SafetyCases
{
    private const string OtherMode =
        """{"error":{"type":"invalid_request_error","code":"resource_missing","param":"id","message":"No such product: 'sanity_mug'; a similar object exists in live mode, but a test mode key was used to make this request."}}""";

    [Fact, Trait("case", "81")]
    public async Task An_object_that_lives_in_the_other_mode_pauses_the_bridge_and_nothing_is_made_again()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Sanity.Studio.SetAsync("mug", "name", "Cup");
        world.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                Method = "GET",
                PathPrefix = "/v1/products",
                Status = 404,
                Body = OtherMode,
            }
        );
        await world.DeliverSanityAsync();
        (await world.Get<Standing>().PauseReasonAsync(default)).Should().Contain("live mode");
        world.Calls.StripeWrites.Should().Be(0);
        (await world.InboxAsync(Inbox.DeliveryState.Dead)).Should().BeEmpty();
        await world.Get<Standing>().ResumeAsync(default);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.SettleAsync();
        world.NameInStripe().Should().Be("Cup");
        world.StripeProducts().Should().ContainSingle();
        await world.ShouldAgreeAsync();
    }

    [Theory, Trait("case", "82")]
    [InlineData(400, null)]
    [InlineData(402, null)]
    [InlineData(404, "{}")]
    [InlineData(404, "<html>Not Found</html>")]
    [InlineData(403, null)]
    [InlineData(429, null)]
    [InlineData(500, null)]
    public async Task An_error_that_is_not_resource_missing_never_counts_as_missing(int status, string? body)
    {
        await using var world = await Shop.WithMugAsync();
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Cup" });
        world.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                Method = "GET",
                PathPrefix = "/v1/products",
                Status = status,
                Body = body,
                Times = 3,
            }
        );
        await world.DeliverStripeAsync();
        var link = await world.Memory.FindLinkAsync(Side.Stripe, Shop.Mug, default);
        link!.State.Should().Be(LinkState.Linked);
        world.Calls.StripeWrites.Should().Be(0);
        world.Calls.SanityWrites.Should().Be(0);
        world.Document("stripeSync-mug")?.Text("status").Should().NotBe("deleted_in_stripe");
        world.Stripe.Faults.Clear();
        await world.Get<Standing>().ResumeAsync(default);
        await world.Get<Inbox.IInbox>().RingAsync("mug", world.Clock.GetUtcNow(), default);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.SettleAsync();
        world.Document("mug")!.Text("name").Should().Be("Cup");
        world.StripeProducts().Should().ContainSingle();
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "83")]
    public async Task A_forced_run_overwrites_fields_keeps_what_stood_there_and_makes_no_second_object()
    {
        await using var world = await Shop.WithMugAsync();
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { name = "Beaker" });
        foreach (var delivery in world.Stripe.Deliveries.Pending)
            world.Stripe.Deliveries.Drop(delivery.Id);
        var run = world.Get<FullSync>();
        var forced = new SyncRequest(OnlyTo: Side.Stripe, Force: true);
        var plan = await run.PlanAsync(forced, default);
        await run.ApplyAsync(plan, forced, "forced", _ => { }, default);
        world.NameInStripe().Should().Be("Mug");
        world.StripeProducts().Should().ContainSingle();
        world.StripePrices().Should().ContainSingle();
        var record = await world.OnlyConflictAsync();
        (record.Path, record.Stripe).Should().Be(("name", Shop.Text("Beaker")));
        world.Calls.StripeWrites.Should().Be(1);
        world.Calls.SanityWrites.Should().Be(0);
        await world.ShouldAgreeAsync();
    }

    [Fact, Trait("case", "93")]
    public async Task No_key_token_secret_or_body_is_ever_logged()
    {
        await using var world = await Shop.WithMugAsync();
        using var book = new LogBook();
        world.Listener = book;
        await world.RestartAsync();
        await world.Sanity.Studio.SetAsync("mug", "description", "Jane Doe, 4 Privet Drive");
        await world.Stripe.Dashboard.EditProductAsync(Shop.Mug, new { url = "https://shop.example/private" });
        world.Stripe.Faults.Add(
            new()
            {
                Kind = FaultKind.Respond,
                Method = "POST",
                PathPrefix = "/v1/products",
                Status = 500,
                Times = 3,
            }
        );
        await world.SettleAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SettleAsync();
        var unsigned = await PostAsync(new(world.Host.Urls.First() + "/api/stripe/webhook"), "Jane Doe");
        unsigned.Should().Be(401);
        world.NameInStripe().Should().Be("Mug");
        book.Lines.Should().NotBeEmpty();
        var log = string.Join('\n', book.Lines);
        foreach (
            var secret in new[]
            {
                "sk_test_sandbox",
                "sk-editor",
                BridgeWorld.StripeSecret,
                BridgeWorld.SanitySecret,
                "Jane Doe",
                "shop.example",
            }
        )
            log.Should().NotContain(secret);
        world.Calls.StripeWrites.Should().Be(4);
        await world.ShouldAgreeAsync();
    }

    private static async Task<int> PostAsync(Uri address, string body)
    {
        using var http = new HttpClient();
        using var content = new StringContent(body);
        using var answer = await http.PostAsync(address, content);
        return (int)answer.StatusCode;
    }

    private sealed class LogBook : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose() { }
    }
}
