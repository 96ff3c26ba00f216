namespace SanityStripeBridge.Mirror;

/// <summary>Makes assets of images that stand somewhere in the world.</summary>
internal interface IImages
{
    /// <summary>
    /// Fetches the image and stores it in the dataset. The same bytes are the same asset, so it may be called again. Only what
    /// hinders storing any image is thrown, as a <see cref="RemoteException"/>.
    /// </summary>
    Task<ImageOutcome> ImportAsync(string url, CancellationToken cancel);
}

/// <summary>What became of an image.</summary>
internal abstract record ImageOutcome
{
    private ImageOutcome() { }

    /// <summary>It is an asset of the dataset.</summary>
    internal sealed record Stored(string AssetId) : ImageOutcome;

    /// <summary>It could not be fetched, or is none.</summary>
    /// <param name="Reason">Half a sentence for the editor.</param>
    internal sealed record OutOfReach(string Reason) : ImageOutcome;
}
