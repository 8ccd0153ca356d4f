using System.Security.Cryptography;
using Elbo.Compute.Engine;
using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data.Arrays;
using Elbo.Data.Images;
using Elbo.Data.Tables;
using Elbo.Exchange;
using TorchSharp;

namespace Elbo.Data;

/// <summary>Images of one shape, kept as bytes (0…255) in memory or in a file mapped into it, with an optional label and an optional name
/// each.</summary>
public sealed class ImageSet : ExampleSet
{
    /// <summary>How many bytes are looked at in one go.</summary>
    private const int BlockBytes = 1 << 22;

    /// <summary>What is joined by copying; larger sets are joined without copying.</summary>
    private const long LargestCopy = 1L << 28;

    private readonly ReadOnlyMemory<byte>? labels;

    /// <summary>Takes the images over; nothing is copied.</summary>
    /// <param name="shape">The shape of each image.</param>
    /// <param name="pixels">All images one after the other, each in C, H, W order; its length is a multiple of <c>shape.Size</c>.</param>
    /// <param name="labels">One label (0…255) an image, or null.</param>
    /// <exception cref="DataException">The lengths do not fit each other.</exception>
    public ImageSet(ImageShape shape, ReadOnlyMemory<byte> pixels, ReadOnlyMemory<byte>? labels = null)
    {
        if (shape.Size <= 0 || pixels.Length % shape.Size != 0)
            throw new DataException($"{pixels.Length} bytes are no whole number of images of {shape} ({shape.Size} bytes each).");
        var count = pixels.Length / shape.Size;
        if (labels is { Length: 0 })
            labels = null; // a null array converts to an empty memory
        if (labels is { } given && given.Length != count)
            throw new DataException($"There are {count} images but {given.Length} labels; each image needs one label.");
        (Shape, Count, Source, this.labels) = (shape, count, new MemoryPixels(pixels), labels);
    }

    internal ImageSet(
        ImageShape shape, PixelSource pixels, long start, int count, ReadOnlyMemory<byte>? labels,
        IReadOnlyList<string>? names = null, IReadOnlyList<string>? labelNames = null)
    {
        (Shape, Count, Source, Start, this.labels) = (shape, count, pixels, start, labels);
        (Names, LabelNames) = (names, labelNames);
    }

    internal override ImageSet AsImages => this;

    internal override IExampleRows Rows(Binarization binarization, Philox random) => new PixelRows(this, binarization, random);

    /// <inheritdoc/>
    public override Schema Schema => new ImageSchema(Shape);

    /// <summary>The shape of each image.</summary>
    public override ImageShape Shape { get; }

    /// <summary>The number of images, N.</summary>
    public override int Count { get; }

    /// <summary>Every pixel, shape [N, C, H, W], row-major; copied if the images are not consecutive, as those of an npy file do not.</summary>
    /// <exception cref="DataException">They take 2 GiB or more, which no span holds: look at them image by image, or at a slice.</exception>
    public ReadOnlySpan<byte> Pixels => Length <= int.MaxValue
        ? Source.Slice(Start, (int)Length)
        : throw new DataException($"{Count} images of {Shape} take {Length} bytes, and at most {int.MaxValue} fit in one span. "
            + $"Look at them image by image, or take a {nameof(Slice)}.");

    /// <summary>True where every image has a label.</summary>
    public bool HasLabels => labels is not null;

    /// <summary>The labels, shape [N]; empty if there are none.</summary>
    public ReadOnlySpan<byte> Labels => labels is { } given ? given.Span : default;

    /// <summary>The names of the labels (0 is the first), such as those of subfolders; null where they have none.</summary>
    public IReadOnlyList<string>? LabelNames { get; }

    /// <summary>A name for each image, the path of its file below the folder; null where they have none.</summary>
    public IReadOnlyList<string>? Names { get; }

    /// <summary>Location of the pixels.</summary>
    internal PixelSource Source { get; }

    /// <summary>Where in it the first image begins.</summary>
    internal long Start { get; }

    /// <summary>Bytes of all images.</summary>
    internal long Length => (long)Count * Shape.Size;

    /// <summary>The fingerprint, where it was computed when the images were read.</summary>
    internal string? KnownFingerprint { get; init; }

    /// <summary>The pixels of one image, shape [C, H, W].</summary>
    public ReadOnlySpan<byte> Image(int index) => (uint)index < (uint)Count
        ? Source.Slice(Start + (long)index * Shape.Size, Shape.Size)
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"The images are 0 to {Count - 1}.");

    /// <summary>The images that have one of these labels, copied, in their order.</summary>
    /// <param name="wanted">The labels to keep.</param>
    public ImageSet OfLabels(IReadOnlyCollection<byte> wanted)
    {
        var all = Labels.ToArray();
        return Select([.. Enumerable.Range(0, all.Length).Where(i => wanted.Contains(all[i]))]);
    }

    /// <summary>The images <paramref name="start"/> … <paramref name="start"/> + <paramref name="count"/> − 1, without copying.</summary>
    public ImageSet Slice(int start, int count)
    {
        if (start < 0 || count < 0 || start > Count - count)
            throw new ArgumentOutOfRangeException(nameof(start), start, $"The images are 0 to {Count - 1}; {count} from {start} on were asked for.");
        return new(
            Shape, Source, Start + (long)start * Shape.Size, count, labels?.Slice(start, count),
            Names is { } all ? new NamePart(all, start, count) : null, LabelNames)
        { Conditions = Conditions?.Slice(start, count), Arrays = Arrays?.Select(Enumerable.Range(start, count)) };
    }

    /// <summary>The images in slices of up to 4 MiB: what looks at all pixels goes by these.</summary>
    internal IEnumerable<ImageSet> Blocks()
    {
        var images = Math.Max(1, BlockBytes / Shape.Size);
        for (var first = 0; first < Count; first += images)
        {
            var block = Slice(first, Math.Min(images, Count - first));
            Expect(first, block.Count);
            yield return block;
        }
    }

    /// <summary>These images with other labels; nothing is copied.</summary>
    /// <param name="given">One label (0…255) an image, shape [N].</param>
    /// <exception cref="DataException">Their number differs from that of the images.</exception>
    public ImageSet WithLabels(ReadOnlyMemory<byte> given) => given.Length == Count
        ? new(Shape, Source, Start, Count, given, Names) { KnownFingerprint = KnownFingerprint, Conditions = Conditions, Arrays = Arrays }
        : throw new DataException($"There are {Count} images but {given.Length} labels; each image needs one label.");

    /// <summary>Arrays of the same file, of which some may be a condition; null if there are none.</summary>
    internal NamedArrays? Arrays { get; init; }

    internal override IEnumerable<string> ConditionNames => [.. HasLabels ? [ConditionSchema.Label] : Array.Empty<string>(), .. Arrays?.Names ?? []];

    internal override IReadOnlyList<string> ColumnsOf(string name) => Arrays?.Columns(name) ?? [name];

    internal override ColumnEncoding? Measure(string name) => HasLabels && name == ConditionSchema.Label ? this.MeasureLabels() : Arrays?.Measure(name);

    internal override double[] Cells(ColumnEncoding column, string source) => this.CellsOf(column, source);

    /// <summary>These images with arrays of the same file.</summary>
    internal ImageSet WithArrays(IReadOnlyDictionary<string, NamedArray> arrays) => arrays.Count == 0 ? this :
        new(Shape, Source, Start, Count, labels, Names, LabelNames)
        { KnownFingerprint = KnownFingerprint, Conditions = Conditions, Arrays = new([arrays], [.. Enumerable.Range(0, Count).Select(row => (0, row))]) };

    internal override ImageSet With(Conditions conditions) =>
        new(Shape, Source, Start, Count, labels, Names, LabelNames) { KnownFingerprint = KnownFingerprint, Conditions = conditions, Arrays = Arrays };

    /// <summary>The images at <paramref name="rows"/>, in that order; pixels are not copied. Images without a name are named by their numbers.</summary>
    internal ImageSet Rows(int[] rows) => new(
        Shape, new RowPixels(Source, Start, rows, Shape.Size), 0, rows.Length,
        labels is { } given ? Array.ConvertAll(rows, row => given.Span[row]) : (ReadOnlyMemory<byte>?)null,
        Names is { } all ? Array.ConvertAll(rows, row => all[row]) : new RowNames(rows), LabelNames)
    {
        Conditions = Conditions?.Select(rows),
        Arrays = Arrays?.Select(rows),
    };

    /// <summary>Holds the last images out, without copying: the same ones every time.</summary>
    /// <param name="count">Images to hold out, at least 1 and fewer than there are.</param>
    /// <returns>The images before them, and the last <paramref name="count"/>.</returns>
    /// <exception cref="DataException"><paramref name="count"/> leaves no image on one side.</exception>
    public (ImageSet First, ImageSet Last) HoldOut(int count) => count >= 1 && count < Count
        ? (Slice(0, Count - count), Slice(Count - count, count))
        : throw new DataException($"{count} images to hold out of {Count}; at least 1 must be held out and at least 1 left. "
            + $"{(Count > 1 ? $"Choose a number from 1 to {Count - 1}." : "Give more images.")}");

    /// <summary>The images at <paramref name="indices"/>, copied, in that order.</summary>
    public ImageSet Select(IReadOnlyList<int> indices)
    {
        var chosen = Bytes(Shape, indices.Count);
        for (var i = 0; i < indices.Count; i++)
            Image(indices[i]).CopyTo(chosen.AsSpan(i * Shape.Size));
        return new(
            Shape, new MemoryPixels(chosen), 0, indices.Count,
            labels is { } given ? indices.Select(index => given.Span[index]).ToArray() : (ReadOnlyMemory<byte>?)null,
            Names is { } all ? [.. indices.Select(index => all[index])] : (string[]?)null, LabelNames)
        { Conditions = Conditions?.Select(indices), Arrays = Arrays?.Select(indices) };
    }

    /// <summary>All images of several sets, in that order; copied unless they are consecutive already or too large. Labels and names are kept
    /// where every set has them.</summary>
    /// <param name="sets">At least one set; all of one shape.</param>
    /// <exception cref="DataException">The shapes differ.</exception>
    public static ImageSet Concat(IReadOnlyList<ImageSet> sets) => Concat(sets, LargestCopy);

    internal static ImageSet Concat(IReadOnlyList<ImageSet> sets, long largestCopy)
    {
        var shape = sets[0].Shape;
        if (sets.FirstOrDefault(set => set.Shape != shape) is { } other)
            throw new DataException($"One set holds images of {other.Shape}, another of {shape}; they must have one shape. Give images of one shape.");
        var count = sets.Sum(set => set.Count);
        var isWhole = sets.Zip(sets.Skip(1)).All(pair => pair.First.Source == pair.Second.Source && pair.First.Start + pair.First.Length == pair.Second.Start);
        PixelSource source = isWhole ? sets[0].Source : sets.Sum(set => set.Length) <= largestCopy ? Copy(shape, sets, count) : new JoinedPixels(sets);
        return new(
            shape, source, isWhole ? sets[0].Start : 0, count,
            sets.All(set => set.HasLabels) ? sets.SelectMany(set => set.Labels.ToArray()).ToArray() : (ReadOnlyMemory<byte>?)null,
            sets.All(set => set.Names is not null) ? [.. sets.SelectMany(set => set.Names!)] : (string[]?)null,
            sets[0].LabelNames)
        {
            Conditions = Conditions.Concat([.. sets.Select(set => set.Conditions)]),
            Arrays = NamedArrays.Concat([.. sets.Select(set => set.Arrays)]),
        };
    }

    private static MemoryPixels Copy(ImageShape shape, IReadOnlyList<ImageSet> sets, int count)
    {
        var (pixels, at) = (Bytes(shape, count), 0);
        foreach (var set in sets)
        {
            set.Pixels.CopyTo(pixels.AsSpan(at));
            at += (int)set.Length;
        }
        return new(pixels);
    }

    /// <summary>Memory for the pixels of that many images.</summary>
    /// <exception cref="DataException">They take 2 GiB or more.</exception>
    internal static byte[] Bytes(ImageShape shape, int count) => (long)count * shape.Size is var bytes && bytes <= Array.MaxLength
        ? new byte[bytes]
        : throw new DataException($"{count} images of {shape} take {bytes} bytes, and at most {Array.MaxLength} fit in one array. "
            + "Take fewer of them (--split, --limit), or smaller ones (--size).");

    /// <summary>The mean image, grey values in [0, 1], shape [D].</summary>
    public double[] Mean()
    {
        var sums = new long[Shape.Size];
        foreach (var block in Blocks())
            for (var i = 0; i < block.Count; i++)
            {
                var image = block.Image(i);
                for (var pixel = 0; pixel < sums.Length; pixel++)
                    sums[pixel] += image[pixel];
            }
        return [.. sums.Select(sum => sum / (255.0 * Count))];
    }

    /// <summary>SHA-256 over the pixels, in lower-case hexadecimal: the same images give the same fingerprint whatever file they came from.</summary>
    public override string Fingerprint()
    {
        var pixels = KnownFingerprint ?? FingerprintOfPixels();
        return Conditions is { Width: > 0 } conditions ? conditions.Fingerprint(pixels) : pixels;
    }

    private string FingerprintOfPixels()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var block in Blocks())
            hash.AppendData(block.Pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    internal override Batch Allocate(int examples, Binarization binarization)
    {
        var input = torch.empty(examples, Shape.Size);
        return new(input, binarization == Binarization.Threshold ? torch.empty(examples, Shape.Size) : input);
    }

    internal override unsafe void Fill(ReadOnlySpan<int> indices, Binarization binarization, Philox random, Batch into)
    {
        Expect(indices);
        new PixelLoop(this, binarization, random, indices.ToArray(), into.Input.Singles(), into.Target.Singles()).Run();
    }

    internal override void Expect(ReadOnlySpan<int> indices)
    {
        Source.ThrowIfChanged();
        if (Source.ReadsAhead)
            foreach (var index in indices)
                Source.Expect(Start + (long)index * Shape.Size, Shape.Size);
    }

    /// <summary>Fills consecutive examples.</summary>
    internal void Expect(int first, int count)
    {
        Source.ThrowIfChanged();
        if (Source.ReadsAhead)
            Source.Expect(Start + (long)first * Shape.Size, (long)count * Shape.Size);
    }

    internal override ExampleSet Part(int start, int count) => Slice(start, count);

    private protected override ExampleSet At(int[] indices) => Rows(indices);
}
