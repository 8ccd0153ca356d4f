namespace Elbo.Data;

/// <summary>Where the pixels of image sets lie: bytes by position, more than one span holds.</summary>
internal abstract class PixelSource
{
    /// <summary>Bytes in all.</summary>
    public abstract long Length { get; }

    /// <summary>Some of them, without copying.</summary>
    public abstract ReadOnlySpan<byte> Slice(long start, int length);
}

/// <summary>Pixels in the program's memory.</summary>
internal sealed class MemoryPixels(ReadOnlyMemory<byte> bytes) : PixelSource
{
    public override long Length => bytes.Length;

    public override ReadOnlySpan<byte> Slice(long start, int length) => bytes.Span.Slice((int)start, length);
}
