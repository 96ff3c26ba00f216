using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;

namespace SanityStripeBridge.Hosting;

/// <summary>Where settings come from, in the order in which one overrides the other: appsettings.json, .env, user secrets, environment.</summary>
internal sealed class SettingsSources : IDisposable
{
    public const string UserSecretsId = "sanity-stripe-bridge";

    private readonly Dictionary<string, string> _broken = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly PhysicalFileProvider _files;
    private readonly ConfigurationRoot _raw;

    /// <param name="directory">The working directory.</param>
    /// <param name="environment">Stands for the process's own environment, and keeps the user's secrets out; null for the real ones.</param>
    public SettingsSources(string directory, IReadOnlyDictionary<string, string?>? environment)
    {
        // A name that begins with a dot is one that the file provider would otherwise not see.
        _files = new PhysicalFileProvider(directory, ExclusionFilters.None);
        var builder = new ConfigurationBuilder().SetFileProvider(_files);
        builder.SetFileLoadExceptionHandler(Broke);
        builder.AddJsonFile("appsettings.json", optional: true, reloadOnChange: true);
        builder.Add<DotEnvSource>(source =>
        {
            source.Path = ".env";
            source.Optional = true;
            source.ReloadOnChange = true;
        });
        if (environment is null)
            builder.AddUserSecrets(UserSecretsId, reloadOnChange: true).AddEnvironmentVariables();
        else
            builder.AddInMemoryCollection(environment);
        _raw = (ConfigurationRoot)builder.Build();
    }

    public IConfigurationRoot Raw => _raw;

    /// <summary>Files that could not be read when they were last tried; asking forgets them.</summary>
    public IReadOnlyList<string> TakeBroken()
    {
        lock (_lock)
        {
            string[] faults = [.. _broken.Select(entry => $"{entry.Key}: {entry.Value}")];
            _broken.Clear();
            return faults;
        }
    }

    public void Dispose()
    {
        _raw.Dispose();
        _files.Dispose();
    }

    // The file counts as empty until it is repaired; whoever takes the settings asks for the faults first.
    private void Broke(FileLoadExceptionContext context)
    {
        lock (_lock)
            _broken[context.Provider.Source.Path ?? "a settings file"] =
                "it could not be read; expected "
                + (
                    context.Provider is DotEnvProvider
                        ? "lines of the form NAME=value."
                        : "a JSON object of settings."
                );
        context.Ignore = true;
    }
}
