using System.IO.Compression;
using System.Text;

namespace Elbo.Fuzz;

/// <summary>Byte operations shared by several targets.</summary>
internal static class Bytes
{
    /// <summary>Each word as UTF-8.</summary>
    public static byte[][] Of(params string[] words) => [.. words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The bytes written to a stream.</summary>
    public static byte[] Written(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    /// <summary>As a gzip file.</summary>
    public static byte[] Gzip(byte[] plain) => Written(stream =>
    {
        using var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        gzip.Write(plain);
    });

    /// <summary>As a zip archive of these entries.</summary>
    public static byte[] Zip(CompressionLevel level, params ReadOnlySpan<(string Name, byte[] Content)> entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in entries)
            {
                var entry = zip.CreateEntry(name, level);
                entry.LastWriteTime = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var open = entry.Open();
                open.Write(content);
            }
        return stream.ToArray();
    }
}
