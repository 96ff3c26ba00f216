using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.StripeSandbox.Catalogue;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Requests;

/// <summary>What happens to every request: key, version, permission, idempotency, the call itself, the answer.</summary>
internal sealed partial class StripePipeline(
    StripeSimulatorOptions options,
    Ledgers ledgers,
    KeyRing keys,
    IdSource ids,
    SandboxClock clock
)
{
    private readonly RateLimit _rate = new(options, clock);
    private readonly ObjectLocks _locks = new(options.LockPatience, clock);

    /// <param name="context">The request.</param>
    /// <param name="route">Null for an address that Stripe does not know.</param>
    public async Task InvokeAsync(HttpContext context, StripeRoute? route)
    {
        var requestId = ids.Next("req_", 14);
        var version = context.Request.Headers["Stripe-Version"] is [{ Length: > 0 } named, ..]
            ? named
            : options.DefaultApiVersion;
        context.Response.Headers["Request-Id"] = requestId;
        context.Response.Headers["Stripe-Version"] = version;
        var account = options.Account;
        var livemode = false;
        try
        {
            var grant = keys.Open(context.Request);
            livemode = grant.Livemode;
            if (!VersionShape().IsMatch(version))
                throw KeyRing.AtTheDoor(400, $"Invalid Stripe API version: {version}");
            if (route is null)
                throw Refuse.UnknownUrl(context.Request.Method, context.Request.Path);
            account = AccountOf(context, grant);
            KeyRing.Demand(grant, route.Permission, account);
            _rate.Take(livemode, route);
            await PerformAsync(context, route, ledgers.Of(account, livemode), requestId);
        }
        catch (StripeErrorException error)
        {
            await RefuseAsync(context, error, LogUrl(account, livemode, requestId));
        }
    }

    private async Task PerformAsync(HttpContext context, StripeRoute route, Ledger ledger, string requestId)
    {
        var cancel = context.RequestAborted;
        var encoded = await ParametersAsync(context);
        var key = route.Method == "POST" ? HeaderKey(context) : null;
        if (key is not null)
        {
            context.Response.Headers["Idempotency-Key"] = key;
            var kept = ledgers.Locked(() =>
                ledger.Keys.Begin(key, $"{context.Request.Path}?{Canonical(encoded)}", requestId, ledger.Now)
            );
            if (kept is not null)
            {
                context.Response.Headers["Idempotent-Replayed"] = "true";
                context.Response.Headers["Original-Request"] = kept.RequestId;
                await WriteAsync(context, kept.Status, kept.Body!);
                return;
            }
        }
        // Recordings show a UUID where the client sent no key.
        var caller = new Caller(
            requestId,
            key ?? (route.Method == "POST" ? ids.Next("", 32).ToLowerInvariant() : null)
        );
        var call = new StripeCall(
            ledger,
            FormNode.Parse(encoded),
            context.Request.RouteValues["id"] as string,
            caller
        );
        using var hold = await TakeTimeAsync(route, call, key);
        var (status, body) = ledgers.Locked(() => Execute(route, call, key, requestId));
        cancel.ThrowIfCancellationRequested();
        await WriteAsync(context, status, body);
    }

    /// <summary>Lets the configured latency pass, holding what the call writes to.</summary>
    private async Task<IDisposable?> TakeTimeAsync(StripeRoute route, StripeCall call, string? key)
    {
        if (options.Latency <= TimeSpan.Zero)
            return null;
        try
        {
            var subject = ledgers.Locked(() => ObjectLocks.Subject(route, call));
            var hold = subject is null ? null : await _locks.HoldAsync(call.Ledger, subject);
            await Task.Delay(options.Latency, clock, CancellationToken.None);
            return hold;
        }
        catch (StripeErrorException) when (key is not null)
        {
            ledgers.Locked(() => call.Ledger.Keys.Forget(key));
            throw;
        }
    }

    private (int Status, byte[] Body) Execute(
        StripeRoute route,
        StripeCall call,
        string? key,
        string requestId
    )
    {
        var ledger = call.Ledger;
        try
        {
            Expansion.Check(call.Form, route);
            var body = Perform(route, call);
            Expansion.Apply(body, call.Form, ledger);
            var bytes = Json.Bytes(body);
            if (key is not null)
                ledger.Keys.Finish(key, 200, bytes);
            return (200, bytes);
        }
        catch (StripeErrorException error) when (key is not null)
        {
            if (error.BeforeExecution)
                ledger.Keys.Forget(key);
            else
                ledger.Keys.Finish(
                    key,
                    error.Status,
                    Json.Bytes(error.Body(LogUrl(ledger.Account, ledger.Livemode, requestId)))
                );
            throw;
        }
    }

    private JsonObject Perform(StripeRoute route, StripeCall call)
    {
        try
        {
            return route.Perform(call);
        }
        catch (StripeErrorException missing)
            when (missing.MissingId is { } id
                && ledgers.Of(call.Ledger.Account, !call.Ledger.Livemode).Knows(id)
            )
        {
            throw Refuse.InOtherMode(missing, call.Ledger.Livemode);
        }
    }

    private string AccountOf(HttpContext context, Grant grant)
    {
        if (context.Request.Headers["Stripe-Account"] is not [{ Length: > 0 } named, ..])
            return options.Account;
        return named == options.Account || options.ConnectedAccounts.Contains(named)
            ? named
            : throw new StripeErrorException(
                403,
                $"The provided key '{grant.Key[..8]}***{grant.Key[^4..]}' does not have access to account '{named}' "
                    + "(or that account does not exist). Application access may have been revoked."
            )
            {
                Code = "account_invalid",
                Logged = false,
            };
    }

    private static async Task<string> ParametersAsync(HttpContext context)
    {
        var query = context.Request.QueryString.Value?.TrimStart('?') ?? "";
        if (context.Request.Method != "POST")
            return query;
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        return query.Length == 0 ? body : $"{query}&{body}";
    }

    private static string? HeaderKey(HttpContext context) =>
        context.Request.Headers["Idempotency-Key"] is [{ Length: > 0 } key, ..] ? key : null;

    /// <summary>Equal parameters in another order or percent-encoding are equal parameters.</summary>
    private static string Canonical(string encoded) =>
        string.Join(
            '&',
            FormNode
                .Parse(encoded)
                .Leaves()
                .Select(leaf => $"{leaf.Path}={leaf.Text}")
                .Order(StringComparer.Ordinal)
        );

    private static string LogUrl(string account, bool livemode, string requestId) =>
        $"https://dashboard.stripe.com/{account}/{(livemode ? "" : "test/")}workbench/logs?object={requestId}";

    private static Task RefuseAsync(HttpContext context, StripeErrorException error, string logUrl)
    {
        if (!error.IsNumbered)
            context.Response.Headers.Remove("Request-Id");
        foreach (var (name, value) in error.Headers)
            context.Response.Headers[name] = value;
        return WriteAsync(context, error.Status, Json.Bytes(error.Body(logUrl)));
    }

    private static async Task WriteAsync(HttpContext context, int status, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    [GeneratedRegex(@"^20\d\d-[01]\d-[0-3]\d(\.(acacia|basil|clover|dahlia|endive|preview))?$")]
    private static partial Regex VersionShape();
}
