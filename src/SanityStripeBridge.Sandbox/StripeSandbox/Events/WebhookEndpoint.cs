using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.StripeSandbox.Events;

internal sealed record WebhookEndpoint
{
    public required string Id { get; init; }
    public string? ApiVersion { get; init; }
    public required long Created { get; init; }
    public string? Description { get; init; }
    public required ImmutableArray<string> EnabledEvents { get; init; }
    public required bool Livemode { get; init; }
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } = Requests.Metadata.None;
    public bool Disabled { get; init; }
    public required string Url { get; init; }

    /// <summary>Receives events of connected accounts instead of the account's own.</summary>
    public bool Connect { get; init; }

    /// <summary>Sends the short <c>v2.core.event</c> twins instead of snapshots.</summary>
    public bool Thin { get; init; }

    /// <summary>Newest first; an older one signs along until its time is up.</summary>
    public required ImmutableArray<(string Secret, DateTimeOffset? Until)> Secrets { get; init; }

    public bool Wants(string type) =>
        !Disabled
        && EnabledEvents.Any(enabled =>
            enabled == "*" || enabled == type || (Thin && enabled == $"v1.{type}")
        );

    public JsonObject Render() =>
        new()
        {
            ["id"] = Id,
            ["object"] = "webhook_endpoint",
            ["api_version"] = ApiVersion,
            ["application"] = null,
            ["created"] = Created,
            ["description"] = Description,
            ["enabled_events"] = new JsonArray([.. EnabledEvents.Select(e => JsonValue.Create(e))]),
            ["livemode"] = Livemode,
            ["metadata"] = Json.Map(Metadata),
            ["status"] = Disabled ? "disabled" : "enabled",
            ["url"] = Url,
        };

    /// <summary>The secret is shown once: in the answer to the creation.</summary>
    public JsonObject RenderCreated()
    {
        var body = Render();
        body.Insert(body.IndexOf("status"), "secret", Secrets[0].Secret);
        return body;
    }
}
