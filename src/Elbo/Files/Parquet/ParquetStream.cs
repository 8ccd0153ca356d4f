using System.Buffers.Binary;
using Parquet.Meta;

namespace Elbo.Files.Parquet;

/// <summary>A Parquet file whose structures are checked before the library reads them: the footer at once, the header of a page when its first byte
/// is requested, since the library requests single bytes only there. Reading past the end is an error.</summary>
internal sealed class ParquetStream : Stream
{
    private const int Tail = 8;

    // The library allocates a page before it unpacks it. Pages of usual size are allowed, up to the most that deflate can unpack the file to.
    private const long UsualPage = 16 << 20, MostPerByte = 1032;

    private readonly Stream inner;
    private long checkedFrom, checkedTo;
    private CompressionCodec codec;
    private bool hasNulls;
    private long rows;

    /// <param name="inner">The file; it stays open.</param>
    /// <exception cref="InvalidDataException">Its footer is damaged.</exception>
    public ParquetStream(Stream inner)
    {
        this.inner = inner;
        if (inner.Length < Tail + 4)
            throw new InvalidDataException("it is too short");
        Span<byte> tail = stackalloc byte[Tail];
        inner.Position = inner.Length - Tail;
        inner.ReadExactly(tail);
        if (!tail[4..].SequenceEqual("PAR1"u8))
            throw new InvalidDataException(tail[4..].SequenceEqual("PARE"u8) ? "it is encrypted" : "it does not end as a Parquet file does");
        var length = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (length > inner.Length - Tail - 4)
            throw new InvalidDataException($"its footer of {length} bytes is longer than the file");
        inner.Position = inner.Length - Tail - length;
        new ThriftCheck(inner, inner.Length - Tail).Walk("FileMetaData");
        inner.Position = 0;
    }

    /// <summary>Sets the column that is read next, so that its pages can be checked.</summary>
    /// <param name="codec">The compression of its pages.</param>
    /// <param name="hasNulls">Whether its pages store which values are null.</param>
    /// <param name="rows">Number of its values.</param>
    public void Expect(CompressionCodec codec, bool hasNulls, long rows) => (this.codec, this.hasNulls, this.rows) = (codec, hasNulls, rows);

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position { get => inner.Position; set => inner.Position = value; }

    /// <exception cref="EndOfStreamException">No byte is left, although some were requested.</exception>
    public override int Read(Span<byte> buffer) =>
        inner.Read(buffer) is var read && read == 0 && !buffer.IsEmpty ? throw new EndOfStreamException("it is cut short") : read;

    /// <inheritdoc cref="Read(Span{byte})"/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc cref="Read(Span{byte})"/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    /// <inheritdoc cref="Read(Span{byte})"/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer, offset, count));

    /// <summary>The next byte of a page's header.</summary>
    /// <exception cref="InvalidDataException">The header is damaged.</exception>
    public override int ReadByte()
    {
        if (inner.Position < checkedFrom || inner.Position >= checkedTo)
            CheckHeader();
        return inner.ReadByte() is >= 0 and var value ? value : throw new EndOfStreamException("it is cut short");
    }

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void CheckHeader()
    {
        checkedFrom = inner.Position;
        var check = new ThriftCheck(inner, inner.Length);
        check.Walk("PageHeader");
        checkedTo = inner.Position;
        CheckPage(check.Numbers);
        inner.Position = checkedFrom;
    }

    private void CheckPage(Dictionary<(string Struct, int Field), long> numbers)
    {
        var (unpacked, packed) = (numbers.GetValueOrDefault(("PageHeader", 2)), numbers.GetValueOrDefault(("PageHeader", 3)));
        ThrowIfTooLarge(unpacked);
        ThrowIfTooLarge(packed);
        // The library also allocates the values: those of a dictionary, and nulls.
        ThrowIfTooMany(numbers.GetValueOrDefault(("DataPageHeader", 1)), rows);
        ThrowIfTooMany(numbers.GetValueOrDefault(("DataPageHeaderV2", 1)), rows);
        ThrowIfTooMany(numbers.GetValueOrDefault(("DictionaryPageHeader", 1)), unpacked);
        // In version 2 of data pages the null levels precede the compressed values, which may also be uncompressed.
        if (numbers.GetValueOrDefault(("DataPageHeaderV2", 7), 1) == 0)
            return;
        inner.Position = checkedTo + (hasNulls ? Math.Max(0, numbers.GetValueOrDefault(("DataPageHeaderV2", 6))) : 0);
        ThrowIfTooLarge(UnpackedSize.Of(codec, inner, Math.Min(inner.Length, checkedTo + packed)));
    }

    private static void ThrowIfTooMany(long values, long most)
    {
        if (values < 0 || values > most)
            throw new InvalidDataException($"a page of {values} values is more than its column can hold");
    }

    private void ThrowIfTooLarge(long page)
    {
        if (page < 0 || page > Math.Max(UsualPage, MostPerByte * inner.Length))
            throw new InvalidDataException($"a page of {page} bytes is more than the file can hold");
    }
}
