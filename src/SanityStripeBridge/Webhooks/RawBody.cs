namespace SanityStripeBridge.Webhooks;

/// <summary>The bytes of a request exactly as they came: what was signed.</summary>
internal static class RawBody
{
    private const int Chunk = 16 * 1024;

    /// <summary>All bytes; null when there are more than the limit.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int limit, CancellationToken cancel)
    {
        if (request.ContentLength > limit)
            return null;
        using var bytes = new MemoryStream((int)(request.ContentLength ?? Chunk));
        var chunk = new byte[Chunk];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancel)) > 0)
        {
            if (bytes.Length + read > limit)
                return null;
            await bytes.WriteAsync(chunk.AsMemory(0, read), cancel);
        }
        return bytes.ToArray();
    }
}
