using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Elbo.Files.Delimited;

/// <summary>Decodes a text file and refuses bytes that its encoding does not have, with their line and place. A byte-order mark decides the encoding;
/// without one it is the named one, else UTF-8.</summary>
internal sealed class StrictReader : TextReader
{
    private static readonly Encoding[] Marked = [Encoding.UTF32, Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode];

    private readonly Stream stream;
    private readonly string path;
    private readonly Encoding encoding;
    private readonly Decoder? decoder;
    private readonly byte[] bytes = new byte[1 << 16];
    private int start, end;
    private long offset;
    private int line = 1;
    private bool isFinal;

    /// <param name="stream">The bytes; left open.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="named">The encoding of a file without a byte-order mark; null for UTF-8.</param>
    /// <exception cref="DataException">It begins as another format does.</exception>
    public StrictReader(Stream stream, string path, Encoding? named)
    {
        (this.stream, this.path) = (stream, path);
        end = stream.ReadAtLeast(bytes, FileSignature.Looked, throwOnEndOfStream: false);
        if (FileSignature.Of(bytes.AsSpan(0, Math.Min(end, FileSignature.Looked)), path) is { IsText: false } other)
            throw new DataException($"{path} is {other.What}, not text. {other.Remedy}");
        var marked = Marked.FirstOrDefault(candidate => bytes.AsSpan(0, end).StartsWith(candidate.Preamble));
        encoding = marked ?? named ?? Encoding.UTF8;
        start = marked?.Preamble.Length ?? 0;
        offset = start;
        if (encoding.CodePage == Encoding.UTF8.CodePage)
            return;
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        decoder = strict.GetDecoder();
    }

    /// <param name="buffer">At least two characters.</param>
    /// <exception cref="DataException">A byte is not of the encoding.</exception>
    public override int Read(Span<char> buffer)
    {
        while (true)
        {
            var written = decoder is null ? ReadUtf8(buffer) : Decode(decoder, buffer);
            if (written > 0)
                return written;
            if (isFinal)
                return 0;
            bytes.AsSpan(start, end - start).CopyTo(bytes);
            (start, end) = (0, end - start);
            var more = stream.Read(bytes, end, bytes.Length - end);
            (end, isFinal) = (end + more, more == 0);
        }
    }

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    private int ReadUtf8(Span<char> buffer)
    {
        var status = Utf8.ToUtf16(bytes.AsSpan(start, end - start), buffer, out var read, out var written, replaceInvalidSequences: false, isFinal);
        line += bytes.AsSpan(start, read).Count((byte)'\n');
        (start, offset) = (start + read, offset + read);
        return written > 0 || status != OperationStatus.InvalidData ? written : throw new DataException(
            $"{path}, line {line}: byte {offset} is 0x{bytes[start]:X2}, which is not UTF-8. "
            + (bytes.AsSpan(0, end).IndexOf((byte)0) is >= 0 and var nul
                ? $"It holds NULs too: name the file's encoding with --encoding {((offset - start + nul) % 2 == 0 ? "utf-16BE" : "utf-16")}"
                : "Name the file's encoding with --encoding latin1, windows-1252 or another") + ", or save the file as UTF-8.");
    }

    private int Decode(Decoder from, Span<char> buffer)
    {
        try
        {
            from.Convert(bytes.AsSpan(start, end - start), buffer, isFinal, out var read, out var written, out _);
            (start, offset) = (start + read, offset + read);
            return written;
        }
        catch (DecoderFallbackException e)
        {
            throw new DataException($"{path}: byte {offset + Math.Max(0, e.Index)} is not {encoding.WebName}. "
                + "Name the file's encoding with --encoding, or save the file as UTF-8.", e);
        }
    }
}
