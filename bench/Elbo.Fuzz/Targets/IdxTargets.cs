using Elbo.Data.Arrays;

namespace Elbo.Fuzz.Targets;

/// <summary>IDX files of images and labels, plain and gzipped.</summary>
internal static class IdxTargets
{
    private static readonly byte[]
        Images = [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 4, .. Enumerable.Range(1, 24).Select(i => (byte)(10 * i))],
        Labels = [0, 0, 8, 1, 0, 0, 0, 5, 0, 1, 2, 3, 255];

    private static readonly byte[][] Tokens = [[0, 0, 8, 3], [0, 0, 8, 1], [0, 0, 0xD, 3], [0x1F, 0x8B, 8], [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF]];

    public static IEnumerable<FuzzTarget> All() =>
    [
        new("IDX images", [Images, Bytes.Gzip(Images)], ReadImages) { Tokens = Tokens },
        new("IDX labels", [Labels, Bytes.Gzip(Labels)], ReadLabels) { Tokens = Tokens },
        new("IDX in gzip", [Images], plain => ReadImages(Bytes.Gzip(plain))) { Tokens = Tokens },
    ];

    private static void ReadImages(byte[] file)
    {
        using var stream = new MemoryStream(file);
        var images = IdxFile.ReadImages(stream, "f");
        images.Fingerprint();
    }

    private static void ReadLabels(byte[] file)
    {
        using var stream = new MemoryStream(file);
        IdxFile.ReadLabels(stream, "f");
    }
}
