using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Http;

/// <summary>Who sent a request, and what that allows.</summary>
internal sealed class Caller
{
    private readonly SanityToken? _token;

    private Caller(SanityToken? token) => _token = token;

    public bool IsAnonymous => _token is null;

    public string UserId => _token?.UserId ?? "<anonymous>";

    public SanityRole? Role => _token?.Role;

    /// <exception cref="LakeException">401.</exception>
    public static Caller Of(HttpContext context, SanitySimulatorOptions options)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
            return new Caller(null);
        var value = header.StartsWith("Bearer ", StringComparison.Ordinal) ? header["Bearer ".Length..] : "";
        var token =
            options.Tokens.FirstOrDefault(candidate => candidate.Value == value)
            ?? throw SanityErrors.Unauthorized;
        return token.ProjectId is null || token.ProjectId == options.ProjectId
            ? new Caller(token)
            : throw SanityErrors.WrongProject;
    }

    /// <exception cref="LakeException">403, naming the first permission that is missing.</exception>
    public void MayWrite(System.Text.Json.Nodes.JsonArray mutations)
    {
        if (Role is SanityRole.Editor or SanityRole.Administrator)
            return;
        var creates =
            mutations.FirstOrDefault() is System.Text.Json.Nodes.JsonObject first
            && first.Any(entry => entry.Key.StartsWith("create", StringComparison.Ordinal));
        throw LakeErrors.NotPermitted(0, creates ? "create" : "update");
    }

    /// <exception cref="LakeException">401 or 403.</exception>
    public void MayManage()
    {
        if (IsAnonymous)
            throw SanityErrors.Unauthorized;
        if (Role is not SanityRole.Administrator)
            throw LakeErrors.Gateway(
                403,
                "Forbidden",
                "Insufficient permissions; permission \"sanity.project.webhooks/update\" required"
            );
    }
}
