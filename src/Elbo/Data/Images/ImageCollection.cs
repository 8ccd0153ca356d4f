using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Elbo.Data.Storage;
using SkiaSharp;

namespace Elbo.Data.Images;

/// <summary>A folder or an archive of image files as a data set: decoded once, then read from the cache.</summary>
internal static class ImageCollection
{
    /// <summary>Grows when the same files and options would give other pixels.</summary>
    private const int Version = 2;

    /// <param name="name">Name of the data set.</param>
    /// <param name="files">The files; they stay open.</param>
    /// <param name="options">How they are read; valid.</param>
    /// <param name="cache">Where their pixels go.</param>
    /// <param name="progress">Told after every file, from any thread.</param>
    /// <param name="cancellation">Stops between two files; nothing is left behind.</param>
    /// <exception cref="DataException">There are too few images, a file is damaged, or the sizes differ.</exception>
    public static Dataset<ImageSet> Load(
        string name, ImageFiles files, DataOptions options, PixelCache cache, IProgress<DataProgress>? progress, CancellationToken cancellation)
    {
        var plan = ImagePlan.Of(files.Source, files.Entries);
        var decoded = Decode(files, plan, options, cache, progress, cancellation);
        var counts = decoded.Counts;
        var hasValidation = counts[ImagePlan.Validation] > 0;
        var (train, test) = (counts[ImagePlan.Train], counts[ImagePlan.Test]);
        return new(name, decoded.Split(ImagePlan.Train), decoded.Split(ImagePlan.Test))
        {
            Validation = hasValidation ? decoded.Split(ImagePlan.Validation) : null,
            Files = [files.Source],
            TestSplit = plan.HasOwnTest
                ? "its own folder"
                : string.Create(CultureInfo.InvariantCulture, $"{test:N0} of {train + test:N0} images, those whose path has a hash in the lowest tenth: "
                    + $"the same ones every time, of every class"),
            ValidationSplit = hasValidation ? "its own folder" : null,
            Notes = decoded.Notes,
            Options = options with { Range = options.Range ?? decoded.Range },
        };
    }

    /// <summary>Loads all of it in the order of paths, nothing held out.</summary>
    /// <inheritdoc cref="Load"/>
    public static GivenImages LoadGiven(
        string name, ImageFiles files, DataOptions options, PixelCache cache, IProgress<DataProgress>? progress, CancellationToken cancellation)
    {
        var decoded = Decode(files, ImagePlan.Given(files.Source, files.Entries), options, cache, progress, cancellation);
        return new(name, decoded.Split(ImagePlan.Train)) { Notes = decoded.Notes };
    }

    private static DecodedImages Decode(
        ImageFiles files, ImagePlan plan, DataOptions options, PixelCache cache, IProgress<DataProgress>? progress, CancellationToken cancellation)
    {
        var key = Key(plan, files, options);
        var (pixels, source) = cache.Find(key) ?? Read();
        return new(plan, pixels, source);

        (CachedPixels, PixelSource) Read()
        {
            var reading = new ImageReading(files, plan, options);
            return cache.Make(key, reading.Bytes, file => reading.WriteTo(file, progress, cancellation));
        }
    }

    /// <summary>Names the decoded pixels by all that decides them: options, the path, length and date of every file, and
    /// those of the archive, whose entries often have one date.</summary>
    private static string Key(ImagePlan plan, ImageFiles files, DataOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(FormattableString text) => hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant(text)));
        Add($"elbo {Version} skia {SkiaSharpVersion.Native}\n");
        Add($"{options.Crop} {options.Size} {options.Fit} {options.Color} {options.BackgroundColor} {options.Range} {options.SkipBad}\n");
        if (new FileInfo(files.Source) is { Exists: true } archive)
            Add($"{archive.Length} {archive.LastWriteTimeUtc.Ticks}\n");
        // A few images of one name, length and date are found in many folders.
        if (plan.IsGiven)
            Add($"given {files.Source}\n");
        foreach (var image in plan.Images)
            Add($"{image.Path}\0{image.Split} {files.Entries[image.Entry].Length} {files.Entries[image.Entry].Modified}\n");
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
