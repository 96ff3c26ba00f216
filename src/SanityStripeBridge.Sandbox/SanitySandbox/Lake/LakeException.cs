using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Lake;

/// <summary>A request the Content Lake refuses, with the status and body it answers.</summary>
public sealed class LakeException : Exception
{
    public LakeException(int status, JsonObject body)
        : base(body.ToJsonString())
    {
        Status = status;
        Body = body;
    }

    public LakeException()
        : this(500, []) { }

    public LakeException(string message)
        : base(message) => Body = [];

    public LakeException(string message, Exception innerException)
        : base(message, innerException) => Body = [];

    public int Status { get; }

    public JsonObject Body { get; }

    /// <summary>The type of the first refused mutation, or of the whole refusal.</summary>
    public string? ErrorType =>
        Body["error"] is JsonObject error
            ? (error["items"]?[0]?["error"]?["type"] ?? error["type"])?.GetValue<string>()
            : null;
}
