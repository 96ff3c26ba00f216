namespace SanityStripeBridge.Mirror;

/// <summary>Takes in what the webhooks did not tell, cheaply: the pages of Stripe's events since the last one seen, and one scan of Sanity.</summary>
internal sealed class CatchUp(StripeFeed stripe, SanityFeed sanity)
{
    /// <summary>Both feeds; the number of things that were news.</summary>
    public async Task<int> RunAsync(CancellationToken cancel) =>
        await stripe.ReadAsync(cancel) + await sanity.ScanAsync(cancel);

    /// <summary>All revisions of Sanity against the known ones: complete and clock-free, it finds imports and deletions too.</summary>
    public Task<int> CompareRevisionsAsync(CancellationToken cancel) => sanity.CompareAsync(cancel);
}
