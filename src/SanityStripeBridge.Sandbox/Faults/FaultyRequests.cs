using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace SanityStripeBridge.Sandbox.Faults;

/// <summary>Writes every API request into the log and lets the planned fault happen to it.</summary>
internal sealed class FaultyRequests(ISandbox sandbox, Func<HttpContext, bool> isRead)
{
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, (Fault Fault, DateTimeOffset Until)> _kept = new(
        StringComparer.Ordinal
    );

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsApi(context))
        {
            await next(context);
            return;
        }
        // The platform's time, not this machine's: Kestrel keeps a date that is set.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.Date = sandbox
                .Clock.GetUtcNow()
                .ToString("R", CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
        var body = await ReadBodyAsync(context);
        var sequence = sandbox.Requests.Begin(Logged(context, body), Route(context));
        var fault =
            KeptFor(context) ?? sandbox.Faults.Take(context.Request.Method, context.Request.Path, body);
        try
        {
            await PerformAsync(fault, context, next);
        }
        finally
        {
            var dropped = fault?.Kind is FaultKind.DropBefore or FaultKind.DropAfter;
            sandbox.Requests.Complete(sequence, dropped ? 0 : context.Response.StatusCode);
        }
    }

    private static bool IsApi(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/_sandbox", StringComparison.Ordinal)
        && context.Request.Path != "/"
        && context.Request.Path != "/favicon.ico";

    private Task PerformAsync(Fault? fault, HttpContext context, RequestDelegate next) =>
        fault?.Kind switch
        {
            null => next(context),
            FaultKind.Respond => RespondAsync(fault, context),
            FaultKind.RespondAfter => RespondAfterAsync(fault, context, next),
            FaultKind.DropBefore => Abort(context),
            FaultKind.DropAfter => DropAfterAsync(context, next),
            FaultKind.Truncate => TruncateAsync(context, next),
            FaultKind.Delay => DelayAsync(fault, context, next),
            FaultKind.ActBefore => ActBeforeAsync(fault, context, next),
            FaultKind.ActAfter => ActAfterAsync(fault, context, next),
            _ => throw new InvalidOperationException($"Unknown fault {fault.Kind}."),
        };

    // An answer that was kept is repeated whatever else is planned, and nothing is performed.
    private Fault? KeptFor(HttpContext context) =>
        KeyOf(context) is { } key
        && _kept.TryGetValue(key, out var kept)
        && sandbox.Clock.GetUtcNow() < kept.Until
            ? kept.Fault
            : null;

    private static string? KeyOf(HttpContext context) =>
        context.Request.Headers["Idempotency-Key"] is [{ } key, ..] ? key : null;

    private void Keep(Fault fault, HttpContext context)
    {
        if (!fault.Kept || KeyOf(context) is not { } key)
            return;
        var repeated = fault with
        {
            Kind = FaultKind.Respond,
            Headers = new Dictionary<string, string>(fault.Headers) { ["Idempotent-Replayed"] = "true" },
        };
        _kept.TryAdd(key, (repeated, sandbox.Clock.GetUtcNow() + KeyLifetime));
    }

    private async Task RespondAsync(Fault fault, HttpContext context)
    {
        Keep(fault, context);
        context.Response.Clear();
        context.Response.StatusCode = fault.Status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in fault.Headers)
            context.Response.Headers[name] = value;
        await context.Response.WriteAsync(
            fault.Body ?? sandbox.ErrorBody(fault.Status),
            context.RequestAborted
        );
    }

    private async Task RespondAfterAsync(Fault fault, HttpContext context, RequestDelegate next)
    {
        await BufferedAsync(context, next);
        await RespondAsync(fault, context);
    }

    private static async Task DropAfterAsync(HttpContext context, RequestDelegate next)
    {
        await BufferedAsync(context, next);
        await Abort(context);
    }

    private static async Task TruncateAsync(HttpContext context, RequestDelegate next)
    {
        var whole = await BufferedAsync(context, next);
        context.Response.ContentLength = whole.Length;
        await context.Response.Body.WriteAsync(whole.AsMemory(0, whole.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Abort(context);
    }

    private async Task DelayAsync(Fault fault, HttpContext context, RequestDelegate next)
    {
        await Task.Delay(fault.Delay, sandbox.Clock, context.RequestAborted);
        await next(context);
    }

    private async Task ActBeforeAsync(Fault fault, HttpContext context, RequestDelegate next)
    {
        await ActAsync(fault, context.RequestAborted);
        await next(context);
    }

    private async Task ActAfterAsync(Fault fault, HttpContext context, RequestDelegate next)
    {
        var whole = await BufferedAsync(context, next);
        await ActAsync(fault, context.RequestAborted);
        await context.Response.Body.WriteAsync(whole, context.RequestAborted);
    }

    private async Task ActAsync(Fault fault, CancellationToken cancel)
    {
        if (fault.Act is { } act)
            await act(cancel);
        if (fault.ActRequest is { } request)
            await sandbox.ActAsync(request, cancel);
    }

    /// <summary>Performs the request and keeps its body back; status and headers stay set.</summary>
    private static async Task<byte[]> BufferedAsync(HttpContext context, RequestDelegate next)
    {
        var wire = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var buffer = new MemoryStream();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(buffer));
        try
        {
            await next(context);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        finally
        {
            context.Features.Set(wire);
        }
        return buffer.ToArray();
    }

    private static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static async Task<string> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength is null or 0 && !HasBody(context))
            return "";
        context.Request.EnableBuffering();
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        context.Request.Body.Position = 0;
        return IsText(context.Request.ContentType)
            ? Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length)
            : string.Create(CultureInfo.InvariantCulture, $"<{bytes.Length} bytes>");
    }

    private static bool HasBody(HttpContext context) =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? false;

    private static bool IsText(string? contentType) =>
        contentType is null
        || contentType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || contentType.Contains("json", StringComparison.OrdinalIgnoreCase)
        || contentType.Contains("form-urlencoded", StringComparison.OrdinalIgnoreCase);

    private LoggedRequest Logged(HttpContext context, string body) =>
        new(
            0,
            sandbox.Clock.GetUtcNow(),
            context.Request.Method,
            context.Request.Path.Value ?? "/",
            context.Request.QueryString.Value ?? "",
            body,
            0,
            KeyOf(context),
            !isRead(context)
        );

    private static string Route(HttpContext context)
    {
        var pattern = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        return $"{context.Request.Method} {pattern ?? context.Request.Path.Value}";
    }
}
