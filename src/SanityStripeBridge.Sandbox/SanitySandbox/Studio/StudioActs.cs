using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Studio;

/// <summary>The editor's actions by name, as <c>POST /_sandbox/act</c> asks for them.</summary>
internal static class StudioActs
{
    /// <exception cref="RefusedException">Unknown action, a missing argument, or an action the Studio does not offer.</exception>
    public static Task<Transaction> PerformAsync(StudioUser user, JsonObject request) =>
        Text(request, "do") switch
        {
            "create_draft" => user.CreateDraftAsync(
                Text(request, "id"),
                Text(request, "type"),
                Map(request, "content")
            ),
            "create_published" => user.CreatePublishedAsync(
                Text(request, "id"),
                Text(request, "type"),
                Map(request, "content")
            ),
            "edit_draft" => user.EditDraftAsync(Text(request, "id"), Map(request, "set"), Unset(request)),
            "edit_published" => user.EditPublishedAsync(
                Text(request, "id"),
                Map(request, "set"),
                Unset(request)
            ),
            "set" => user.SetAsync(Text(request, "id"), Text(request, "field"), request["value"]),
            "publish" => user.PublishAsync(Text(request, "id")),
            "unpublish" => user.UnpublishAsync(Text(request, "id")),
            "delete" => user.DeleteAsync(Text(request, "id")),
            "discard" => user.DiscardAsync(Text(request, "id")),
            "create_version" => user.CreateVersionAsync(Text(request, "release"), Text(request, "id")),
            "edit_version" => user.EditVersionAsync(
                Text(request, "release"),
                Text(request, "id"),
                Map(request, "set"),
                Unset(request)
            ),
            "discard_version" => user.DiscardVersionAsync(Text(request, "release"), Text(request, "id")),
            "unpublish_in_release" => user.UnpublishInReleaseAsync(
                Text(request, "release"),
                Text(request, "id")
            ),
            "schedule_release" => user.ScheduleReleaseAsync(
                Text(request, "release"),
                DateTimeOffset.Parse(Text(request, "at"), System.Globalization.CultureInfo.InvariantCulture)
            ),
            "unschedule_release" => user.UnscheduleReleaseAsync(Text(request, "release")),
            "publish_release" => user.PublishReleaseAsync(Text(request, "release")),
            "request_sync" => user.RequestSyncAsync(Text(request, "id")),
            var unknown => throw new RefusedException($"An editor cannot do \"{unknown}\"."),
        };

    private static string Text(JsonObject request, string name) =>
        request[name] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw new RefusedException($"\"{name}\" must be a string.");

    private static JsonObject Map(JsonObject request, string name) =>
        request[name] switch
        {
            null => [],
            JsonObject map => map,
            _ => throw new RefusedException($"\"{name}\" must be an object."),
        };

    private static string[] Unset(JsonObject request) =>
        request["unset"] switch
        {
            null => [],
            JsonArray paths when paths.All(path => path?.GetValueKind() == JsonValueKind.String) =>
            [
                .. paths.Select(path => path!.GetValue<string>()),
            ],
            _ => throw new RefusedException("\"unset\" must be an array of strings."),
        };
}
