using System.Text.Json;
using Polly;
using Polly.Retry;
using SanityStripeBridge.Mirror;
using SanityStripeBridge.Traces;

namespace SanityStripeBridge.Calls;

/// <summary>What a call is, apart from its content.</summary>
/// <param name="Side">For the metric: <c>stripe</c> or <c>sanity</c>.</param>
/// <param name="Operation">Method and route template, never an id.</param>
/// <param name="TimeOut">Of one attempt.</param>
/// <param name="Budgets">All must have a permit left.</param>
internal sealed record Call(
    string Side,
    string Operation,
    TimeSpan TimeOut,
    IReadOnlyList<CallBudget> Budgets
);

/// <summary>A retry that is about to happen.</summary>
internal delegate void OnRetry(string operation, RemoteException failure, TimeSpan wait);

/// <summary>
/// Sends a request until there is an answer that counts: three attempts, waits that double, all on the injected clock.
/// The request is built anew for each attempt from the same values, so that its idempotency key or transaction id is the same.
/// </summary>
internal sealed class Caller(
    HttpClient http,
    TimeProvider clock,
    Func<double> jitter,
    CallMeter meter,
    OnRetry onRetry
)
{
    private const int Repeats = 2;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly ResiliencePropertyKey<string> OperationKey = new("operation");

    private readonly ResiliencePipeline _pipeline = Build(clock, jitter, onRetry);

    /// <summary>The value of the first attempt that has one, else the failure of the last.</summary>
    public async Task<T> SendAsync<T>(
        Call call,
        Func<HttpRequestMessage> build,
        Func<Answer, Attempt<T>> judge,
        CancellationToken cancel
    )
    {
        var context = ResilienceContextPool.Shared.Get(cancel);
        context.Properties.Set(OperationKey, call.Operation);
        try
        {
            var last = await _pipeline.ExecuteAsync(
                async ctx => await AttemptAsync(call, build, judge, ctx.CancellationToken),
                context
            );
            return last.Failure is { } failure ? throw failure : last.Value!;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<Attempt<T>> AttemptAsync<T>(
        Call call,
        Func<HttpRequestMessage> build,
        Func<Answer, Attempt<T>> judge,
        CancellationToken cancel
    )
    {
        meter.Paced(call.Side, call.Budgets);
        foreach (var budget in call.Budgets)
            await budget.TakeAsync(cancel);
        using var timeOut = new CancellationTokenSource(call.TimeOut, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeOut.Token);
        using var span = Spans.Call(call.Side, call.Operation);
        var began = clock.GetTimestamp();
        var attempt = await TrySendAsync(call, build, judge, either.Token, cancel);
        meter.Took(call.Side, clock.GetElapsedTime(began));
        span.End(attempt.Result, attempt.Failure is not null);
        meter.Count(call.Side, call.Operation, attempt.Result);
        return attempt;
    }

    private async Task<Attempt<T>> TrySendAsync<T>(
        Call call,
        Func<HttpRequestMessage> build,
        Func<Answer, Attempt<T>> judge,
        CancellationToken either,
        CancellationToken cancel
    )
    {
        try
        {
            using var request = build();
            using var response = await http.SendAsync(request, either);
            var body = await response.Content.ReadAsByteArrayAsync(either);
            return judge(new((int)response.StatusCode, response.Headers, body));
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            return Unknown<T>($"no answer within {call.TimeOut.TotalSeconds:0} s", "time_out", late);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return Unknown<T>("no complete answer, the connection failed", "connection", broken);
        }
        catch (JsonException misfit)
        {
            return Unknown<T>("the answer could not be read", "unreadable_answer", misfit);
        }

        Attempt<TValue> Unknown<TValue>(string what, string code, Exception inner) =>
            Attempts.Failed<TValue>(
                new(FailureKind.Transient, $"{call.Operation}: {what}.", code: code, inner: inner)
            );
    }

    private static ResiliencePipeline Build(TimeProvider clock, Func<double> jitter, OnRetry onRetry) =>
        new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(
                new RetryStrategyOptions
                {
                    MaxRetryAttempts = Repeats,
                    ShouldHandle = args =>
                        ValueTask.FromResult(args.Outcome.Result is Attempt { Again: true }),
                    DelayGenerator = args =>
                        ValueTask.FromResult<TimeSpan?>(
                            Wait(args.AttemptNumber, ((Attempt)args.Outcome.Result!).Failure!, jitter())
                        ),
                    OnRetry = args =>
                    {
                        var operation = args.Context.Properties.GetValue(OperationKey, "");
                        onRetry(operation, ((Attempt)args.Outcome.Result!).Failure!, args.RetryDelay);
                        return ValueTask.CompletedTask;
                    },
                }
            )
            .Build();

    private static TimeSpan Wait(int attempt, RemoteException failure, double jitter)
    {
        var step = failure.Kind is FailureKind.RateLimited ? FirstWait * 2 : FirstWait;
        var wait = step * (1 << attempt) * (0.5 + (0.5 * jitter));
        return failure.RetryAfter is { } asked && asked > wait ? asked : wait;
    }
}
