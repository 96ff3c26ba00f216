using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SanityStripeBridge.Cli.Demo;
using SanityStripeBridge.Hosting;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Tests.Cli;
using SanityStripeBridge.Tests.Storage;

namespace SanityStripeBridge.Tests.Pairs;

/// <summary>One process, two accounts, two datasets: each bridge is alone with its pair.</summary>
public sealed class TwoPairsTests
{
    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Postgres)]
    public async Task Edits_on_both_sides_flow_within_their_pair_and_cost_the_other_nothing(StoreKind store)
    {
        await using var pairs = await TwoPairs.StartAsync(store: store);
        await pairs.Default.CreateProductAsync("mug", "Mug");
        await pairs.Eu.CreateProductAsync("mug", "Tasse");
        await pairs.SettleAsync();
        pairs.Default.NameInStripe("sanity_mug").Should().Be("Mug");
        pairs.Eu.NameInStripe("sanity_mug").Should().Be("Tasse");

        pairs.ClearLogs();
        await pairs.Eu.Sanity.Studio.SetAsync("mug", "name", "Becher");
        await pairs.Eu.Stripe.Dashboard.EditProductAsync("sanity_mug", new { description = "Blau" });
        await pairs.SettleAsync();

        pairs.Eu.NameInStripe("sanity_mug").Should().Be("Becher");
        ((string?)pairs.Eu.Document("mug")!["description"]).Should().Be("Blau");
        (pairs.Eu.Stripe.Requests.Writes, pairs.Eu.Sanity.Requests.Writes).Should().Be((1, 1));
        pairs.Default.NameInStripe("sanity_mug").Should().Be("Mug");
        pairs.Default.Stripe.Requests.All.Should().BeEmpty();
        pairs.Default.Sanity.Requests.All.Should().BeEmpty();
    }

    [Fact]
    public async Task Each_remembers_only_its_own_under_one_store_id()
    {
        await using var pairs = await TwoPairs.StartAsync();
        await pairs.Eu.CreateProductAsync("mug", "Tasse");
        await pairs.SettleAsync();

        (await pairs.Eu.Get<IMemory>().CountAsync(default)).LinkedProducts.Should().Be(1);
        (await pairs.Default.Get<IMemory>().CountAsync(default)).LinkedProducts.Should().Be(0);
        (await pairs.Default.Get<Inbox.IInbox>().ListAsync(null, null, 10, default)).Should().BeEmpty();
        pairs.Eu.Get<Installation>().Should().Be(pairs.Default.Get<Installation>());
    }

    [Fact]
    public async Task A_bridge_whose_key_is_refused_pauses_alone()
    {
        await using var pairs = await TwoPairs.StartAsync();
        foreach (var pair in pairs.Both)
            await pair.CreateProductAsync("mug", "Mug");
        await pairs.SettleAsync();
        pairs.Eu.Stripe.Faults.Add(Refused);

        foreach (var pair in pairs.Both)
            await pair.Sanity.Studio.SetAsync("mug", "name", "Cup");
        await pairs.SettleAsync();

        (await pairs.Eu.Get<Standing>().IsPausedAsync(default)).Should().BeTrue();
        (await pairs.Default.Get<Standing>().IsPausedAsync(default)).Should().BeFalse();
        pairs.Default.NameInStripe("sanity_mug").Should().Be("Cup");
        pairs.Eu.NameInStripe("sanity_mug").Should().Be("Mug");
        (await pairs.Eu.Get<Inbox.IInbox>().ListAsync(Inbox.DeliveryState.Dead, null, 10, default))
            .Should()
            .BeEmpty();
    }

    [Fact]
    public async Task The_process_is_ready_when_all_its_bridges_are_and_says_which_is_not()
    {
        await using var pairs = await TwoPairs.OpenAsync();
        pairs.Eu.Stripe.Faults.Add(Refused);
        pairs.Clock.PassesBySelf = TimeSpan.Zero;
        await pairs.BootAsync(runsWorkers: true);
        var watch = new Watch(TimeProvider.System);
        await watch.UntilAsync("default works", () => WorksInTime(pairs.Default), default);

        var answer = await pairs.Http.GetAsync(new Uri(pairs.Address, "/readyz"));
        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("eu: ").And.NotContain("default: ");

        pairs.Eu.Stripe.Faults.Clear();
        await watch.UntilAsync("eu works", () => WorksInTime(pairs.Eu), default);
        (await pairs.Http.GetAsync(new Uri(pairs.Address, "/readyz")))
            .StatusCode.Should()
            .Be(HttpStatusCode.OK);

        bool WorksInTime(Pair pair)
        {
            pairs.Clock.Advance(TimeSpan.FromSeconds(1));
            return pair.Get<WorkerLoop>().IsRunning;
        }
    }

    [Fact]
    public async Task A_webhook_of_an_unknown_bridge_is_not_found_and_each_takes_only_what_its_own_secret_signed()
    {
        await using var pairs = await TwoPairs.StartAsync();
        foreach (var platform in new[] { "stripe", "sanity" })
        {
            (await PostAsync($"/api/{platform}/webhook/us")).Should().Be(HttpStatusCode.NotFound);
            (await PostAsync($"/api/{platform}/webhook/eu")).Should().Be(HttpStatusCode.Unauthorized);
            (await PostAsync($"/api/{platform}/webhook")).Should().Be(HttpStatusCode.Unauthorized);
        }

        async Task<HttpStatusCode> PostAsync(string path)
        {
            using var body = new StringContent("{}");
            using var answer = await pairs.Http.PostAsync(new Uri(pairs.Address, path), body);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task A_process_needs_no_bridge_called_default()
    {
        await using var pairs = await TwoPairs.OpenAsync();
        foreach (var (name, _) in pairs.Default.Settings)
            pairs.Set(name, null);
        await pairs.BootAsync();
        pairs.Host.Services.GetRequiredService<Bridges>().Select(bridge => bridge.Name).Should().Equal("eu");
        using var body = new StringContent("{}");
        (await pairs.Http.PostAsync(new Uri(pairs.Address, "/api/stripe/webhook"), body))
            .StatusCode.Should()
            .Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_process_may_serve_one_of_its_bridges_and_still_knows_the_others()
    {
        await using var pairs = await TwoPairs.OpenAsync();
        await pairs.BootAsync(only: "eu");
        (await PostAsync("/api/stripe/webhook")).Should().Be(HttpStatusCode.NotFound);
        (await PostAsync("/api/stripe/webhook/eu")).Should().Be(HttpStatusCode.Unauthorized);
        pairs.Eu.Get<Neighbours>().Others.Select(other => other.Bridge).Should().Equal("default");

        async Task<HttpStatusCode> PostAsync(string path)
        {
            using var body = new StringContent("{}");
            using var answer = await pairs.Http.PostAsync(new Uri(pairs.Address, path), body);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task A_verb_that_names_a_bridge_works_on_its_pair_and_takes_no_other_bridges_plan()
    {
        await using var pairs = await TwoPairs.OpenAsync();
        using var cli = new CliRun();
        foreach (var (name, value) in pairs.Settings)
            cli.Environment[name] = value;
        await pairs.Eu.CreateProductAsync("mug", "Tasse");
        (await cli.RunAsync("plan", "--bridge", "eu", "--out", "eu.json")).Exit.Should().Be(3);

        (await cli.RunAsync("sync", "eu.json", "--yes", "--json")).ErrorCode.Should().Be("stale_plan");
        (await cli.RunAsync("sync", "eu.json", "--yes", "--bridge", "eu")).Exit.Should().Be(0);

        pairs.Eu.NameInStripe("sanity_mug").Should().Be("Tasse");
        pairs.Default.Stripe.Requests.Writes.Should().Be(0);
        var status = (await cli.RunAsync("status", "--json", "--bridge", "eu")).Json;
        status.GetProperty("bridge").GetString().Should().Be("eu");
        status.GetProperty("dataset").GetString().Should().Be("europe");
        status.GetProperty("linked").GetProperty("products").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task Leases_that_a_killed_process_left_in_one_file_are_free_for_every_bridge()
    {
        await using var pairs = await TwoPairs.OpenAsync();
        await pairs.BootAsync();
        foreach (var pair in pairs.Both)
        {
            var inbox = pair.Get<Inbox.IInbox>();
            await inbox.RingAsync("mug", pairs.Clock.GetUtcNow(), default);
            await inbox.ClaimAsync(
                "dead",
                pairs.Clock.GetUtcNow(),
                pairs.Clock.GetUtcNow().AddMinutes(5),
                default
            );
        }
        await pairs.Host.DisposeAsync();
        await pairs.BootAsync();
        foreach (var pair in pairs.Both)
            (await pair.Get<Inbox.IInbox>().NextDueAsync(default)).Should().NotBeNull();
    }

    private static Fault Refused =>
        new()
        {
            Kind = FaultKind.Respond,
            PathPrefix = "/v1/",
            Status = 401,
            Times = int.MaxValue,
        };
}
