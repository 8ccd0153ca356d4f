using System.Buffers.Binary;
using System.IO.Compression;

namespace Elbo.Tests.Data;

/// <summary>IDX files made by hand, byte for byte.</summary>
internal static class IdxBytes
{
    public static byte[] Make(uint magic, uint[] sizes, byte[] elements)
    {
        var bytes = new byte[4 + 4 * sizes.Length + elements.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, magic);
        for (var i = 0; i < sizes.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 + 4 * i), sizes[i]);
        elements.CopyTo(bytes, 4 + 4 * sizes.Length);
        return bytes;
    }

    public static byte[] Images(uint count, uint rows, uint columns, params byte[] pixels) => Make(0x803, [count, rows, columns], pixels);

    public static byte[] Labels(uint count, params byte[] labels) => Make(0x801, [count], labels);

    public static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(bytes);
        return stream.ToArray();
    }
}
