namespace SanityStripeBridge.Cli;

/// <summary>A file that a verb was asked to write: refused before anything else is done, then written whole or not at all.</summary>
internal sealed class OutputFile
{
    private readonly string _name;
    private readonly string _path;

    private OutputFile(string name, string path) => (_name, _path) = (name, path);

    /// <param name="name">As it was typed; counts from the working directory.</param>
    /// <exception cref="CliException">There is no folder for it, or a folder has its name.</exception>
    public static OutputFile Of(VerbRun run, string name)
    {
        var path = Path.Combine(run.World.Directory, name);
        var folder = Path.GetDirectoryName(path);
        if (!Directory.Exists(folder))
            throw CliException.Usage(
                $"{name} cannot be written: there is no folder {folder}; make it, or name another file"
            );
        if (Directory.Exists(path))
            throw CliException.Usage($"{name} is a folder; name a file");
        return new(name, path);
    }

    /// <summary>A stop in the middle leaves the former file.</summary>
    public async Task WriteAsync(string text, CancellationToken cancel)
    {
        try
        {
            var draft = _path + ".part";
            await File.WriteAllTextAsync(draft, text, cancel);
            File.Move(draft, _path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(
                "file",
                $"{_name} cannot be written: {failure.Message} Choose another place, or mend this one"
            );
        }
    }
}
