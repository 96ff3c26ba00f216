using System.Buffers.Binary;

namespace SanityStripeBridge.Sandbox.SanitySandbox.Assets;

/// <summary>What an image's first bytes say of it.</summary>
internal sealed record ImageFile(string Extension, string MimeType, int Width, int Height)
{
    /// <summary>Null for bytes that are no PNG, GIF or JPEG.</summary>
    public static ImageFile? Read(ReadOnlySpan<byte> bytes) =>
        bytes.Length < 24 ? null
        : bytes is [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, ..] ? Png(bytes)
        : bytes.StartsWith("GIF8"u8) ? Gif(bytes)
        : bytes is [0xFF, 0xD8, 0xFF, ..] ? Jpeg(bytes)
        : null;

    private static ImageFile Png(ReadOnlySpan<byte> bytes) =>
        new(
            "png",
            "image/png",
            BinaryPrimitives.ReadInt32BigEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[20..])
        );

    private static ImageFile Gif(ReadOnlySpan<byte> bytes) =>
        new(
            "gif",
            "image/gif",
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..])
        );

    // Segments until the frame header, which tells the size.
    private static ImageFile? Jpeg(ReadOnlySpan<byte> bytes)
    {
        for (var at = 2; at + 9 < bytes.Length && bytes[at] == 0xFF; )
        {
            var marker = bytes[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return new(
                    "jpg",
                    "image/jpeg",
                    BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]),
                    BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..])
                );
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }
        return null;
    }
}
