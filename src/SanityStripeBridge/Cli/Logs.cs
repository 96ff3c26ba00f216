using Microsoft.Extensions.Logging.Console;

namespace SanityStripeBridge.Cli;

/// <summary>Where logs go: always to standard error, so that standard output belongs to the verb.</summary>
internal static class Logs
{
    /// <summary>For verbs that end by themselves: only what a person must know.</summary>
    public static void Quiet(ILoggingBuilder logging) => ToStandardError(logging, LogLevel.Warning);

    /// <summary>For the service.</summary>
    public static void Full(ILoggingBuilder logging)
    {
        ToStandardError(logging, LogLevel.Information);
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // A failed start is told in a sentence, not in a stack trace.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }

    private static void ToStandardError(ILoggingBuilder logging, LogLevel least)
    {
        logging.SetMinimumLevel(least);
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
