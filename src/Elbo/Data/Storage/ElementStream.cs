namespace Elbo.Data.Storage;

/// <summary>Makes pixels of the elements of whole images.</summary>
/// <param name="elements">Their bytes in the file.</param>
/// <param name="firstImage">The first one's number.</param>
/// <param name="pixels">Where the pixels go.</param>
internal delegate void PixelConversion(ReadOnlySpan<byte> elements, int firstImage, Span<byte> pixels);

/// <summary>The elements of images that are read from front to back.</summary>
/// <param name="Stream">It stands at the first one.</param>
/// <param name="Size">Bytes of each.</param>
/// <param name="Convert">Makes pixels of them.</param>
/// <param name="TooShort">The error for a stream that ends after so many bytes.</param>
/// <param name="TooLong">The error for a stream that goes on after them.</param>
internal sealed record ElementStream(Stream Stream, int Size, PixelConversion Convert, Func<long, DataException> TooShort, Func<DataException> TooLong);
