using System.Text.Json.Nodes;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Http;

/// <summary><c>/assets/images</c>, and what the asset CDN serves.</summary>
internal sealed class AssetRoutes(SanitySimulator sandbox)
{
    public SanityAnswer UploadImage(SanityRequest request)
    {
        if (request.Caller.IsAnonymous)
            throw SanityErrors.Unauthorized;
        request.Caller.MayWrite([new JsonObject { ["create"] = new JsonObject() }]);
        var document = sandbox.Assets.Upload(
            sandbox.FindDataset(request.Route("dataset")),
            request.Bytes,
            request.Query("filename"),
            request.Caller.UserId
        );
        return SanityAnswer.Ok(new JsonObject { ["document"] = document });
    }

    public async Task ServeAsync(HttpContext context)
    {
        if (sandbox.Assets.Find(context.Request.Path.Value ?? "") is not { } file)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        context.Response.ContentType = file.MimeType;
        await context.Response.Body.WriteAsync(file.Bytes, context.RequestAborted);
    }
}
