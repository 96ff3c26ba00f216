using SanityStripeBridge.Sandbox.SanitySandbox.Lake;
using SanityStripeBridge.Sandbox.SanitySandbox.Screens;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Http;

/// <summary>The HTTP face: every answer is made here, every refusal becomes its status and body.</summary>
internal sealed class SanityRoutes(SanitySimulator sandbox)
{
    private readonly MutationRate _rate = new(sandbox.Options.MutationsPerSecond, sandbox.Clock);

    public static bool IsRead(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        || HttpMethods.IsHead(context.Request.Method)
        || HttpMethods.IsOptions(context.Request.Method)
        || (context.Request.Path.Value ?? "").Contains("/data/query/", StringComparison.Ordinal);

    public void Map(WebApplication app)
    {
        var data = new DataRoutes(sandbox);
        var history = new HistoryRoutes(sandbox);
        var manage = new ManagementRoutes(sandbox);
        var actions = new ActionRoute(sandbox);
        var listen = new ListenRoute(sandbox);
        var assets = new AssetRoutes(sandbox);
        app.Use((context, next) => BrowserAccess.InvokeAsync(context, next));
        app.MapPost("/{version}/assets/images/{dataset}", Answering(assets.UploadImage));
        app.MapGet("/images/{project}/{dataset}/{file}", assets.ServeAsync);
        app.MapPost(
            "/{version}/data/mutate/{dataset}",
            AnsweringLater(request => LimitedAsync(request, data.Mutate))
        );
        app.MapPost(
            "/{version}/data/actions/{dataset}",
            AnsweringLater(request => LimitedAsync(request, actions.Perform))
        );
        app.MapGet("/{version}/data/listen/{dataset}", Streaming(listen.StreamAsync));
        app.MapGet("/{version}/data/query/{dataset}", Answering(data.QueryByUrl));
        app.MapPost("/{version}/data/query/{dataset}", Answering(data.QueryByBody));
        app.MapGet("/{version}/data/doc/{dataset}/{**ids}", Answering(data.Documents));
        app.MapGet("/{version}/data/export/{dataset}", Answering(data.Export));
        app.MapGet("/{version}/data/history/{dataset}/documents/{id}", Answering(history.Document));
        app.MapGet("/{version}/data/history/{dataset}/transactions/{ids?}", Answering(history.Transactions));
        app.MapGet("/{version}/users/me", Answering(ManagementRoutes.Me));
        app.MapGet("/{version}/projects/{project}", Answering(manage.Project));
        app.MapGet("/{version}/projects/{project}/datasets", Answering(manage.Datasets));
        app.MapGet("/{version}/projects/{project}/datasets/{dataset}/acl", Answering(manage.Access));
        app.MapGet("/{version}/hooks/projects/{project}", Answering(manage.ListHooks));
        app.MapPost("/{version}/hooks/projects/{project}", Answering(manage.CreateHook));
        app.MapGet("/{version}/hooks/projects/{project}/{id}", Answering(manage.GetHook));
        app.MapPatch("/{version}/hooks/projects/{project}/{id}", Answering(manage.ChangeHook));
        app.MapDelete("/{version}/hooks/projects/{project}/{id}", Answering(manage.DeleteHook));
        app.MapGet("/{version}/hooks/projects/{project}/{id}/messages", Answering(manage.Messages));
        app.MapGet("/{version}/hooks/projects/{project}/{id}/attempts", Answering(manage.Attempts));
        StudioPage.Map(app, sandbox);
        app.MapFallback(
            "/{**rest}",
            Answering(_ => throw LakeErrors.Gateway(404, "Not Found", "Resource not found"))
        );
    }

    private async Task<SanityAnswer> LimitedAsync(
        SanityRequest request,
        Func<SanityRequest, SanityAnswer> write
    )
    {
        using var place = _rate.Enter(request.Context.Response.Headers);
        if (sandbox.Options.Latency > TimeSpan.Zero)
            await Task.Delay(sandbox.Options.Latency, sandbox.Clock, CancellationToken.None);
        return write(request);
    }

    private RequestDelegate Answering(Func<SanityRequest, SanityAnswer> handle) =>
        AnsweringLater(request => Task.FromResult(handle(request)));

    /// <summary>An answer without end; a refusal before its beginning is an answer like any other.</summary>
    private RequestDelegate Streaming(Func<SanityRequest, Task> stream) =>
        AnsweringLater(async request =>
        {
            await stream(request);
            return SanityAnswer.Written;
        });

    private RequestDelegate AnsweringLater(Func<SanityRequest, Task<SanityAnswer>> handle) =>
        async context =>
        {
            SanityAnswer answer;
            try
            {
                var request = await SanityRequest.ReadAsync(context, sandbox.Options);
                answer = await handle(request);
            }
            catch (LakeException refused)
            {
                answer = new SanityAnswer(refused.Status, Json.Text(refused.Body));
                if (refused.Status == StatusCodes.Status429TooManyRequests)
                    context.Response.Headers.RetryAfter = "1";
            }
            if (ReferenceEquals(answer, SanityAnswer.Written))
                return;
            context.Response.StatusCode = answer.Status;
            if (answer.Status == StatusCodes.Status204NoContent)
                return;
            context.Response.ContentType = answer.ContentType;
            await context.Response.WriteAsync(answer.Body, context.RequestAborted);
        };
}
