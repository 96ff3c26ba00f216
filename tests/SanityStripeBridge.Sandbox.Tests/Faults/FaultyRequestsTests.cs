using System.Net;
using System.Net.Http.Json;
using SanityStripeBridge.Sandbox.Faults;

namespace SanityStripeBridge.Sandbox.Tests.Faults;

public sealed class FaultyRequestsTests : IAsyncLifetime
{
    private TinySandbox _sandbox = null!;

    public async Task InitializeAsync() => _sandbox = await TinySandbox.StartAsync();

    public async Task DisposeAsync() => await _sandbox.DisposeAsync();

    [Fact]
    public async Task Respond_answers_without_effect_in_the_platforms_own_words()
    {
        _sandbox.Faults.Add(
            new Fault
            {
                Kind = FaultKind.Respond,
                Status = 429,
                Headers = new Dictionary<string, string> { ["Retry-After"] = "3" },
            }
        );

        var answer = await PostAsync();

        answer.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(3));
        (await answer.Content.ReadAsStringAsync()).Should().Be("""{"platform":429}""");
        _sandbox.Count.Should().Be(0);
    }

    [Fact]
    public async Task Respond_after_performs_the_request_and_hides_the_result()
    {
        _sandbox.Faults.Add(
            new Fault
            {
                Kind = FaultKind.RespondAfter,
                Status = 500,
                Body = "{}",
            }
        );

        var answer = await PostAsync();

        answer.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await answer.Content.ReadAsStringAsync()).Should().Be("{}");
        _sandbox.Count.Should().Be(1);
    }

    [Theory]
    [InlineData(FaultKind.DropBefore, 0)]
    [InlineData(FaultKind.DropAfter, 1)]
    [InlineData(FaultKind.Truncate, 1)]
    public async Task A_dropped_or_cut_answer_is_a_broken_connection(FaultKind kind, int effects)
    {
        _sandbox.Faults.Add(new Fault { Kind = kind });

        var send = async () => await (await PostAsync()).Content.ReadAsStringAsync();

        await send.Should().ThrowAsync<HttpRequestException>();
        _sandbox.Count.Should().Be(effects);
    }

    [Fact]
    public async Task A_person_acts_just_before_or_just_after_the_request()
    {
        await ControlAsync("/_sandbox/faults", new { kind = "ActBefore", act = new { @do = "edit" } });
        await ControlAsync("/_sandbox/faults", new { kind = "actAfter", act = new { @do = "edit" } });

        (await PostAsync()).EnsureSuccessStatusCode();
        var second = await PostAsync();

        _sandbox.Acts.Should().Equal("edit at 0", "edit at 2");
        (await second.Content.ReadAsStringAsync()).Should().Contain("\"count\":2");
    }

    [Fact]
    public async Task A_delayed_request_waits_on_the_sandbox_clock()
    {
        _sandbox.Faults.Add(new Fault { Kind = FaultKind.Delay, Delay = TimeSpan.FromHours(1) });

        var pending = PostAsync();
        while (_sandbox.Requests.All.Count == 0)
            await Task.Yield();
        while (!pending.IsCompleted)
        {
            await ControlAsync("/_sandbox/clock", new { advanceSeconds = 3600 });
            await Task.Yield();
        }

        (await pending).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_fault_hits_only_the_requests_it_names_after_the_skipped_ones()
    {
        await ControlAsync(
            "/_sandbox/faults",
            new
            {
                kind = "respond",
                method = "POST",
                pathPrefix = "/things/b",
                bodyContains = "red",
                skip = 1,
                times = 2,
                status = 503,
            }
        );

        var statuses = new List<int>();
        foreach (
            var (id, body) in new[] { ("a", "red"), ("b", "blue"), ("b", "red"), ("b", "red"), ("b", "red") }
        )
            statuses.Add((int)(await PostAsync(id, body)).StatusCode);
        statuses.Add((int)(await PostAsync("b", "red")).StatusCode);

        statuses.Should().Equal(200, 200, 200, 503, 503, 200);
    }

    [Fact]
    public async Task The_log_and_the_counters_tell_reads_from_writes_and_leave_out_control_and_page()
    {
        await PostAsync("a", "color=red");
        await _sandbox.Http.GetAsync("/things/a?x=1");
        await _sandbox.Http.GetAsync("/");
        await _sandbox.Http.GetAsync("/_sandbox/state");

        var counters = await _sandbox.Http.GetFromJsonAsync<Counters>("/_sandbox/counters");

        counters!.Reads.Should().Be(1);
        counters.Writes.Should().Be(1);
        counters.ByRoute.Should().Contain("POST /things/{id}", 1L).And.Contain("GET /things/{id}", 1L);
        _sandbox
            .Requests.All.Select(r => (r.Method, r.Path, r.Query, r.Body, r.Status))
            .Should()
            .Equal(("POST", "/things/a", "", "color=red", 200), ("GET", "/things/a", "?x=1", "", 200));
    }

    [Fact]
    public async Task A_refused_control_request_says_why()
    {
        var answer = await _sandbox.Http.PostAsJsonAsync("/_sandbox/webhooks", new { });

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).Should().Be("""{"error":"no webhooks here"}""");
    }

    private Task<HttpResponseMessage> PostAsync(string id = "a", string body = "") =>
        _sandbox.Http.PostAsync(
            new Uri($"/things/{id}", UriKind.Relative),
            new StringContent(body, null, "application/x-www-form-urlencoded")
        );

    private async Task ControlAsync(string path, object body) =>
        (await _sandbox.Http.PostAsJsonAsync(path, body)).EnsureSuccessStatusCode();
}
