using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace SanityStripeBridge.Mirror;

/// <summary>
/// One JSON file for each run, in the operator's folder. The store is the record; a file that cannot be written is a log line
/// and never a failed run.
/// </summary>
internal sealed partial class ReportFolder(
    Neighbours neighbours,
    IOptionsMonitor<MirrorOptions> options,
    TimeProvider clock,
    ILogger<ReportFolder> log
)
{
    private const string TimeForm = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>Writes the report of a run that has ended; whoever reads the folder sees it whole or not at all.</summary>
    public async Task PutAsync(RunRecord run)
    {
        if (options.CurrentValue.Reports is not { } folder || run.Result is not { } report)
            return;
        try
        {
            Directory.CreateDirectory(folder);
            var file = Path.Combine(folder, NameOf(run));
            var unfinished = file + ".part";
            await WriteAsync(unfinished, report);
            File.Move(unfinished, file, overwrite: true);
        }
        catch (Exception fault) when (IsOfTheDisk(fault))
        {
            LogNotWritten(run.Kind, run.Id, fault.Message);
        }
    }

    /// <summary>Takes away what is older than the retention, by the time in the name; other files are not ours.</summary>
    public void Prune()
    {
        if (options.CurrentValue.Reports is not { } folder)
            return;
        var oldest = clock.GetUtcNow().AddDays(-options.CurrentValue.RetentionDays);
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder))
                if (TimeOf(Path.GetFileName(file)) < oldest)
                    File.Delete(file);
        }
        catch (Exception fault) when (IsOfTheDisk(fault))
        {
            LogNotPruned(fault.Message);
        }
    }

    private string NameOf(RunRecord run) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{run.StartedAt.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture)}_{neighbours.Self}_{run.Kind}_{run.Id}.json"
        );

    /// <summary>Null for files that are not reports of this bridge: several may share a folder.</summary>
    private DateTimeOffset? TimeOf(string name) =>
        NameForm().Match(name) is { Success: true } match
        && match.Groups["bridge"].Value == neighbours.Self
        && DateTimeOffset.TryParseExact(
            match.Groups["time"].Value,
            TimeForm,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : null;

    // A crash, or a disk that is full, leaves a part and never half a report.
    private static async Task WriteAsync(string path, string report)
    {
        await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        await file.WriteAsync(Encoding.UTF8.GetBytes(report + "\n"), CancellationToken.None);
        await file.FlushAsync(CancellationToken.None);
        // Down to the disk, and only this flush goes so far.
        RandomAccess.FlushToDisk(file.SafeFileHandle);
    }

    private static bool IsOfTheDisk(Exception fault) =>
        fault is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    [GeneratedRegex(@"^(?<time>\d{8}T\d{6}Z)_(?<bridge>[A-Za-z0-9-]+)_[a-z]+_[0-9A-Za-z]+\.json(\.part)?$")]
    private static partial Regex NameForm();

    [LoggerMessage(
        1260,
        LogLevel.Error,
        "[REPORT] the report of {Kind} {Run} could not be written to BRIDGE_REPORTS: {Reason} It is in the store."
    )]
    private partial void LogNotWritten(string kind, string run, string reason);

    [LoggerMessage(1261, LogLevel.Warning, "[REPORT] old reports could not be taken away: {Reason}")]
    private partial void LogNotPruned(string reason);
}
