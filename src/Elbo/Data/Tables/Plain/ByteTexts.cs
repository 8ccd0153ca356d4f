using System.Buffers.Binary;
using System.Numerics;

namespace Elbo.Data.Tables.Plain;

/// <summary>Numbers by texts of bytes: the cells of a column that have been read before.</summary>
internal sealed class ByteTexts
{
    /// <summary>More texts than these are not kept: those of a column in which every cell differs would fill the memory.</summary>
    private const int Most = 1 << 14;

    private Entry[] entries = new Entry[64];
    private byte[] texts = new byte[1024];
    private int used, count;

    public bool TryGet(ReadOnlySpan<byte> text, out double number)
    {
        var hash = Hash(text);
        for (var place = (int)hash & (entries.Length - 1); entries[place].Hash != 0; place = (place + 1) & (entries.Length - 1))
            if (entries[place] is var entry && entry.Hash == hash && text.SequenceEqual(texts.AsSpan(entry.Start, entry.Length)))
            {
                number = entry.Number;
                return true;
            }
        number = 0;
        return false;
    }

    /// <summary>Adds a text that is not yet known.</summary>
    public void Add(ReadOnlySpan<byte> text, double number)
    {
        if (count == Most)
            return;
        if (++count * 2 > entries.Length)
            Grow();
        if (used + text.Length > texts.Length)
            Array.Resize(ref texts, Math.Max(2 * texts.Length, used + text.Length));
        text.CopyTo(texts.AsSpan(used));
        Put(new(Hash(text), used, text.Length, number));
        used += text.Length;
    }

    /// <summary>Equal texts have equal hashes; never 0.</summary>
    public static ulong Hash(ReadOnlySpan<byte> text)
    {
        const ulong odd = 0x9E3779B97F4A7C15;
        var hash = (ulong)text.Length * odd;
        for (; text.Length >= sizeof(ulong); text = text[sizeof(ulong)..])
            hash = BitOperations.RotateLeft((hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text)) * odd, 29);
        var rest = 0UL;
        foreach (var letter in text)
            rest = rest << 8 | letter;
        hash = (hash ^ rest) * odd;
        return (hash ^ hash >> 32) | 1UL << 63;
    }

    private void Grow()
    {
        var old = entries;
        entries = new Entry[2 * old.Length];
        foreach (var entry in old)
            if (entry.Hash != 0)
                Put(entry);
    }

    private void Put(Entry entry)
    {
        var place = (int)entry.Hash & (entries.Length - 1);
        while (entries[place].Hash != 0)
            place = (place + 1) & (entries.Length - 1);
        entries[place] = entry;
    }

    private readonly record struct Entry(ulong Hash, int Start, int Length, double Number);
}
