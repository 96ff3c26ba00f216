using SanityStripeBridge.Sandbox.StripeSandbox;

namespace SanityStripeBridge.Sandbox.Tests.StripeSandbox;

/// <summary>Row 38.</summary>
public sealed class IdempotencyTests : StripeTests
{
    private static readonly (string, string) Key = ("Idempotency-Key", "K-123");

    [Fact]
    public async Task Row_38_a_repeated_key_repeats_the_answer_and_says_so()
    {
        var first = await Account.Post("products", "name=Mug&metadata[a]=1&active=true", Key);
        var second = await Account.Post("products", "active=true&metadata%5Ba%5D=1&name=Mug", Key);

        second.Text.Should().Be(first.Text);
        second.Headers.GetValues("Idempotent-Replayed").Should().Equal("true");
        second.Headers.GetValues("Original-Request").Should().Equal(first.Headers.GetValues("Request-Id"));
        second.Headers.GetValues("Request-Id").Should().NotEqual(first.Headers.GetValues("Request-Id"));
        first.Headers.Contains("Idempotent-Replayed").Should().BeFalse();
    }

    [Theory]
    [InlineData("products", "name=Cup")]
    [InlineData("prices", "name=Mug")]
    public async Task Row_38_a_key_belongs_to_its_first_parameters_and_endpoint(string path, string form)
    {
        await Account.Post("products", "name=Mug", Key);

        var answer = await Account.Post(path, form, Key);

        answer.Status.Should().Be(400);
        answer.Error.GetProperty("type").GetString().Should().Be("idempotency_error");
    }

    [Fact]
    public async Task Row_38_a_key_is_new_again_after_24_hours_and_in_the_other_mode()
    {
        var first = await Account.Post("products", "name=Mug", Key);
        Account.Key = "sk_live_sandbox";
        (await Account.Post("products", "name=Mug", Key)).Id.Should().NotBe(first.Id);
        Account.Key = "sk_test_sandbox";
        Account.Time.Advance(TimeSpan.FromHours(24));

        (await Account.Post("products", "name=Mug", Key)).Id.Should().NotBe(first.Id);
    }

    [Fact]
    public async Task Row_38_a_refused_parameter_does_not_use_up_the_key_but_a_conflict_of_states_does()
    {
        await Account.Product("name=Mug&id=taken");

        (await Account.Post("products", "wat=1", Key)).Status.Should().Be(400);
        (await Account.Post("products", "name=Mug&id=taken", Key)).Status.Should().Be(400);
        (await Account.Post("products", "name=Mug", Key))
            .Error.GetProperty("type")
            .GetString()
            .Should()
            .Be("idempotency_error");
    }

    [Fact]
    public async Task Row_38_keys_mean_nothing_on_get_and_delete()
    {
        var id = await Account.Product();
        await Account.SendAsync(HttpMethod.Delete, $"products/{id}", null, Key);

        (await Account.SendAsync(HttpMethod.Delete, $"products/{id}", null, Key)).Status.Should().Be(404);
    }
}

public sealed class SlowAccountTests : StripeTests
{
    internal override StripeSimulatorOptions Options => new() { Latency = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task Row_38_a_key_in_use_is_refused_with_409_until_its_first_request_ends()
    {
        var key = ("Idempotency-Key", "K-123");
        List<Task<Answer>> both =
        [
            Account.Post("products", "name=Mug", key),
            Account.Post("products", "name=Mug", key),
        ];
        // Time stands still, so the request that holds the key cannot be the one that ends.
        var refused = await Task.WhenAny(both);
        var second = await refused;
        var first = both.Single(request => request != refused);
        while (!first.IsCompleted)
        {
            Account.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        second.Status.Should().Be(409);
        second.Error.GetProperty("code").GetString().Should().Be("idempotency_key_in_use");
        second.Headers.GetValues("Stripe-Should-Retry").Should().Equal("true");
        (await first).Status.Should().Be(200);
    }
}
