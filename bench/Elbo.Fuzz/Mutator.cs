using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Elbo.Fuzz;

/// <summary>Makes damaged files from intact ones: bits, lengths, numbers in text, blocks, words of the format, halves of two files.</summary>
public sealed class Mutator(Random random, IReadOnlyList<byte[]> tokens)
{
    /// <summary>The size limit of files: short ones are read faster and reveal as much.</summary>
    private const int MostBytes = 1 << 16;

    private const int MostBlock = 64;

    private static readonly long[] Numbers =
    [
        0, 1, 2, -1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFC7, int.MaxValue, 0x80000000, uint.MaxValue,
        1L << 32, 1L << 40, long.MaxValue, long.MinValue,
    ];

    private static readonly string[] Texts =
    [
        "0", "1", "-1", "255", "65536", "2147483647", "4294967296", "9223372036854775807", "18446744073709551616",
        "1e308", "1e999", "0.5", "-0", "NaN", "777",
    ];

    /// <summary>One to eight changes.</summary>
    /// <param name="parent">The file.</param>
    /// <param name="other">Another one, for parts of it.</param>
    public byte[] Mutate(byte[] parent, byte[] other)
    {
        var bytes = new List<byte>(parent);
        for (var left = 1 << random.Next(4); left > 0; left--)
            Change(bytes, other);
        return bytes.Count <= MostBytes ? [.. bytes] : [.. bytes[..MostBytes]];
    }

    private void Change(List<byte> bytes, byte[] other)
    {
        if (bytes.Count == 0)
        {
            Insert(bytes, other);
            return;
        }
        var at = random.Next(bytes.Count);
        switch (random.Next(14))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes[at] = (byte)(bytes[at] + random.Next(-16, 17));
                break;
            case 3 or 4:
                WriteNumber(bytes, at);
                break;
            case 5:
                bytes.RemoveRange(at, Math.Min(Block(), bytes.Count - at));
                break;
            case 6:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(Block(), bytes.Count - at)));
                break;
            case 7:
                Insert(bytes, other);
                break;
            case 8:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 9 or 10 when tokens.Count > 0:
                PutToken(bytes, at);
                break;
            case 11 when other.Length > 0:
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other[Math.Min(random.Next(2) == 0 ? at : random.Next(other.Length), other.Length)..]);
                break;
            case 12:
                WriteText(bytes, at);
                break;
            default:
                Insert(bytes, Enumerable.Repeat((byte)random.Next(256), Block()).ToArray());
                break;
        }
    }

    /// <summary>Most blocks are short.</summary>
    private int Block() => 1 + random.Next(1 + random.Next(MostBlock));

    /// <summary>Puts a block of another file somewhere.</summary>
    private void Insert(List<byte> bytes, byte[] from)
    {
        if (from.Length == 0)
            return;
        var start = random.Next(from.Length);
        bytes.InsertRange(random.Next(bytes.Count + 1), from[start..Math.Min(from.Length, start + Block())]);
    }

    private void PutToken(List<byte> bytes, int at)
    {
        var token = tokens[random.Next(tokens.Count)];
        if (random.Next(2) == 0)
            bytes.RemoveRange(at, Math.Min(token.Length, bytes.Count - at));
        bytes.InsertRange(at, token);
    }

    /// <summary>A number of 2, 4 or 8 bytes in either order: a dangerous one, or the existing one plus or minus a little.</summary>
    private void WriteNumber(List<byte> bytes, int at)
    {
        var size = 2 << random.Next(3);
        if (at + size > bytes.Count)
            return;
        var place = CollectionsMarshal.AsSpan(bytes).Slice(at, size);
        Span<byte> number = stackalloc byte[8];
        var isBig = random.Next(2) == 0;
        place.CopyTo(number);
        if (isBig)
            number[..size].Reverse();
        var value = random.Next(3) switch
        {
            0 => BinaryPrimitives.ReadInt64LittleEndian(number) + random.Next(-16, 17),
            1 => bytes.Count + random.Next(-2, 3),
            _ => Numbers[random.Next(Numbers.Length)],
        };
        BinaryPrimitives.WriteInt64LittleEndian(number, value);
        if (isBig)
            number[..size].Reverse();
        number[..size].CopyTo(place);
    }

    /// <summary>Replaces the next number written in digits.</summary>
    private void WriteText(List<byte> bytes, int at)
    {
        while (at < bytes.Count && !char.IsAsciiDigit((char)bytes[at]))
            at++;
        var end = at;
        while (end < bytes.Count && char.IsAsciiDigit((char)bytes[end]))
            end++;
        if (at == end)
            return;
        var text = Texts[random.Next(Texts.Length)];
        if (random.Next(3) == 0 && end - at < 18
            && long.TryParse(CollectionsMarshal.AsSpan(bytes)[at..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            text = (number + random.Next(-3, 4)).ToString(CultureInfo.InvariantCulture);
        bytes.RemoveRange(at, end - at);
        bytes.InsertRange(at, Encoding.ASCII.GetBytes(text));
    }
}
