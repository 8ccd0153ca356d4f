namespace Elbo.Data.Images;

/// <summary>Several image sets one after the other, too large to be copied into one array.</summary>
internal sealed class JoinedPixels : PixelSource
{
    private readonly (PixelSource Source, long Start, long Before, long Length)[] parts;

    public JoinedPixels(IReadOnlyList<ImageSet> sets)
    {
        parts = new (PixelSource, long, long, long)[sets.Count];
        foreach (var (i, set) in sets.Index())
        {
            parts[i] = (set.Source, set.Start, Length, set.Length);
            Length += set.Length;
        }
    }

    public override long Length { get; }

    public override bool ReadsAhead => parts.Any(part => part.Source.ReadsAhead);

    public override ReadOnlySpan<byte> Slice(long start, int length)
    {
        foreach (var (source, origin, before, size) in parts)
            if (start >= before && start + length <= before + size)
                return source.Slice(origin + start - before, length);
        var copy = GC.AllocateUninitializedArray<byte>(length);
        foreach (var (source, origin, from, size) in Overlaps(start, length))
            source.Slice(origin, (int)size).CopyTo(copy.AsSpan((int)(from - start)));
        return copy;
    }

    public override void Expect(long start, long length)
    {
        foreach (var (source, origin, _, size) in Overlaps(start, length))
            source.Expect(origin, size);
    }

    public override void ThrowIfChanged()
    {
        foreach (var part in parts)
            part.Source.ThrowIfChanged();
    }

    /// <summary>What of each part lies in a range: where in its source, from which position of this one on, and how much.</summary>
    private IEnumerable<(PixelSource Source, long Origin, long From, long Size)> Overlaps(long start, long length)
    {
        foreach (var part in parts)
        {
            var (from, end) = (Math.Max(start, part.Before), Math.Min(start + length, part.Before + part.Length));
            if (from < end)
                yield return (part.Source, part.Start + from - part.Before, from, end - from);
        }
    }
}
