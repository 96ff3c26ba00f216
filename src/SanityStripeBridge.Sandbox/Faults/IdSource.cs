namespace SanityStripeBridge.Sandbox.Faults;

/// <summary>Base-62 ids that come out the same for the same seed. Thread safe.</summary>
public sealed class IdSource(int seed)
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    /// <param name="prefix">Stands before the random part, for example <c>prod_</c>.</param>
    /// <param name="length">Characters after the prefix.</param>
    public string Next(string prefix, int length)
    {
        lock (_lock)
            return prefix + new string(_random.GetItems<char>(Alphabet, length));
    }
}
