using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SanityStripeBridge.Mirror;

/// <summary>New ids that sort by time: 48 bits of milliseconds and 80 random bits in Crockford's base 32, lower case.</summary>
internal sealed class Ulids(TimeProvider clock)
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private readonly Lock _lock = new();
    private long _lastAt;
    private UInt128 _last;

    /// <summary>The next id; within one millisecond the random part counts up, so that the order is kept.</summary>
    public string Next()
    {
        lock (_lock)
        {
            var at = clock.GetUtcNow().ToUnixTimeMilliseconds();
            _last = at <= _lastAt ? _last + 1 : Fresh(at);
            _lastAt = Math.Max(at, _lastAt);
            return Text(_last);
        }
    }

    private static UInt128 Fresh(long at)
    {
        Span<byte> random = stackalloc byte[10];
        RandomNumberGenerator.Fill(random);
        var low = (UInt128)BinaryPrimitives.ReadUInt64BigEndian(random[2..]);
        var high = (UInt128)BinaryPrimitives.ReadUInt16BigEndian(random);
        return ((UInt128)(ulong)at << 80) | (high << 64) | low;
    }

    private static string Text(UInt128 value)
    {
        Span<char> text = stackalloc char[26];
        for (var i = 25; i >= 0; i--, value >>= 5)
            text[i] = Alphabet[(int)(uint)(value & 31)];
        return new string(text);
    }
}
