using System.Text.Json;
using System.Text.Json.Nodes;
using SanityStripeBridge.Calls;
using SanityStripeBridge.Mirror;

namespace SanityStripeBridge.Sanity;

/// <summary>Uploads what was fetched. Assets are named by their content, so a repeated upload is none.</summary>
internal sealed partial class ImageImporter : IImages
{
    private const string Operation = "POST assets/images";

    private readonly ImageDownload _download;
    private readonly Func<SanityOptions> _options;
    private readonly SanityBudgets _budgets;
    private readonly TimeProvider _clock;
    private readonly ILogger<ImageImporter> _log;
    private readonly Caller _caller;

    public ImageImporter(
        HttpClient http,
        ImageDownload download,
        Func<SanityOptions> options,
        SanityBudgets budgets,
        TimeProvider clock,
        Func<double> jitter,
        CallMeter meter,
        ILogger<ImageImporter> log
    )
    {
        (_download, _options, _budgets, _clock, _log) = (download, options, budgets, clock, log);
        _caller = new(http, clock, jitter, meter, Repeating);
    }

    public async Task<ImageOutcome> ImportAsync(string url, CancellationToken cancel)
    {
        switch (await _download.FetchAsync(url, cancel))
        {
            case Download.Image image:
                return await StoreAsync(url, image, cancel);
            case Download.Nothing nothing:
                return new ImageOutcome.OutOfReach(nothing.Reason);
            case var other:
                throw new InvalidOperationException($"{other} is nothing that a fetch brings");
        }
    }

    private async Task<ImageOutcome> StoreAsync(string url, Download.Image image, CancellationToken cancel)
    {
        try
        {
            return new ImageOutcome.Stored(await UploadAsync(url, image, cancel));
        }
        catch (RemoteException refusal) when (refusal.Kind == FailureKind.Refused)
        {
            return new ImageOutcome.OutOfReach($"Sanity does not take it ({refusal.Message})");
        }
    }

    private Task<string> UploadAsync(string url, Download.Image image, CancellationToken cancel)
    {
        var options = _options();
        var call = new Call("sanity", Operation, options.UploadTimeOut, [_budgets.Uploads]);
        return _caller.SendAsync(
            call,
            () => SanityMessage.Upload(options, NameOf(url), image),
            Judge,
            cancel
        );

        Attempt<string> Judge(Answer answer)
        {
            SanityBudgets.Adapt(_budgets.Uploads, answer);
            return answer.Succeeded
                ? Attempts.Done(IdIn(answer.Body))
                : SanityFailure.From<string>(answer, Operation, options.Token, _clock.GetUtcNow());
        }
    }

    private static string IdIn(byte[] body) =>
        JsonNode.Parse(body)?["document"]?["_id"]?.GetValue<string>()
        ?? throw new JsonException("The answer names no asset.");

    private static string NameOf(string url) =>
        Uri.UnescapeDataString(new Uri(url).Segments[^1]) is { Length: > 0 and <= 100 } name && name != "/"
            ? name
            : "image";

    private void Repeating(string operation, RemoteException failure, TimeSpan wait) =>
        Repeats(operation, failure.Kind, failure.Status, failure.Code, wait);

    [LoggerMessage(
        1710,
        LogLevel.Warning,
        "[IMAGE] Sanity did not do {Operation} ({Kind}, status {Status}, code {Code}); again in {Wait}"
    )]
    private partial void Repeats(
        string operation,
        FailureKind kind,
        int? status,
        string? code,
        TimeSpan wait
    );
}
