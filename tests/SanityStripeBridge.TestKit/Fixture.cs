namespace SanityStripeBridge.TestKit;

/// <summary>Files under <c>tests/fixtures</c>, copied beside each test assembly.</summary>
public static class Fixture
{
    public static string Root => Path.Combine(AppContext.BaseDirectory, "fixtures");

    public static byte[] Bytes(string path) => File.ReadAllBytes(Path.Combine(Root, path));

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    public static IEnumerable<string> Files(string folder, string pattern = "*.json") =>
        Directory
            .EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path))
            .Order(StringComparer.Ordinal);
}
