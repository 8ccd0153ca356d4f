using System.Buffers.Binary;
using System.Text;

namespace Elbo.Files.Pytorch;

/// <summary>The bytes of a pickle, read from the front with bounds checks.</summary>
internal sealed class PickleBytes(ReadOnlyMemory<byte> bytes, string file)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Number of bytes read.</summary>
    public int Position { get; private set; }

    public byte Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>A float, the only number that pickles store in big-endian order.</summary>
    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    public ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(bytes.Length - Position))
            throw Damaged($"it ends inside a value at byte {Position}");
        var taken = bytes.Span.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    public string Text(ulong length) => Decode(Take(length));

    /// <summary>Text up to a line feed, which is consumed too.</summary>
    public string Line()
    {
        var length = bytes.Span[Position..].IndexOf((byte)'\n');
        if (length < 0)
            throw Damaged($"it ends inside a line at byte {Position}");
        var line = Decode(Take((ulong)length));
        Take(1);
        return line;
    }

    /// <summary>An error that says how the pickle is damaged and what to do.</summary>
    public ModelFileException Damaged(string found) =>
        new($"{file}: its pickle is damaged: {found}. Get the file again, or save it again in PyTorch.");

    private string Decode(ReadOnlySpan<byte> text)
    {
        try
        {
            return Utf8.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw Damaged($"text before byte {Position} is not UTF-8");
        }
    }
}
