using System.Text.Json.Nodes;
using SanityStripeBridge.Sandbox.SanitySandbox.Groq;
using SanityStripeBridge.Sandbox.SanitySandbox.Lake;
using SanityStripeBridge.Sandbox.SanitySandbox.Listening;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Http;

/// <summary><c>/data/listen</c>: server-sent events of the documents that match a filter.</summary>
internal sealed class ListenRoute(SanitySimulator sandbox)
{
    /// <summary>A stream lives half an hour; the client then connects anew.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    public async Task StreamAsync(SanityRequest request)
    {
        var context = request.Context;
        var dataset = sandbox.FindDataset(request.Route("dataset"));
        var asked = Read(request);
        using var ending = new CancellationTokenSource(Lifetime, sandbox.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            ending.Token,
            context.RequestAborted
        );
        using var open = sandbox.Listeners.Open(dataset.Name, out var heard);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        try
        {
            await GreetAsync(request, dataset, asked, either.Token);
            await foreach (var next in heard.ReadAllAsync(either.Token))
            {
                await VisibleAsync(next, asked, either.Token);
                await SendAsync(
                    context,
                    ListenEvents.Of(next.Transaction, asked, Around(dataset)),
                    either.Token
                );
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // The half hour is over, or nobody listens any more: either way the stream just ends.
        }
    }

    private ListenRequest Read(SanityRequest request)
    {
        var parameters = DataRoutes.ParametersOf(request);
        var text = request.Query("query") ?? "";
        return new ListenRequest
        {
            Filter = Lake.Query.Filter(text, parameters),
            Parameters = parameters,
            MaySee = id => request.MaySee(id, sandbox.Options),
            Identity = request.Caller.UserId,
            IncludeResult = request.Flag("includeResult"),
            IncludePrevious = request.Flag("includePreviousRevision"),
            IncludeMutations = request.Query("includeMutations") != "false",
            IncludeAllVersions = request.Flag("includeAllVersions"),
            WithEffects = request.Query("effectFormat") == "mendoza",
            BeforeIndex = request.Query("visibility") == "transaction",
        };
    }

    /// <summary>
    /// <c>welcome</c> comes first. A client that resumes is told what it missed (<c>welcomeback</c>), or that it must fetch all anew
    /// (<c>reset</c>).
    /// </summary>
    private async Task GreetAsync(
        SanityRequest request,
        Dataset dataset,
        ListenRequest asked,
        CancellationToken cancel
    )
    {
        var last = request.Context.Request.Headers["Last-Event-ID"].ToString();
        var resumes = request.Flag("enableResume") && last.Length > 0;
        var missed = resumes ? Since(dataset, last) : [];
        var name =
            !resumes ? "welcome"
            : missed is null ? "reset"
            : "welcomeback";
        var hello = new JsonObject { ["listenerName"] = "l" + sandbox.Ids.Next("", 16) };
        await SendAsync(request.Context, [new ListenEvent(name, null, hello)], cancel);
        foreach (var transaction in missed ?? [])
            await SendAsync(request.Context, ListenEvents.Of(transaction, asked, Around(dataset)), cancel);
    }

    /// <returns>Null when the event is not known (any more).</returns>
    private static IReadOnlyList<Transaction>? Since(Dataset dataset, string eventId)
    {
        var id = eventId.Split('#')[0];
        var all = dataset.Transactions;
        for (var at = 0; at < all.Count; at++)
            if (all[at].Id == id)
                return [.. all.Skip(at + 1)];
        return null;
    }

    private async Task VisibleAsync(Heard heard, ListenRequest asked, CancellationToken cancel)
    {
        var wait = heard.VisibleAt - sandbox.Clock.GetUtcNow();
        if (!asked.BeforeIndex && wait > TimeSpan.Zero)
            await Task.Delay(wait, sandbox.Clock, cancel);
    }

    private GroqContext Around(Dataset dataset) =>
        new()
        {
            Now = sandbox.Clock.GetUtcNow(),
            ProjectId = sandbox.Options.ProjectId,
            Dataset = dataset.Name,
        };

    private static async Task SendAsync(
        HttpContext context,
        IEnumerable<ListenEvent> events,
        CancellationToken cancel
    )
    {
        foreach (var (name, id, data) in events)
        {
            var head = id is null ? "" : $"id: {id}\n";
            await context.Response.WriteAsync($"event: {name}\n{head}data: {Json.Text(data)}\n\n", cancel);
        }
        await context.Response.Body.FlushAsync(cancel);
    }
}
