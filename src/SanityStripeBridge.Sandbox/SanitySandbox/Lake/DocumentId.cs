using System.Text.RegularExpressions;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Lake;

/// <summary>Ids of documents: <c>x</c> published, <c>drafts.x</c>, <c>versions.release.x</c>.</summary>
public static partial class DocumentId
{
    public static bool IsValid(string id) =>
        Allowed().IsMatch(id) && !id.Contains("..", StringComparison.Ordinal) && !id.EndsWith('.');

    public static bool IsDraft(string id) => id.StartsWith("drafts.", StringComparison.Ordinal);

    public static bool IsVersion(string id) => id.StartsWith("versions.", StringComparison.Ordinal);

    public static bool IsPublished(string id) => !IsDraft(id) && !IsVersion(id);

    public static string Draft(string id) => $"drafts.{Published(id)}";

    public static string Version(string release, string id) => $"versions.{release}.{Published(id)}";

    /// <summary>The document that describes a release.</summary>
    public static string OfRelease(string release) => $"_.releases.{release}";

    /// <summary>The id shared by the published document, its draft and its versions.</summary>
    public static string Published(string id) => Prefix().Replace(id, "");

    /// <summary>Null unless the id is that of a version.</summary>
    public static string? Release(string id) => IsVersion(id) ? id.Split('.', 3)[1] : null;

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$")]
    private static partial Regex Allowed();

    [GeneratedRegex(@"^(drafts\.|versions\.[^.]+\.)")]
    private static partial Regex Prefix();
}
