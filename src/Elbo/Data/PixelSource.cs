namespace Elbo.Data;

/// <summary>Where the pixels of image sets lie: bytes by position, more than one span holds.</summary>
internal abstract class PixelSource
{
    /// <summary>Bytes in all.</summary>
    public abstract long Length { get; }

    /// <summary>The file that they are read from; null where they are in memory.</summary>
    public virtual string? Path => null;

    /// <summary>True where <see cref="Expect"/> should be told what is looked at next.</summary>
    public virtual bool ReadsAhead => false;

    /// <summary>Some of them; copied only where they do not lie in succession, which those of one image do.</summary>
    public abstract ReadOnlySpan<byte> Slice(long start, int length);

    /// <summary>These are looked at soon: they may be read meanwhile.</summary>
    public virtual void Expect(long start, long length)
    {
    }

    /// <exception cref="DataException">The file is another than it was when it was opened.</exception>
    public virtual void ThrowIfChanged()
    {
    }
}

/// <summary>Pixels in the program's memory.</summary>
internal sealed class MemoryPixels(ReadOnlyMemory<byte> bytes) : PixelSource
{
    public override long Length => bytes.Length;

    public override ReadOnlySpan<byte> Slice(long start, int length) => bytes.Span.Slice((int)start, length);
}
