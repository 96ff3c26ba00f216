namespace SanityStripeBridge.Storage;

/// <summary>
/// A file beside the store that one serving process holds open. The system lets go of it when that process ends, however it
/// ends: whoever gets it knows that nobody else serves this store, and that leases found in it belong to the dead.
/// </summary>
internal sealed class ServingMark : IDisposable
{
    private readonly FileStream _file;

    private ServingMark(FileStream file) => _file = file;

    /// <summary>Null while another process serves the store.</summary>
    public static ServingMark? TryTake(string store)
    {
        try
        {
            return new(
                new FileStream(
                    store + ".serving",
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None
                )
            );
        }
        catch (IOException)
        {
            // Held by another: that is the answer, not a failure.
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}
