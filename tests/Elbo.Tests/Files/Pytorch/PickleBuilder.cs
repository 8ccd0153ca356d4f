using System.IO.Compression;
using System.Text;

namespace Elbo.Tests.Files.Pytorch;

/// <summary>Checkpoints made by hand, byte by byte, which torch.save would never write.</summary>
internal static class PickleBuilder
{
    /// <summary>A pickle of protocol 2 around the given opcodes.</summary>
    public static byte[] Pickle(params byte[][] parts) => [0x80, 2, .. parts.SelectMany(part => part), (byte)'.'];

    public static byte[] Global(string module, string name) => Encoding.UTF8.GetBytes($"c{module}\n{name}\n");

    public static byte[] Text(string text) => [(byte)'X', .. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Whole(long number) => [0x8A, 8, .. BitConverter.GetBytes(number)];

    public static byte[] Tuple(params byte[][] items) => [(byte)'(', .. items.SelectMany(item => item), (byte)'t'];

    public static byte[] Dictionary(params (string Key, byte[] Value)[] entries) =>
        [(byte)'}', (byte)'(', .. entries.SelectMany(entry => (byte[])[.. Text(entry.Key), .. entry.Value]), (byte)'u'];

    /// <summary>A tensor as torch.save describes it.</summary>
    public static byte[] Tensor(string key, long stored, long offset, long[] shape, long[] strides, string storage = "FloatStorage") =>
    [
        .. Global("torch._utils", "_rebuild_tensor_v2"),
        .. Tuple(
            [.. Tuple(Text("storage"), Global("torch", storage), Text(key), Text("cpu"), Whole(stored)), (byte)'Q'],
            Whole(offset), Tuple([.. shape.Select(Whole)]), Tuple([.. strides.Select(Whole)]), [0x89],
            [.. Global("collections", "OrderedDict"), (byte)')', (byte)'R']),
        (byte)'R',
    ];

    /// <summary>An archive as torch.save lays it out.</summary>
    public static MemoryStream Archive(byte[] pickle, CompressionLevel level = CompressionLevel.NoCompression, params (string Name, byte[] Content)[] entries)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in ((string, byte[])[])[("data.pkl", pickle), .. entries])
            {
                using var entry = zip.CreateEntry($"archive/{name}", level).Open();
                entry.Write(content);
            }
        stream.Position = 0;
        return stream;
    }

    /// <summary>32-bit floats in the layout of a storage.</summary>
    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];
}
