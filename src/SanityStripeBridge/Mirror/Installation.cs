namespace SanityStripeBridge.Mirror;

/// <summary>What makes this installation itself, known once the store is open.</summary>
/// <param name="Instance">Its name.</param>
/// <param name="StoreId">Six random characters made with the store: a copied or restored store is another one.</param>
internal sealed record Installation(string Instance, string StoreId)
{
    /// <summary>Start of every idempotency key and transaction id.</summary>
    public string KeyPrefix => $"ssb-{Instance}-{StoreId}-";

    /// <summary>Start of the keys of every installation that uses our name.</summary>
    public string NamePrefix => $"ssb-{Instance}-";
}
