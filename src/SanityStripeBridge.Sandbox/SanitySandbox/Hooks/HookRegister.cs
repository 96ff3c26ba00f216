using System.Text;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.SanitySandbox.Http;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Hooks;

/// <summary>The webhooks of a project, as its management API keeps them, and what they make of a commit.</summary>
internal sealed class HookRegister(
    string projectId,
    IdSource ids,
    TimeProvider clock,
    DeliveryQueue deliveries
)
{
    /// <summary>Two retries, 30 s apart (Sanity's changelog of 29 April 2026).</summary>
    private static readonly TimeSpan[] RetryAfter = [TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)];

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Hook> _hooks = new(StringComparer.Ordinal);

    public IReadOnlyList<Hook> All
    {
        get
        {
            lock (_lock)
                return [.. _hooks.Values];
        }
    }

    /// <exception cref="LakeException">404.</exception>
    public Hook Find(string id)
    {
        lock (_lock)
            return _hooks.TryGetValue(id, out var hook)
                ? hook
                : throw LakeErrors.Gateway(404, "Not Found", "Hook not found");
    }

    /// <exception cref="LakeException">400.</exception>
    public Hook Create(JsonObject body, string userId)
    {
        HookRules.CheckNew(body);
        var json = new JsonObject
        {
            ["id"] = ids.Next("", 16),
            ["projectId"] = projectId,
            ["type"] = "document",
            ["name"] = "",
            ["description"] = null,
            ["url"] = "",
            ["dataset"] = "",
            ["apiVersion"] = "v2021-03-25",
            ["httpMethod"] = "POST",
            ["includeDrafts"] = false,
            ["includeAllVersions"] = false,
            ["headers"] = new JsonObject(),
            ["secret"] = null,
            ["rule"] = new JsonObject(),
            ["isDisabled"] = false,
            ["isDisabledByUser"] = false,
            ["createdAt"] = Groq.GroqValues.Text(clock.GetUtcNow()),
            ["createdByUserId"] = userId,
            ["deletedAt"] = null,
        };
        foreach (var (name, value) in body)
            json[name] = value?.DeepClone();
        return Store(json);
    }

    /// <exception cref="LakeException">400 or 404.</exception>
    public Hook Change(string id, JsonObject body)
    {
        HookRules.CheckChange(body);
        var json = Find(id).Json.DeepClone().AsObject();
        foreach (var (name, value) in body)
            if (name == "rule")
                foreach (var (part, text) in value!.AsObject())
                    json["rule"]![part] = text?.DeepClone();
            else
                json[name] = value?.DeepClone();
        return Store(json);
    }

    /// <exception cref="LakeException">404.</exception>
    public void Delete(string id)
    {
        Find(id);
        lock (_lock)
            _hooks.Remove(id);
        deliveries.Unregister(id);
    }

    public void Clear()
    {
        lock (_lock)
            _hooks.Clear();
    }

    /// <summary>Queues what the commit means to each hook: one delivery per hook and document.</summary>
    public void Announce(Dataset dataset, Transaction transaction)
    {
        foreach (var hook in All.Where(hook => hook.Watches(dataset.Name)))
        foreach (var change in transaction.Changes)
            if (hook.Payload(change, transaction, projectId, dataset.Name) is { } payload)
                deliveries.Enqueue(
                    hook.Id,
                    change.Id,
                    change.Operation,
                    Encoding.UTF8.GetBytes(Json.Text(payload)),
                    Headers(hook, dataset, transaction, change)
                );
    }

    private Dictionary<string, string> Headers(
        Hook hook,
        Dataset dataset,
        Transaction transaction,
        DocumentChange change
    )
    {
        var headers = new Dictionary<string, string>
        {
            ["connection"] = "close",
            ["accept-encoding"] = "gzip",
            ["content-type"] = "application/json",
            ["user-agent"] = "Sanity.io webhook delivery",
            ["idempotency-key"] = ids.Next("", 32),
            ["sanity-transaction-id"] = transaction.Id,
            ["sanity-transaction-time"] = Dataset.Seconds(transaction.At),
            ["sanity-dataset"] = dataset.Name,
            ["sanity-document-id"] = change.Id,
            ["sanity-project-id"] = projectId,
            ["sanity-webhook-id"] = hook.Id,
            ["sanity-operation"] = change.Operation,
        };
        foreach (var (name, value) in hook.Headers)
            headers[name] = value;
        return headers;
    }

    private Hook Store(JsonObject json)
    {
        var hook = new Hook(json);
        lock (_lock)
            _hooks[hook.Id] = hook;
        // Switching a hook off cancels its queue.
        if (hook.Disabled)
            deliveries.Unregister(hook.Id);
        else
            deliveries.Register(Endpoint(hook));
        return hook;
    }

    private static DeliveryEndpoint Endpoint(Hook hook) =>
        new()
        {
            Name = hook.Id,
            Url = hook.Url,
            Sign = (body, at) =>
                hook.Secret is { Length: > 0 } secret
                    ? [(HookSignature.Header, HookSignature.Sign(secret, body, at))]
                    : [],
            RetryAfter = RetryAfter,
            IsFinal = status => status != 429 && status < 500,
        };
}
