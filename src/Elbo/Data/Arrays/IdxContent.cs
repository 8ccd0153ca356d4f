namespace Elbo.Data.Arrays;

/// <summary>An IDX file whose header was read.</summary>
/// <param name="Sizes">The sizes of its dimensions; none is 0.</param>
/// <param name="Count">The number of elements: bytes that the file has, or could have where it is compressed.</param>
/// <param name="Stream">It stands at the first element.</param>
/// <param name="IsGzip">True where the stream decompresses.</param>
internal sealed record IdxContent(uint[] Sizes, long Count, Stream Stream, bool IsGzip);
