using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Core.Wire;

namespace SanityStripeBridge.Sanity;

/// <content>What setup and the doctor ask: the project's hooks, and any address to see what it answers.</content>
internal sealed partial class SanityClient
{
    /// <summary>Whether there is a token of its own for managing hooks; else the bridge's own is tried.</summary>
    public bool HasManageToken => _options().ManageToken.Length > 0;

    /// <summary>All hooks of the project.</summary>
    public Task<IReadOnlyList<SanityHook>> ListHooksAsync(CancellationToken cancel) =>
        ManageAsync<IReadOnlyList<SanityHook>>(
            HttpMethod.Get,
            "",
            null,
            body => [.. Array(body).OfType<JsonObject>().Select(hook => new SanityHook(hook))],
            cancel
        );

    /// <summary>Sanity knows no key for it: after a lost answer a second hook may stand there, which the next comparison removes.</summary>
    public Task<SanityHook> CreateHookAsync(JsonObject hook, CancellationToken cancel) =>
        ManageAsync(HttpMethod.Post, "", hook, Hook, cancel);

    /// <param name="change">Without <c>type</c>, which Sanity refuses here.</param>
    public Task<SanityHook> ChangeHookAsync(string id, JsonObject change, CancellationToken cancel) =>
        ManageAsync(HttpMethod.Patch, "/" + Uri.EscapeDataString(id), change, Hook, cancel);

    /// <summary>Deletes a hook; one that is gone already is fine.</summary>
    public Task RemoveHookAsync(string id, CancellationToken cancel) =>
        ManageAsync(HttpMethod.Delete, "/" + Uri.EscapeDataString(id), null, _ => true, cancel);

    /// <summary>What an address below the versioned root answers to the bridge's token, refusals included; only silence is a failure.</summary>
    public Task<Probe> ProbeAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancel)
    {
        var options = _options();
        var operation = $"{method} {path.Split('?')[0]}";
        var sentAt = _clock.GetUtcNow();
        return _caller.SendAsync(
            new Call("sanity", operation, options.TimeOut, [_budgets.Reads]),
            () =>
            {
                sentAt = _clock.GetUtcNow();
                return SanityMessage.Any(options, method, path, body);
            },
            Judge,
            cancel
        );

        Attempt<Probe> Judge(Answer answer) =>
            answer.Status is 429 or >= 500
                ? SanityFailure.From<Probe>(answer, operation, options.Token, _clock.GetUtcNow())
                : Attempts.Done(
                    Probe.Of(
                        answer,
                        sentAt,
                        _clock.GetUtcNow(),
                        null,
                        said => SanityFailure.Said(said, options.Token)
                    )
                );
    }

    private Task<T> ManageAsync<T>(
        HttpMethod method,
        string path,
        JsonObject? body,
        Func<byte[], T> read,
        CancellationToken cancel
    )
    {
        var options = _options();
        var operation = $"{method} hooks{(path.Length > 0 ? "/{id}" : "")}";
        return _caller.SendAsync(
            new Call("sanity", operation, options.TimeOut, [_budgets.Reads]),
            () => SanityMessage.Hooks(options, method, path, body),
            answer =>
                answer.Succeeded ? Attempts.Done(read(answer.Body))
                : method == HttpMethod.Delete && answer.Status == 404 ? Attempts.Done(read([]))
                : SanityFailure.From<T>(
                    answer,
                    operation,
                    SanityMessage.ManageToken(options),
                    _clock.GetUtcNow()
                ),
            cancel
        );
    }

    private static SanityHook Hook(byte[] body) => new(Whole(body));

    private static JsonArray Array(byte[] body) =>
        JsonNode.Parse(body) as JsonArray ?? throw new JsonException("The answer is no array.");
}
