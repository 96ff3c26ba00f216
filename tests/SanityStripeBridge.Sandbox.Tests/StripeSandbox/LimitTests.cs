using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.StripeSandbox;

namespace SanityStripeBridge.Sandbox.Tests.StripeSandbox;

public sealed class OperationRateTests : StripeTests
{
    internal override StripeSimulatorOptions Options => new() { EndpointRatePerSecond = 2 };

    [Fact]
    public async Task Row_51_each_operation_has_a_rate_of_its_own()
    {
        for (var n = 0; n < 2; n++)
            (await Account.Get("products")).Status.Should().Be(200);

        var refused = await Account.Get("products");

        refused.Status.Should().Be(429);
        refused.Headers.GetValues("Stripe-Rate-Limited-Reason").Should().Equal("endpoint-rate");
        (await Account.Get("prices")).Status.Should().Be(200);
        (await Account.Post("products", "name=Mug")).Status.Should().Be(200);
        Account.Key = "sk_live_sandbox";
        (await Account.Get("products")).Status.Should().Be(200);
    }
}

public sealed class LockTests : StripeTests
{
    internal override StripeSimulatorOptions Options =>
        new() { Latency = TimeSpan.FromSeconds(10), LockPatience = TimeSpan.FromSeconds(5) };

    [Fact]
    public async Task Row_50_of_two_writes_to_one_product_the_second_times_out_without_a_number()
    {
        var (product, price) = await SeedAsync();
        List<Task<Answer>> both =
        [
            Account.Post($"products/{product}", "name=Cup", ("Idempotency-Key", "K-1")),
            Account.Post($"prices/{price}", "nickname=Cup", ("Idempotency-Key", "K-2")),
        ];

        await FirstAsync(both);
        var kept = await LastAsync(both);
        // Which of the two answers is sent first, once time has passed for both, is nobody's promise.
        var refused = (await Task.WhenAll(both)).MaxBy(answer => answer.Status)!;

        refused.Status.Should().Be(429);
        refused.Error.GetProperty("code").GetString().Should().Be("lock_timeout");
        refused.Headers.Contains("Request-Id").Should().BeFalse();
        refused.Headers.Contains("Stripe-Rate-Limited-Reason").Should().BeFalse();
        refused.Headers.GetValues("Stripe-Should-Retry").Should().Equal("true");
        kept.Status.Should().Be(200);
        (await LastAsync([Account.Post($"prices/{price}", "nickname=Cup", ("Idempotency-Key", "K-2"))]))
            .Status.Should()
            .Be(200, "a key whose request was never executed is as new");
    }

    [Fact]
    public async Task Row_55_writers_change_what_they_name_and_the_last_one_wins_per_field()
    {
        var (product, _) = await SeedAsync();

        await LastAsync([Account.Post($"products/{product}", "name=Cup")]);
        await LastAsync([Account.Post($"products/{product}", "description=blue")]);
        await LastAsync([Account.Post($"products/{product}", "name=Jug")]);

        var after = await LastAsync([Account.Get($"products/{product}")]);
        after["name"].GetString().Should().Be("Jug");
        after["description"].GetString().Should().Be("blue");
    }

    private async Task<(string Product, string Price)> SeedAsync()
    {
        var product = await LastAsync([Account.Post("products", "name=Mug")]);
        var price = await LastAsync([
            Account.Post("prices", $"product={product.Id}&currency=usd&unit_amount=1"),
        ]);
        return (product.Id, price.Id);
    }

    // The clock moves in steps below the latency, so that patience ends before the holder does.
    private async Task<Answer> FirstAsync(IReadOnlyList<Task<Answer>> requests)
    {
        while (!requests.Any(request => request.IsCompleted))
        {
            // Time stands still until one of them waits for the other's lock.
            if (Account.Time.IsAwaited(within: Options.LockPatience))
                Account.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        return await await Task.WhenAny(requests);
    }

    private async Task<Answer> LastAsync(IReadOnlyList<Task<Answer>> requests)
    {
        while (!requests.All(request => request.IsCompleted))
        {
            Account.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        return (await Task.WhenAll(requests)).MinBy(answer => answer.Status)!;
    }
}

/// <summary>Row 50: what goes wrong on the way, and what has happened nevertheless.</summary>
public sealed class WireFaultTests : StripeTests
{
    private static readonly (string, string) Key = ("Idempotency-Key", "K-1");

    [Theory]
    [InlineData(FaultKind.Respond, 429, 0)]
    [InlineData(FaultKind.Respond, 500, 0)]
    [InlineData(FaultKind.RespondAfter, 500, 1)]
    [InlineData(FaultKind.RespondAfter, 429, 1)]
    public async Task Row_50_an_error_comes_before_or_after_the_effect(FaultKind kind, int status, int made)
    {
        Account.Stripe.Faults.Add(new Fault { Kind = kind, Status = status });

        (await Account.Post("products", "name=Mug", Key)).Status.Should().Be(status);

        (await Account.Events()).Should().HaveCount(made);
        (await Account.Post("products", "name=Mug", Key)).Status.Should().Be(200);
        (await Account.Events()).Should().HaveCount(1);
    }

    [Theory]
    [InlineData(FaultKind.DropBefore, 0)]
    [InlineData(FaultKind.DropAfter, 1)]
    [InlineData(FaultKind.Truncate, 1)]
    public async Task Row_50_the_connection_breaks_before_or_after_the_effect(FaultKind kind, int made)
    {
        // Twice: a client on a kept connection may send a request that got no answer at all once more by itself.
        Account.Stripe.Faults.Add(new Fault { Kind = kind, Times = 2 });

        await Account
            .Awaiting(account => account.Post("products", "name=Mug", Key))
            .Should()
            .ThrowAsync<HttpRequestException>();

        Account.Stripe.Faults.Clear();
        (await Account.Events()).Should().HaveCount(made);
        (await Account.Post("products", "name=Mug", Key)).Status.Should().Be(200);
        (await Account.Events()).Should().HaveCount(1);
    }
}
