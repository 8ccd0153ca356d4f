using System.Buffers.Binary;
using SkiaSharp;

namespace Elbo.Data.Images;

/// <summary>The parts of a PNG file that Skia leaves out. Format: W3C, "Portable Network Graphics (PNG) Specification (Third Edition)".</summary>
internal static class PngFile
{
    private const int ChunkFrame = 12;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>True if each sample has 16 bits.</summary>
    public static bool IsDeep(ReadOnlySpan<byte> file) => Header(file) is [.., 16, _, _, _, _];

    /// <summary>0 grey, 2 red, green and blue, 4 and 6 the same with transparency; of a file with 16 bits.</summary>
    public static int ColorType(ReadOnlySpan<byte> file) => Header(file)[9];

    /// <summary>The grey value that is transparent, if one is.</summary>
    public static int? TransparentGrey(ReadOnlySpan<byte> file) =>
        Chunk(file, "tRNS"u8) is { Length: 2 } value ? BinaryPrimitives.ReadUInt16BigEndian(value) : null;

    /// <summary>The same bytes under another header: 8 bits per sample, twice as many of them. Both halves of each 16-bit sample then decode as they
    /// are, where Skia would drop the lower one.</summary>
    public static byte[] AsHalves(byte[] file)
    {
        const int Depth = 24, Checksum = 29;
        var halves = file.ToArray();
        (halves[Depth], halves[Depth + 1]) = (8, ColorType(file) == 0 ? (byte)4 : (byte)6);
        BinaryPrimitives.WriteUInt32BigEndian(halves.AsSpan(Checksum), Crc(halves.AsSpan(12, 17)));
        return halves;
    }

    /// <summary>The orientation in the eXIf chunk (EXIF 2.3, tag 0x0112 of the first directory); that of the file's own rows if there is none.</summary>
    public static SKEncodedOrigin Origin(ReadOnlySpan<byte> file) => Orientation(Chunk(file, "eXIf"u8)) is >= 1 and <= 8 and var orientation
        ? (SKEncodedOrigin)orientation
        : SKEncodedOrigin.TopLeft;

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> file) => Chunk(file, "IHDR"u8) is { Length: 13 } header ? header : [];

    /// <summary>CRC-32 (ISO 3309), the checksum of a chunk.</summary>
    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }

    /// <summary>The data of the first chunk of that type; empty if there is none, or the file is not a PNG.</summary>
    private static ReadOnlySpan<byte> Chunk(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type)
    {
        if (!file.StartsWith(Signature))
            return [];
        for (var at = Signature.Length; file.Length - at >= ChunkFrame;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            if (length > (uint)(file.Length - at - ChunkFrame))
                return [];
            if (file.Slice(at + 4, 4).SequenceEqual(type))
                return file.Slice(at + 8, (int)length);
            at += ChunkFrame + (int)length;
        }
        return [];
    }

    /// <summary>Reads the tag from a TIFF header and its first directory; 0 if it is missing or damaged.</summary>
    private static int Orientation(ReadOnlySpan<byte> tiff)
    {
        // Some programs keep the start that the segment of a JPEG has.
        if (tiff.StartsWith("Exif\0\0"u8))
            tiff = tiff[6..];
        var isLittle = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || !isLittle && !tiff.StartsWith("MM\0*"u8))
            return 0;
        var directory = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > (uint)tiff.Length - 2)
            return 0;
        var entries = tiff[(int)directory..];
        var count = Short(entries, isLittle);
        for (entries = entries[2..]; count > 0 && entries.Length >= 12; entries = entries[12..], count--)
            if (Short(entries, isLittle) == 0x0112)
                return Short(entries[8..], isLittle);
        return 0;
    }

    private static ushort Short(ReadOnlySpan<byte> from, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(from) : BinaryPrimitives.ReadUInt16BigEndian(from);
}
