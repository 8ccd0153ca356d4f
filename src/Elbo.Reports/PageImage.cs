using Elbo.Exchange;
using Elbo.Reports.Figures.Drawing;

namespace Elbo.Reports;

/// <summary>An image in a page: a PNG as it is, or a WebP where the PNGs of a page are too much together for it to be sent.</summary>
/// <param name="Type">The media type.</param>
/// <param name="Bytes">The image.</param>
internal sealed record PageImage(string Type, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>As base64 a third more, this leaves a page of 5 MB half a megabyte of text.</summary>
    private const long MostBytes = 3_300_000;

    private static readonly int[] Qualities = [85, 60, 30];

    /// <summary>One for each figure: the largest lose first, and no more than they must.</summary>
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
