using System.Security.Cryptography;

namespace SanityStripeBridge.Hosting;

/// <summary>The one source of chance: everything else is given it.</summary>
internal static class Randomness
{
    /// <summary>0 (included) to 1 (excluded).</summary>
    public static double Next() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;
}
