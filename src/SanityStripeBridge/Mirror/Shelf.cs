using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace SanityStripeBridge.Mirror;

/// <summary>Where something lies on a <see cref="Shelf"/>.</summary>
internal readonly record struct Shelved(long At, int Length);

/// <summary>
/// A temporary file for what a full run has read and will want once more: the run's memory holds where each object lies, not
/// the catalogue. The file has no name in the directory; it goes with its last handle, however the program ends.
/// </summary>
[SuppressMessage(
    "Design",
    "CA1001:Types that own disposable fields should be disposable",
    Justification = "Plans hand out looks that read from it; the handle closes itself when nobody can any more."
)]
internal sealed class Shelf
{
    private readonly SafeFileHandle _file;
    private long _end;

    public Shelf()
    {
        // Readable by this user alone: it holds unpublished prices.
        var path = Path.Combine(Path.GetTempPath(), "bridge-" + Path.GetRandomFileName());
        _file = File.OpenHandle(
            path,
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            FileOptions.DeleteOnClose
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.Delete(path);
        }
    }

    /// <summary>Not thread-safe: one run fills its shelf.</summary>
    public Shelved Put(ReadOnlySpan<byte> content)
    {
        RandomAccess.Write(_file, content, _end);
        var place = new Shelved(_end, content.Length);
        _end += content.Length;
        return place;
    }

    public byte[] Get(Shelved place)
    {
        var content = new byte[place.Length];
        for (var done = 0; done < content.Length; )
        {
            var read = RandomAccess.Read(_file, content.AsSpan(done), place.At + done);
            if (read == 0)
                throw new EndOfStreamException("the temporary file of this run was cut short");
            done += read;
        }
        return content;
    }
}
