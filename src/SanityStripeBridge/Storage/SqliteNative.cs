using System.Runtime.InteropServices;

namespace SanityStripeBridge.Storage;

/// <summary>
/// Chooses the SQLite library: the operating system's, which gets its security fixes, where it is new enough; else the
/// old one that comes with the package.
/// </summary>
internal static class SqliteNative
{
    /// <summary>3.40: the oldest version that still receives fixes in a supported distribution.</summary>
    private const int OldestTrusted = 3_040_000;

    private static readonly Lazy<bool> Chosen = new(Choose);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();

    /// <summary>Must run before the first connection; true when the bundled library had to be taken.</summary>
    public static bool UsesBundled => Chosen.Value;

    private static bool Choose()
    {
        var system = Candidates.Select(LoadTrusted).FirstOrDefault(handle => handle != 0);
        if (system != 0)
            NativeLibrary.SetDllImportResolver(
                typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly,
                (name, _, _) => name == "e_sqlite3" ? system : 0
            );
        SQLitePCL.Batteries_V2.Init();
        return system == 0;
    }

    private static string[] Candidates =>
        OperatingSystem.IsWindows() ? ["winsqlite3"]
        : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib"]
        : ["libsqlite3.so.0", "libsqlite3.so"];

    private static nint LoadTrusted(string name)
    {
        if (!NativeLibrary.TryLoad(name, out var handle))
            return 0;
        if (
            NativeLibrary.TryGetExport(handle, "sqlite3_libversion_number", out var export)
            && Marshal.GetDelegateForFunctionPointer<VersionNumber>(export)() >= OldestTrusted
        )
            return handle;
        NativeLibrary.Free(handle);
        return 0;
    }
}
