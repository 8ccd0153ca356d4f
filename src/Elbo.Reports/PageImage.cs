using Elbo.Reports.Figures.Drawing;

namespace Elbo.Reports;

/// <summary>A picture as the page carries it: PNG, or lossy WebP where the page would be too large.</summary>
/// <param name="Type">The media type.</param>
/// <param name="Bytes">The image.</param>
internal sealed record PageImage(string Type, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>It itself as an address.</summary>
    public string Address => $"data:{Type};base64,{Convert.ToBase64String(Bytes.Span)}";
}

/// <param name="Light">The picture on white.</param>
/// <param name="Dark">The same on a dark background; null if there is none.</param>
internal sealed record PageImages(PageImage Light, PageImage? Dark)
{
    /// <summary>Base64 adds a third; this leaves half a megabyte for text in a page of 5 MB.</summary>
    private const long MostBytes = 3_300_000;

    private static readonly int[] Qualities = [85, 60, 30];

    /// <summary>Creates those of each figure: the largest are compressed first, and only as many as necessary.</summary>
    /// <param name="figures">The figures.</param>
    /// <param name="others">The bytes that the page carries besides them, before base64.</param>
    public static IReadOnlyList<PageImages> Of(IReadOnlyList<ReportFigure> figures, long others = 0)
    {
        ReadOnlyMemory<byte>[] pngs = [.. figures.Select(figure => figure.Png), .. figures.Select(figure => figure.Dark)];
        PageImage[] images = [.. pngs.Select(png => new PageImage("image/png", png))];
        int[] largestFirst = [.. Enumerable.Range(0, images.Length).OrderByDescending(i => images[i].Bytes.Length)];
        foreach (var quality in Qualities)
            foreach (var i in largestFirst)
                if (!pngs[i].IsEmpty && images.Sum(image => (long)image.Bytes.Length) > MostBytes - others)
                    images[i] = new("image/webp", WebP.Of(pngs[i].Span, quality));
        return [.. figures.Select((figure, i) => new PageImages(images[i], figure.Dark.IsEmpty ? null : images[figures.Count + i]))];
    }
}
