using System.Collections.Concurrent;

namespace Elbo.Compute.Convolutions;

/// <summary>
/// Sizes of a convolution with an odd kernel and padding ⌊kernel/2⌋ over maps that are first enlarged by repeating pixels (nearest), or not.
/// Maps are stored [B, h, w, channels].
/// </summary>
/// <param name="Inputs">Channels of a map.</param>
/// <param name="Height">Its rows.</param>
/// <param name="Width">Its columns.</param>
/// <param name="Outputs">Channels of the result.</param>
/// <param name="Kernel">Side of the kernel.</param>
/// <param name="Stride">Distance of the kernel's places.</param>
/// <param name="EnlargedHeight">Rows of the enlarged map; the map's own if it is not enlarged.</param>
/// <param name="EnlargedWidth">Columns of the enlarged map.</param>
internal readonly record struct ConvShape(
    int Inputs, int Height, int Width, int Outputs, int Kernel, int Stride, int EnlargedHeight, int EnlargedWidth)
{
    public int OutputHeight => (EnlargedHeight + Stride - 1) / Stride;

    public int OutputWidth => (EnlargedWidth + Stride - 1) / Stride;

    /// <summary>Positions of a kernel.</summary>
    public int Positions => Kernel * Kernel;

    /// <summary>The links of the rows.</summary>
    public SideLinks Rows => SideLinks.Of(Height, EnlargedHeight, Kernel, Stride);

    /// <summary>The links of the columns.</summary>
    public SideLinks Columns => SideLinks.Of(Width, EnlargedWidth, Kernel, Stride);
}

/// <summary>A pixel that another one reads, and the sum of kernel positions that it is multiplied with.</summary>
internal readonly record struct Link(int Pixel, int Sum);

/// <summary>A pixel of the input and one of the output that reads it.</summary>
internal readonly record struct PixelPair(int Input, int Output);

/// <summary>Pairs of pixels in adjacent places: the places of the first one and their number.</summary>
internal readonly record struct PixelRun(int Input, int Output, int Count);

/// <summary>
/// Along one side of a map: which pixels of the input each pixel of the output reads, and through which positions of the kernel. Where the map is
/// enlarged, a pixel of the input takes the place of several, so that several positions fall on it: their weights are added once, before the
/// product. A 3×3 convolution of a map of twice the size so becomes four of 2×2, with 4/9 of the multiplications. Pixels beyond the edge are
/// in no list: they cost nothing.
/// </summary>
internal sealed class SideLinks
{
    private static readonly ConcurrentDictionary<(int, int, int, int), SideLinks> Known = [];

    private SideLinks(int size, int enlarged, int kernel, int stride)
    {
        var outputs = (enlarged + stride - 1) / stride;
        List<int> sums = [];
        Reads = new Link[outputs][];
        for (var o = 0; o < outputs; o++)
        {
            SortedDictionary<int, int> positions = [];
            for (var k = 0; k < kernel; k++)
                if (o * stride + k - kernel / 2 is var at && at >= 0 && at < enlarged)
                    positions[(int)((long)at * size / enlarged)] = positions.GetValueOrDefault((int)((long)at * size / enlarged)) | 1 << k;
            Reads[o] = [.. positions.Select(p => new Link(p.Key, Number(p.Value)))];
        }
        Sums = [.. sums.Select(sum => Enumerable.Range(0, kernel).Where(k => (sum >> k & 1) != 0).ToArray())];
        var all = Reads.SelectMany((links, o) => links.Select(link => (Input: link.Pixel, Output: o, link.Sum))).ToList();
        var feeds = all.ToLookup(link => link.Input, link => new Link(link.Output, link.Sum));
        Feeds = [.. Enumerable.Range(0, size).Select(i => feeds[i].ToArray())];
        var pairs = all.ToLookup(link => link.Sum, link => new PixelPair(link.Input, link.Output));
        Pairs = [.. Enumerable.Range(0, sums.Count).Select(sum => pairs[sum].ToArray())];

        // Read in steps of the stride, or written so where a pixel of the input takes the place of several.
        (InputPlaces, OutputPlaces) = (Places(size, stride), Places(outputs, (enlarged + size - 1) / size));
        Runs = [.. Pairs.Select(some => RunsOf(some).ToArray())];

        int Number(int sum)
        {
            if (!sums.Contains(sum))
                sums.Add(sum);
            return sums.IndexOf(sum);
        }
    }

    /// <summary>The kernel's positions that each sum adds.</summary>
    public int[][] Sums { get; }

    /// <summary>For each pixel of the output, those of the input that it reads.</summary>
    public Link[][] Reads { get; }

    /// <summary>For each pixel of the input, those of the output that read it.</summary>
    public Link[][] Feeds { get; }

    /// <summary>For each sum, the pixels that it links.</summary>
    public PixelPair[][] Pairs { get; }

    /// <summary>The place of each pixel of the input that makes runs long.</summary>
    public int[] InputPlaces { get; }

    /// <summary>Likewise of the output.</summary>
    public int[] OutputPlaces { get; }

    /// <summary>The linked pixels of each sum, as runs over <see cref="InputPlaces"/> and <see cref="OutputPlaces"/>.</summary>
    public PixelRun[][] Runs { get; }

    public static SideLinks Of(int size, int enlarged, int kernel, int stride) =>
        Known.GetOrAdd((size, enlarged, kernel, stride), key => new(key.Item1, key.Item2, key.Item3, key.Item4));

    /// <summary>The places of pixels where those that are a number of pixels apart are adjacent.</summary>
    private static int[] Places(int size, int apart)
    {
        var places = new int[size];
        foreach (var (place, pixel) in Enumerable.Range(0, size).OrderBy(pixel => pixel % apart).Index())
            places[pixel] = place;
        return places;
    }

    private IEnumerable<PixelRun> RunsOf(PixelPair[] pairs)
    {
        PixelPair[] placed = [.. pairs.Select(pair => new PixelPair(InputPlaces[pair.Input], OutputPlaces[pair.Output]))];
        for (var (first, count) = (0, 0); first < placed.Length; first += count)
        {
            var (input, output) = placed[first];
            count = 1;
            while (first + count < placed.Length && placed[first + count] == new PixelPair(input + count, output + count))
                count++;
            yield return new(input, output, count);
        }
    }
}
