using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Elbo.Data.Storage;
using Microsoft.Win32.SafeHandles;

namespace Elbo.Data.Images;

/// <summary>Decodes the planned images on every core and writes them into one file, [N, C, H, W].</summary>
internal sealed class ImageReading(ImageFiles files, ImagePlan plan, DataOptions options)
{
    private const int MostListed = 10;
    private readonly ConcurrentDictionary<int, BadImageException> bad = new();
    private readonly ImageSize size = options.Size ?? options.Crop ?? FirstSize(files, plan);
    private volatile bool isColored, differs, lacksRange;
    private PixelRange? range = options.Range;

    /// <summary>Bytes that the file takes at most.</summary>
    public long Bytes => (long)plan.Images.Count * Stride;

    private int Stride => size.Width * size.Height * (options.Color == ImageColor.Grey ? 1 : 3);

    /// <exception cref="DataException">A file is damaged and such are not to be left out, the sizes differ, or nothing is left of a
    /// split.</exception>
    public CachedPixels WriteTo(SafeFileHandle file, IProgress<DataProgress>? progress, CancellationToken cancellation)
    {
        Decode();
        if (lacksRange)
        {
            range = PixelRange.OfDepth(Largest(cancellation));
            bad.Clear();
            Decode();
        }
        if (differs)
            throw Disagree(cancellation);
        if (!options.SkipBad && !bad.IsEmpty)
            throw Refused(bad.Keys.Min());
        var isGrey = options.Color == ImageColor.Grey || options.Color is null && !isColored;
        var shape = new ImageShape(isGrey ? 1 : 3, size.Height, size.Width);
        Close(file, shape.Size);
        var skipped = bad.OrderBy(image => image.Key).Select(image => new SkippedImage(image.Key, plan.Images[image.Key].Path, image.Value.Message));
        return new(shape, Counts(), [], [.. skipped]) { Range = lacksRange ? range : null };

        void Decode()
        {
            var done = 0;
            ForEach((i, loop) =>
            {
                if (!Write(i, file))
                    loop.Stop();
                progress?.Report(new(Interlocked.Increment(ref done), plan.Images.Count));
            }, cancellation);
        }
    }

    /// <summary>The largest value over all files that do not say which one is white.</summary>
    private int Largest(CancellationToken cancellation)
    {
        var largest = 0;
        ForEach((i, _) =>
        {
            var image = files.Read(plan.Images[i].Entry);
            if (!ImageDecoder.NeedsRange(image))
                return;
            var value = ImageDecoder.Largest(image);
            lock (bad)
                largest = Math.Max(largest, value);
        }, cancellation);
        return largest;
    }

    private void ForEach(Action<int, ParallelLoopState> body, CancellationToken cancellation)
    {
        try
        {
            var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
            Parallel.For(0, plan.Images.Count, parallel, (i, loop) =>
            {
                try
                {
                    body(i, loop);
                }
                catch (BadImageException e)
                {
                    bad[i] = e;
                    if (!options.SkipBad)
                        loop.Stop();
                }
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    /// <summary>Writes an image to its place in the file.</summary>
    /// <returns>False if it has another size than the first and none was asked for, or if the range of all images is needed first.</returns>
    private bool Write(int image, SafeFileHandle to)
    {
        var file = files.Read(plan.Images[image].Entry);
        if (range is null && ImageDecoder.NeedsRange(file))
        {
            lacksRange = true;
            return false;
        }
        return ImageDecoder.Decode(file, options.BackgroundColor, range, decoded =>
        {
            var raster = Resampling.Read(decoded, options);
            if (raster.Width != size.Width || raster.Height != size.Height)
            {
                differs = true;
                return false;
            }
            if (options.Color is null && !isColored && !raster.IsGrey())
                isColored = true;
            var pixels = DecodingMemory.Rent(Stride, mayWait: false);
            try
            {
                raster.WriteTo(pixels.AsSpan(0, Stride));
                RandomAccess.Write(to, pixels.AsSpan(0, Stride), (long)image * Stride);
                return true;
            }
            finally
            {
                DecodingMemory.Return(pixels, Stride);
            }
        });
    }

    /// <summary>Moves the images together where files were left out or one channel is enough.</summary>
    private void Close(SafeFileHandle file, int length)
    {
        if (bad.IsEmpty && length == Stride)
            return;
        var (pixels, to) = (new byte[length], 0L);
        for (var i = 0; i < plan.Images.Count; i++)
        {
            if (bad.ContainsKey(i))
                continue;
            for (var done = 0; done < length;)
                done += RandomAccess.Read(file, pixels.AsSpan(done), (long)i * Stride + done);
            RandomAccess.Write(file, pixels, to);
            to += length;
        }
    }

    private int[] Counts()
    {
        var counts = new int[3];
        foreach (var (i, image) in plan.Images.Index())
            counts[image.Split] += bad.ContainsKey(i) ? 0 : 1;
        foreach (var (split, name) in plan.IsGiven ? [(ImagePlan.Train, "")] : new[] { (ImagePlan.Train, "training "), (ImagePlan.Test, "test ") })
            if (counts[split] == 0)
                throw new DataException($"{files.Source} has no {name}image left, with {bad.Count} of {plan.Images.Count} files left out, "
                    + $"such as {plan.Images[bad.Keys.Min()].Path}: {bad[bad.Keys.Min()].Message}. "
                    + $"{bad.Values.Select(image => image.Remedy).FirstOrDefault(remedy => remedy is not null) ?? "Give more images"}.");
        return counts;
    }

    private DataException Refused(int image) => new(
        $"{plan.Images[image].Path} in {files.Source} {(bad[image].Remedy is null ? "is damaged" : "cannot be used")}: {bad[image].Message}. "
            + $"{bad[image].Remedy ?? "Replace or remove it"}, or use --skip-bad to leave such files out.");

    /// <summary>Names the images whose size is not the most common one.</summary>
    private DataException Disagree(CancellationToken cancellation)
    {
        var sizes = new List<(string Path, ImageSize Size)>();
        foreach (var image in plan.Images)
            try
            {
                cancellation.ThrowIfCancellationRequested();
                sizes.Add((image.Path, ImageDecoder.ReadSize(files.Read(image.Entry))));
            }
            catch (BadImageException)
            {
                // Their sizes are the fault at hand.
            }
        var usual = sizes.GroupBy(image => image.Size).MaxBy(group => group.Count())!;
        var others = sizes.Where(image => image.Size != usual.Key).OrderBy(image => image.Path, StringComparer.Ordinal).ToList();
        return new($"The images in {files.Source} differ in size: {usual.Count()} have {usual.Key}, {others.Count} another: "
            + string.Join(", ", others.Take(MostListed).Select(image => $"{image.Path} ({image.Size})"))
            + (others.Count > MostListed ? $" and {others.Count - MostListed} more" : "")
            + $". One size is needed: use --size {usual.Key}, with --fit crop, pad or stretch.");
    }

    private static ImageSize FirstSize(ImageFiles files, ImagePlan plan)
    {
        foreach (var image in plan.Images)
            try
            {
                return ImageDecoder.ReadSize(files.Read(image.Entry));
            }
            catch (BadImageException)
            {
                // Reported where it is decoded.
            }
        return new(1, 1);
    }
}
