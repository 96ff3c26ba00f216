using System.Text;
using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.Faults;
using SanityStripeBridge.Sandbox.SanitySandbox.Groq;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Http;

/// <summary>Who am I, the project, and its webhooks.</summary>
internal sealed class ManagementRoutes(SanitySimulator sandbox)
{
    public static SanityAnswer Me(SanityRequest request)
    {
        if (request.Caller.IsAnonymous)
            throw SanityErrors.Unauthorized;
        var role = request.Caller.Role.ToString()!.ToLowerInvariant();
        return SanityAnswer.Ok(
            new JsonObject
            {
                ["id"] = request.Caller.UserId,
                ["name"] = $"Sandbox {role}",
                ["email"] = "",
                ["role"] = role,
                ["roles"] = new JsonArray(
                    new JsonObject { ["name"] = role, ["title"] = request.Caller.Role.ToString() }
                ),
                ["provider"] = "sanity-token",
            }
        );
    }

    public SanityAnswer Project(SanityRequest request)
    {
        MustBeOwn(request);
        return SanityAnswer.Ok(
            new JsonObject { ["id"] = sandbox.Options.ProjectId, ["displayName"] = "Sandbox" }
        );
    }

    public SanityAnswer Datasets(SanityRequest request)
    {
        MustBeOwn(request);
        return SanityAnswer.Ok(
            Json.Array(
                sandbox.Options.Datasets.Select(name => new JsonObject
                {
                    ["name"] = name,
                    ["aclMode"] = sandbox.Options.IsPrivate ? "private" : "public",
                })
            )
        );
    }

    /// <summary>What the caller may do, by filter: without it a Studio shows nothing.</summary>
    public SanityAnswer Access(SanityRequest request)
    {
        MustBeOwn(request);
        sandbox.FindDataset(request.Route("dataset"));
        var writes = request.Caller.Role is not SanityRole.Viewer;
        string[] permissions = writes
            ? ["read", "create", "update", "history", "editHistory"]
            : ["read", "history"];
        return SanityAnswer.Ok(
            new JsonArray(
                new JsonObject
                {
                    ["filter"] = "_id in path(\"**\")",
                    ["permissions"] = new JsonArray([.. permissions.Select(name => JsonValue.Create(name))]),
                }
            )
        );
    }

    public SanityAnswer ListHooks(SanityRequest request)
    {
        MustManage(request);
        return SanityAnswer.Ok(Json.Array(sandbox.Hooks.All.Select(Shown)));
    }

    private JsonObject Shown(Hooks.Hook hook)
    {
        var json = hook.Json.DeepClone().AsObject();
        if (!sandbox.Options.ShowsHookSecrets)
            json.Remove("secret");
        return json;
    }

    public SanityAnswer CreateHook(SanityRequest request)
    {
        MustManage(request);
        var hook = sandbox.Hooks.Create(request.Body(), request.Caller.UserId);
        return new SanityAnswer(StatusCodes.Status201Created, Json.Text(Shown(hook)));
    }

    public SanityAnswer GetHook(SanityRequest request)
    {
        MustManage(request);
        return SanityAnswer.Ok(Shown(sandbox.Hooks.Find(request.Route("id"))));
    }

    public SanityAnswer ChangeHook(SanityRequest request)
    {
        MustManage(request);
        return SanityAnswer.Ok(Shown(sandbox.Hooks.Change(request.Route("id"), request.Body())));
    }

    public SanityAnswer DeleteHook(SanityRequest request)
    {
        MustManage(request);
        sandbox.Hooks.Delete(request.Route("id"));
        return new SanityAnswer(StatusCodes.Status204NoContent, "");
    }

    public SanityAnswer Messages(SanityRequest request) =>
        SanityAnswer.Ok(
            Json.Array(
                Deliveries(request)
                    .Select(delivery => new JsonObject
                    {
                        ["id"] = $"msg-{delivery.Id}",
                        ["projectId"] = sandbox.Options.ProjectId,
                        ["dataset"] = delivery.Headers["sanity-dataset"],
                        ["payload"] = Encoding.UTF8.GetString(delivery.Body),
                        ["status"] = delivery.State switch
                        {
                            DeliveryState.Delivered => "success",
                            DeliveryState.Pending => "queued",
                            _ => "failure",
                        },
                        ["failureCount"] =
                            delivery.Attempts - (delivery.State == DeliveryState.Delivered ? 1 : 0),
                        ["resultCode"] = delivery.LastStatus,
                        ["createdAt"] = delivery.Headers["sanity-transaction-time"],
                    })
            )
        );

    /// <summary>The last attempt of each message.</summary>
    public SanityAnswer Attempts(SanityRequest request) =>
        SanityAnswer.Ok(
            Json.Array(
                Deliveries(request)
                    .Where(delivery => delivery.Attempts > 0)
                    .Select(delivery => new JsonObject
                    {
                        ["id"] = $"atm-{delivery.Id}-{delivery.Attempts}",
                        ["projectId"] = sandbox.Options.ProjectId,
                        ["inProgress"] = false,
                        ["messageId"] = $"msg-{delivery.Id}",
                        ["hookId"] = delivery.Endpoint,
                        ["isFailure"] = delivery.State != DeliveryState.Delivered,
                        ["failureReason"] =
                            delivery.State == DeliveryState.Delivered ? null
                            : delivery.LastStatus is null ? "network"
                            : "http",
                        ["resultCode"] = delivery.LastStatus,
                        ["createdAt"] = GroqValues.Text(delivery.DueAt),
                    })
            )
        );

    private IEnumerable<Delivery> Deliveries(SanityRequest request)
    {
        MustManage(request);
        var hook = sandbox.Hooks.Find(request.Route("id"));
        return sandbox.Deliveries.All.Where(delivery => delivery.Endpoint == hook.Id);
    }

    private void MustManage(SanityRequest request)
    {
        MustBeOwn(request);
        request.Caller.MayManage();
    }

    private void MustBeOwn(SanityRequest request)
    {
        if (request.Caller.IsAnonymous)
            throw SanityErrors.Unauthorized;
        if (request.Route("project") != sandbox.Options.ProjectId)
            throw LakeErrors.Gateway(404, "Not Found", "Project not found");
    }
}
