using Elbo.Exchange;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Reports;

/// <summary>An image in a page: the PNG, or a WebP if the PNGs of the page are too large together.</summary>
/// <param name="Type">The media type.</param>
/// <param name="Bytes">The image.</param>
internal sealed record PageImage(string Type, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Base64 adds a third; this leaves half a megabyte for text in a page of 5 MB.</summary>
    private const long MostBytes = 3_300_000;

    private static readonly int[] Qualities = [85, 60, 30];

    /// <summary>Creates one for each figure: the largest are compressed first, and only as many as necessary.</summary>
    public static IReadOnlyList<PageImage> Of(IReadOnlyList<ReportFigure> figures)
    {
        PageImage[] images = [.. figures.Select(figure => new PageImage("image/png", figure.Png))];
        int[] largestFirst = [.. Enumerable.Range(0, images.Length).OrderByDescending(i => images[i].Bytes.Length)];
        foreach (var quality in Qualities)
            foreach (var i in largestFirst)
                if (images.Sum(image => (long)image.Bytes.Length) > MostBytes)
                    images[i] = new("image/webp", WebP.Of(figures[i].Png.Span, quality));
        return images;
    }
}
