using Elbo.Data;

namespace Elbo.Analysis.Imputation;

/// <summary>A region from a file: a picture whose light pixels are given to the model, or an .npy of shape [H, W], not 0 where they are.</summary>
internal static class RegionFile
{
    /// <summary>True if a region names a file; the regions in words have no ending.</summary>
    public static bool IsOne(string region) => Path.GetExtension(region).Length > 1;

    /// <summary>The file as a region in words, which a run keeps: <c>28x28:0,14,14,14+…</c>, its size and the rectangles of what is given.</summary>
    /// <exception cref="DataException">The file is missing or damaged, or is neither.</exception>
    /// <exception cref="OptionsException">Everything or nothing is given.</exception>
    public static string Read(string path)
    {
        var (width, height, given) = PixelMask.Plane(path);
        if (!given.Contains(true) || !given.Contains(false))
            throw new OptionsException([$"condition-region was {path}, in which every pixel is {(given.Contains(true) ? "light" : "dark")}: light pixels are "
                + "given, and dark ones are left to the model. Give a mask with both."]);
        return $"{width}x{height}:{string.Join('+', Rectangles(width, height, given))}";
    }

    /// <summary>Runs of a row, and the same runs of the rows below it, from top to bottom.</summary>
    private static IEnumerable<string> Rectangles(int width, int height, bool[] given)
    {
        var taken = new bool[given.Length];
        for (var at = 0; at < given.Length; at++)
        {
            if (!given[at] || taken[at])
                continue;
            var (x, y) = (at % width, at / width);
            var (w, h) = (1, 1);
            while (x + w < width && given[at + w] && !taken[at + w])
                w++;
            while (y + h < height && IsFree(at + h * width, w))
                h++;
            for (var row = 0; row < h; row++)
                taken.AsSpan(at + row * width, w).Fill(true);
            yield return $"{x},{y},{w},{h}";
        }

        bool IsFree(int first, int count) => Enumerable.Range(first, count).All(i => given[i] && !taken[i]);
    }
}
