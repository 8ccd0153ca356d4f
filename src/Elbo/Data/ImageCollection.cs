using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SkiaSharp;

namespace Elbo.Data;

/// <summary>A folder or an archive of image files as a data set: decoded once, then read from the cache.</summary>
internal static class ImageCollection
{
    /// <summary>Grows when the same files and options would give other pixels.</summary>
    private const int Version = 1;

    private const int MostListed = 5;

    /// <summary>Loads it.</summary>
    /// <param name="name">What the data set is called.</param>
    /// <param name="files">The files; they stay open.</param>
    /// <param name="options">How they are read; valid.</param>
    /// <param name="cache">The folder of the cache.</param>
    /// <param name="progress">Told after every file, from any thread.</param>
    /// <param name="cancellation">Stops between two files; nothing is left behind.</param>
    /// <exception cref="DataException">There are too few images, a file is damaged, or the sizes differ.</exception>
    public static Dataset Load(string name, ImageFiles files, DataOptions options, string cache, IProgress<DataProgress>? progress, CancellationToken cancellation)
    {
        var plan = ImagePlan.Of(files.Source, files.Entries);
        var (key, store) = (Key(plan, files, options), new PixelCache(cache));
        var (pixels, source) = store.Find(key) ?? Read();
        return Assemble(name, files.Source, plan, pixels, source);

        (CachedPixels, MappedPixels) Read()
        {
            var reading = new ImageReading(files, plan, options);
            return store.Make(key, reading.Bytes, file => reading.WriteTo(file, progress, cancellation));
        }
    }

    private static Dataset Assemble(string name, string source, ImagePlan plan, CachedPixels pixels, MappedPixels mapped)
    {
        var skipped = pixels.Skipped.Select(image => image.Image).ToHashSet();
        var kept = plan.Images.Where((_, i) => !skipped.Contains(i)).ToArray();
        string[] names = [.. kept.Select(image => image.Path)];
        byte[]? labels = plan.LabelNames is null ? null : [.. kept.Select(image => image.Label)];
        ImageSet Split(int split)
        {
            var (before, count) = (pixels.Counts.Take(split).Sum(), pixels.Counts[split]);
            return new(pixels.Shape, mapped, (long)before * pixels.Shape.Size, count, labels?.AsMemory(before, count), new(names, before, count), plan.LabelNames)
            {
                KnownFingerprint = pixels.Sha256[split],
            };
        }
        var hasValidation = pixels.Counts[ImagePlan.Validation] > 0;
        var (train, test) = (pixels.Counts[ImagePlan.Train], pixels.Counts[ImagePlan.Test]);
        return new(name, Split(ImagePlan.Train), Split(ImagePlan.Test))
        {
            Validation = hasValidation ? Split(ImagePlan.Validation) : null,
            Files = [source],
            TestSplit = plan.HasOwnTest
                ? "its own folder"
                : string.Create(CultureInfo.InvariantCulture, $"{test:N0} of {train + test:N0} images, those whose path has a hash in the lowest tenth: the same ones every time, of every class"),
            ValidationSplit = hasValidation ? "its own folder" : null,
            Notes = pixels.Skipped.Count == 0 ? plan.Notes : [.. plan.Notes, LeftOut(pixels.Skipped, plan.Images.Count)],
        };
    }

    private static string LeftOut(IReadOnlyList<SkippedImage> skipped, int count) => string.Create(CultureInfo.InvariantCulture, $"{skipped.Count:N0} of {count:N0} images left out as damaged: ")
        + string.Join(", ", skipped.Take(MostListed).Select(image => $"{image.Path} ({image.Reason})")) + (skipped.Count > MostListed ? ", …" : "");

    /// <summary>Names the decoded pixels by all that decides them: options, the path, length and date of every file, and
    /// those of the archive, whose entries often have one date.</summary>
    private static string Key(ImagePlan plan, ImageFiles files, DataOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(FormattableString text) => hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant(text)));
        Add($"elbo {Version} skia {SkiaSharpVersion.Native}\n{options.Crop} {options.Size} {options.Fit} {options.Color} {options.BackgroundColor} {options.SkipBad}\n");
        if (new FileInfo(files.Source) is { Exists: true } archive)
            Add($"{archive.Length} {archive.LastWriteTimeUtc.Ticks}\n");
        foreach (var image in plan.Images)
            Add($"{image.Path}\0{image.Split} {files.Entries[image.Entry].Length} {files.Entries[image.Entry].Modified}\n");
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
