using System.CommandLine;
using System.Net.Sockets;
using SanityStripeBridge.Hosting;

namespace SanityStripeBridge.Cli.Verbs;

/// <summary>The service: receivers and workers, until it is told to stop.</summary>
internal static class ServeVerb
{
    private const string DefaultUrls = "http://localhost:5080";

    /// <summary>Less than the five seconds within which Ctrl-C is honoured.</summary>
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(4);

    private static readonly Option<string?> Urls = new("--urls")
    {
        Description = $"Listening addresses, separated by semicolons; default {DefaultUrls}",
        HelpName = "urls",
    };

    public static Command Create(CliWorld world) =>
        AddTo(
            Verb.Create(
                "serve",
                "Receives webhooks and keeps both sides together until it is stopped. The default verb.",
                $"serve --urls {DefaultUrls}"
            ),
            world
        );

    /// <summary>Makes the command the service, too: the program without a verb serves.</summary>
    public static Command AddTo(Command command, CliWorld world)
    {
        command.Options.Add(Urls);
        return command.Does(world, ServeAsync);
    }

    private static async Task<int> ServeAsync(VerbRun run, CancellationToken cancel)
    {
        using var settings = OpenSettings.Of(run.World, serving: true);
        // Named, it is the only one that is served.
        var only = run.Get(Verb.Bridge) is null ? null : run.BridgeOf(settings.Configuration).Name;
        var urls = Checked(run.Get(Urls) ?? settings.Configuration["ASPNETCORE_URLS"] ?? DefaultUrls);
        await using var app = await BridgeHost.BuildAsync(
            new()
            {
                Settings = settings.Configuration,
                Clock = run.World.Clock,
                Serves = name => only is null || name == only,
                Urls = urls,
                Logging = logging =>
                {
                    Logs.Full(logging, settings.Configuration["BRIDGE_LOG"]);
                    logging.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTime);
                },
            },
            cancel
        );
        settings.Accepted.Log = app.Services.GetRequiredService<ILogger<AcceptedSettings>>();
        try
        {
            await app.RunAsync(cancel);
        }
        catch (IOException fault)
            when (fault.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new CliException("address_in_use", $"{fault.Message} Choose another with --urls");
        }
        catch (SocketException fault)
        {
            // The address of another machine, or a port that only root may have.
            throw new CliException(
                "address",
                $"{urls} cannot be listened at: {fault.Message}. Choose another address with --urls"
            );
        }
        return ExitCode.Done;
    }

    /// <exception cref="CliException">One of them is no address, or one that wants a certificate.</exception>
    private static string Checked(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries))
            if (SchemeOf(url) is not "http")
                throw CliException.Usage(
                    $"--urls: {url} is no address to listen at; expected {DefaultUrls} or the like (a proxy in front ends HTTPS)"
                );
        return urls;
    }

    private static string? SchemeOf(string url)
    {
        try
        {
            return BindingAddress.Parse(url.Trim()).Scheme;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
