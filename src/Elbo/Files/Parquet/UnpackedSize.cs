using System.Buffers.Binary;
using Parquet.Meta;

namespace Elbo.Files.Parquet;

/// <summary>
/// The unpacked size that compressed data declares. Under two codecs Parquet.Net 6.1 allocates that size, whatever the page's header says.
/// Formats: https://github.com/google/snappy/blob/main/format_description.txt, RFC 8878 (Zstandard).
/// </summary>
internal static class UnpackedSize
{
    private const uint ZstandardFrame = 0xFD2FB528, SkippableFrame = 0x184D2A50;
    private const int MostPerBlock = 128 << 10, RunBlock = 1;

    /// <summary>Bytes; 0 for a codec that allocates the size in the page's header.</summary>
    /// <param name="codec">The compression.</param>
    /// <param name="packed">The data, from its position on.</param>
    /// <param name="end">Where it ends.</param>
    /// <exception cref="EndOfStreamException">It is cut short.</exception>
    public static long Of(CompressionCodec codec, Stream packed, long end) => packed.Position >= end ? 0 : codec switch
    {
        CompressionCodec.SNAPPY => OfSnappy(packed),
        CompressionCodec.ZSTD => OfZstandard(packed, end),
        _ => 0,
    };

    private static long OfSnappy(Stream packed)
    {
        var size = 0L;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = (long)Number(packed, 1);
            size |= (part & 0x7F) << shift;
            if (part < 0x80)
                break;
        }
        return size;
    }

    private static long OfZstandard(Stream packed, long end)
    {
        var size = 0L;
        while (packed.Position < end)
        {
            var magic = (uint)Number(packed, 4);
            if ((magic & ~0xFU) == SkippableFrame)
            {
                var length = (long)Number(packed, 4);
                packed.Position += length;
            }
            else if (magic == ZstandardFrame)
                size = (long)Math.Min((ulong)size + Math.Min(OfFrame(packed), long.MaxValue), long.MaxValue);
            else
                break; // the library reports it
        }
        return size;
    }

    private static ulong OfFrame(Stream packed)
    {
        var descriptor = (int)Number(packed, 1);
        var (isSingle, hasChecksum) = ((descriptor & 0x20) != 0, (descriptor & 4) != 0);
        var block = MostPerBlock;
        if (!isSingle && Number(packed, 1) is var window && window >> 3 < 7)
            block = Math.Min(block, (int)((8 + (window & 7)) << (int)(7 + (window >> 3))));
        packed.Position += (descriptor & 3) switch { 3 => 4, var length => length }; // a dictionary's number
        ulong? declared = (descriptor >> 6) switch
        {
            0 => isSingle ? Number(packed, 1) : null,
            1 => Number(packed, 2) + 256,
            2 => Number(packed, 4),
            _ => Number(packed, 8),
        };
        var blocks = 0UL;
        for (var isLast = false; !isLast; blocks++)
        {
            var header = (long)Number(packed, 3);
            isLast = (header & 1) != 0;
            packed.Position += (header >> 1 & 3) == RunBlock ? 1 : header >> 3;
        }
        packed.Position += hasChecksum ? 4 : 0;
        return declared ?? blocks * (ulong)block;
    }

    /// <summary>The next bytes as a number, the lowest first.</summary>
    private static ulong Number(Stream packed, int bytes)
    {
        Span<byte> number = stackalloc byte[8];
        number.Clear();
        packed.ReadExactly(number[..bytes]);
        return BinaryPrimitives.ReadUInt64LittleEndian(number);
    }
}
