using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace SanityStripeBridge.Sanity;

/// <summary>How to reach one Sanity dataset. Read anew for every call, so that a rotated token needs no restart.</summary>
internal sealed class SanityOptions
{
    public string ProjectId { get; set; } = "";

    public string Dataset { get; set; } = "";

    /// <summary>A robot token that may write.</summary>
    public string Token { get; set; } = "";

    /// <summary>A token that may manage webhooks; empty when there is none. Only <c>setup</c> and <c>doctor</c> use it.</summary>
    public string ManageToken { get; set; } = "";

    /// <summary>Up to but without the version; null for the project's own host.</summary>
    public string? ApiBase { get; set; }

    /// <summary>From 2025-02-19 on the default perspective is <c>published</c>.</summary>
    public string ApiVersion { get; set; } = "v2025-02-19";

    /// <summary>Time-out of one attempt. Queries may run a minute at Sanity; ours are indexed and take milliseconds.</summary>
    public TimeSpan TimeOut { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time-out of one upload, which may be 20 MB.</summary>
    public TimeSpan UploadTimeOut { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Hosts, or hosts with a port, from which images are fetched although their address is private, and without encryption.</summary>
    public IReadOnlyList<string> ImageHosts { get; set; } = [];

    /// <summary>The versioned root of the API, without a slash at its end.</summary>
    public string Root => Host + "/" + ApiVersion.Trim('/');

    /// <summary>The management API's root: its version is another than that of the data.</summary>
    public string ManagementRoot => Host + "/v2025-08-04";

    private string Host => ApiBase?.TrimEnd('/') ?? $"https://{ProjectId}.api.sanity.io";
}

/// <summary>Names every setting at fault at once; values are never repeated.</summary>
internal sealed partial class SanityOptionsRules : IValidateOptions<SanityOptions>
{
    public ValidateOptionsResult Validate(string? name, SanityOptions options)
    {
        var faults = new List<string>();
        if (!ProjectForm().IsMatch(options.ProjectId))
            faults.Add("SANITY_PROJECT_ID: expected letters, digits and hyphens.");
        if (!DatasetForm().IsMatch(options.Dataset))
            faults.Add("SANITY_DATASET: expected lower-case letters, digits, hyphens and underscores.");
        if (string.IsNullOrWhiteSpace(options.Token))
            faults.Add("SANITY_API_TOKEN: expected a token that may write.");
        if (
            options.ApiBase is { } text
            && !(
                Uri.TryCreate(text, UriKind.Absolute, out var address)
                && address.Scheme.StartsWith("http", StringComparison.Ordinal)
            )
        )
            faults.Add("SANITY_API_BASE: expected an absolute http or https address.");
        foreach (
            var host in options.ImageHosts.Where(host =>
                Uri.CheckHostName(host.Split(':')[0]) == UriHostNameType.Unknown
            )
        )
            faults.Add(
                $"BRIDGE_IMAGE_HOSTS: \"{host}\" is no host; expected names such as localhost or pictures.internal:8080."
            );
        if (!VersionForm().IsMatch(options.ApiVersion))
            faults.Add("SANITY_API_VERSION: expected v and a date, such as v2025-02-19.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    [GeneratedRegex("^[-a-zA-Z0-9]+$")]
    private static partial Regex ProjectForm();

    [GeneratedRegex("^(~[a-z0-9][-\\w]{0,63}|[a-z0-9][-\\w]{0,63})$")]
    private static partial Regex DatasetForm();

    [GeneratedRegex("^v(1|X|[0-9]{4}-[0-9]{2}-[0-9]{2})$")]
    private static partial Regex VersionForm();
}
