namespace Elbo.Data.Images;

/// <summary>Images of another source in an order of its own. Nothing is copied but spans over several images.</summary>
/// <param name="source">The other source.</param>
/// <param name="origin">Where its first image begins.</param>
/// <param name="rows">For each image, which one of the source it is.</param>
/// <param name="size">Bytes of an image.</param>
internal sealed class RowPixels(PixelSource source, long origin, int[] rows, int size) : PixelSource
{
    public override long Length => (long)rows.Length * size;

    public override string? Path => source.Path;

    public override bool ReadsAhead => source.ReadsAhead;

    public override ReadOnlySpan<byte> Slice(long start, int length)
    {
        var (row, offset) = Math.DivRem(start, size);
        if (offset + length <= size)
            return length == 0 ? default : source.Slice(Start(row) + offset, length);
        var copy = GC.AllocateUninitializedArray<byte>(length);
        for (var done = 0; done < length; (row, offset) = (row + 1, 0))
        {
            var part = (int)Math.Min(size - offset, length - done);
            source.Slice(Start(row) + offset, part).CopyTo(copy.AsSpan(done));
            done += part;
        }
        return copy;
    }

    public override void Expect(long start, long length)
    {
        for (long row = start / size, end = (start + length + size - 1) / size; row < end; row++)
            source.Expect(Start(row), size);
    }

    public override void ThrowIfChanged() => source.ThrowIfChanged();

    private long Start(long row) => origin + (long)rows[row] * size;
}
