using System.Collections;
using System.Globalization;
using Elbo.Data.Storage;
using Elbo.Exchange;

namespace Elbo.Data.Images;

internal sealed class DecodedImages(ImagePlan plan, CachedPixels pixels, PixelSource source)
{
    private const int MostListed = 5;
    private readonly PlannedImage[] kept = Kept(plan, pixels.Skipped);
    private string[]? names;

    public IReadOnlyList<int> Counts => pixels.Counts;

    /// <summary>What was skipped, one clause each.</summary>
    public IReadOnlyList<string> Notes => [.. plan.Notes, .. pixels.Skipped.Count == 0 ? Array.Empty<string>() : [LeftOut()], .. Depth()];

    /// <summary>The values of black and white that were found; null if none had to be.</summary>
    public PixelRange? Range => pixels.Range;

    /// <summary>The images of a split, with their paths and labels.</summary>
    public ImageSet Split(int split)
    {
        var (before, count) = (pixels.Counts.Take(split).Sum(), pixels.Counts[split]);
        ReadOnlyMemory<byte>? labels = plan.LabelNames is null
            ? (ReadOnlyMemory<byte>?)null
            : kept.Skip(before).Take(count).Select(image => image.Label).ToArray();
        names ??= [.. kept.Select(image => image.Path)];
        return new(pixels.Shape, source, (long)before * pixels.Shape.Size, count, labels, new NamePart(names, before, count), plan.LabelNames)
        {
            KnownFingerprint = pixels.Sha256[split],
        };
    }

    private IEnumerable<string> Depth() => Range is { } range
        ? [string.Create(CultureInfo.InvariantCulture, $"16-bit files, whose values are all up to {range.White}: 0 is read as black, {range.White} as white, ")
            + "values between them as 256 grey levels (--range reads them otherwise)"]
        : [];

    private static PlannedImage[] Kept(ImagePlan plan, IReadOnlyList<SkippedImage> left)
    {
        var skipped = left.Select(image => image.Image).ToHashSet();
        return [.. plan.Images.Where((_, i) => !skipped.Contains(i))];
    }

    private string LeftOut() => string.Create(CultureInfo.InvariantCulture, $"{pixels.Skipped.Count:N0} of {plan.Images.Count:N0} images left out: ")
        + string.Join(", ", pixels.Skipped.Take(MostListed).Select(image => $"{image.Path} ({image.Reason})"))
        + (pixels.Skipped.Count > MostListed ? ", …" : "");
}

/// <summary>Some of the names of images, without copying.</summary>
internal sealed class NamePart(IReadOnlyList<string> all, int start, int count) : IReadOnlyList<string>
{
    public int Count => count;

    public string this[int index] => (uint)index < (uint)count
        ? all[start + index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"The names are 0 to {count - 1}.");

    public IEnumerator<string> GetEnumerator() => Enumerable.Range(0, count).Select(i => this[i]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
