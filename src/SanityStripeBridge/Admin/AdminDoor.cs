using System.Globalization;
using Microsoft.Extensions.Options;
using SanityStripeBridge.Core.Signatures;
using SanityStripeBridge.Operating;
using SanityStripeBridge.Webhooks;

namespace SanityStripeBridge.Admin;

/// <summary>Lets in who has the token of the bridge that is asked for, before anything else of the request is looked at.</summary>
internal sealed partial class AdminDoor(
    IReadOnlyList<OperatedBridge> bridges,
    TimeProvider clock,
    ILogger<AdminDoor> log
)
{
    private const string Default = "default";

    private readonly FailingCallers _failing = new(clock);

    /// <summary>Whether any bridge has a token: otherwise there is no admin surface.</summary>
    public bool IsOpen => bridges.Any(bridge => TokensOf(bridge).Count > 0);

    /// <summary>The call, let in; otherwise the answer that keeps it out.</summary>
    public (AdminCall? Call, IResult? Refusal) Ask(HttpContext context)
    {
        if (!IsOpen)
            return (null, TypedResults.NotFound());
        var given = BearerToken.Of(context.Request.Headers.Authorization);
        var name = context.Request.Query["bridge"] is [{ Length: > 0 } asked, ..] ? asked : Named;
        var bridge = bridges.FirstOrDefault(one => one.Name == name);
        if (bridge is not null && TokensOf(bridge).Count == 0)
            return (null, TypedResults.NotFound());
        // A stranger does not learn which bridges there are.
        var right = bridge is null ? [.. bridges.SelectMany(TokensOf)] : TokensOf(bridge);
        if (BearerToken.Find(right, given) is not { } which)
            return (null, Refuse(context));
        if (bridge is null)
            return (
                null,
                Answers.Problem(
                    StatusCodes.Status404NotFound,
                    "not_found",
                    $"There is no bridge {name}; known are: {string.Join(", ", bridges.Select(one => one.Name))}"
                )
            );
        var actor = $"{AuditTrail.Admin} (token {which}, {context.Connection.RemoteIpAddress})";
        return (new(context, bridge, actor), null);
    }

    /// <summary>Whether the API's description may be read: by whoever has a token, and on this machine.</summary>
    public IResult? RefuseDescription(HttpContext context)
    {
        if (!IsOpen)
            return TypedResults.NotFound();
        var given = BearerToken.Of(context.Request.Headers.Authorization);
        if (given is null && context.IsLocal())
            return null;
        return BearerToken.Find([.. bridges.SelectMany(TokensOf)], given) is null ? Refuse(context) : null;
    }

    // Without a name: default, or the only one there is.
    private string Named => bridges is [var only] ? only.Name : Default;

    private static IReadOnlyList<string> TokensOf(OperatedBridge bridge) =>
        bridge.Get<IOptionsMonitor<AdminOptions>>().CurrentValue.Tokens;

    // Only a failing request is ever told to stay away: whoever has the token is let in whatever its neighbours do.
    private IResult Refuse(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        LogRefused(address?.ToString() ?? "nowhere");
        if (!_failing.Fail(address))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Answers.Problem(
                StatusCodes.Status401Unauthorized,
                "unauthorized",
                "Expected the header Authorization: Bearer <BRIDGE_ADMIN_TOKEN>."
            );
        }
        context.Response.Headers.RetryAfter = ((int)FailingCallers.Window.TotalSeconds).ToString(
            CultureInfo.InvariantCulture
        );
        return Answers.Problem(StatusCodes.Status429TooManyRequests, "limited", "Too many wrong tokens.");
    }

    /// <summary>Tells where the surface is, or that there is none.</summary>
    public void Announce(IEnumerable<string> addresses)
    {
        if (IsOpen)
            LogOpen(
                string.Join(", ", addresses.Select(address => address.TrimEnd('/') + AdminRoutes.Prefix))
            );
        else
            LogClosed();
    }

    [LoggerMessage(1900, LogLevel.Information, "[ADMIN] the admin API is at {Addresses}")]
    private partial void LogOpen(string addresses);

    [LoggerMessage(
        1902,
        LogLevel.Information,
        "[ADMIN] there is no admin API: BRIDGE_ADMIN_TOKEN is not set"
    )]
    private partial void LogClosed();

    [LoggerMessage(1901, LogLevel.Warning, "[ADMIN] a call from {Address} was refused: no right token")]
    private partial void LogRefused(string address);
}
