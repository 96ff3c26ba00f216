using Microsoft.Extensions.Logging.Console;

namespace SanityStripeBridge.Cli;

/// <summary>Where logs go: always to standard error, so that standard output belongs to the verb.</summary>
internal static class Logs
{
    /// <summary>For verbs that end by themselves: only what a person must know.</summary>
    public static void Quiet(ILoggingBuilder logging) => ToStandardError(logging, LogLevel.Warning);

    /// <summary>For the service.</summary>
    /// <param name="logging">The host's.</param>
    /// <param name="format"><c>json</c> for one object a line; otherwise text.</param>
    public static void Full(ILoggingBuilder logging, string? format)
    {
        ToStandardError(logging, LogLevel.Information, format == "json");
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // A failed start is told in a sentence, not in a stack trace.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }

    private static void ToStandardError(ILoggingBuilder logging, LogLevel least, bool json = false)
    {
        logging.SetMinimumLevel(least);
        if (json)
            logging.AddJsonConsole(format =>
            {
                format.UseUtcTimestamp = true;
                format.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
                format.IncludeScopes = true;
            });
        else
            logging.AddSimpleConsole(format =>
            {
                format.SingleLine = true;
                format.UseUtcTimestamp = true;
                format.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
                format.IncludeScopes = true;
                format.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        logging.Services.Configure<ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace
        );
    }
}
