using System.Collections;
using System.Text;

namespace Elbo.Data.Tables.Plain;

/// <summary>Names of rows, kept as bytes.</summary>
internal sealed class PlainNames : IReadOnlyList<string>
{
    private readonly List<PlainTexts> parts = [];
    private readonly List<int> starts = [];

    public int Count { get; private set; }

    public string this[int index] => Encoding.UTF8.GetString(Bytes(index));

    /// <summary>The first column of a file in which every row has another cell; null if there is none.</summary>
    /// <param name="layout">The file's.</param>
    /// <param name="blocks">The cells of each column of each block.</param>
    public static RowIds? Find(PlainLayout layout, IReadOnlyList<IReadOnlyList<PlainTexts?>> blocks)
    {
        foreach (var (place, name) in layout.Names.Index())
        {
            var names = new PlainNames();
            foreach (var block in blocks)
                if (block[place] is { } texts)
                    names.Add(texts);
                else
                    break;
            if (names.parts.Count == blocks.Count && blocks.Count > 0 && names.AreDifferent())
                return new(name, names);
        }
        return null;
    }

    public IEnumerator<string> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Add(PlainTexts texts)
    {
        parts.Add(texts);
        starts.Add(Count);
        Count += texts.Count;
    }

    private ReadOnlySpan<byte> Bytes(int index)
    {
        var part = starts.BinarySearch(index) is >= 0 and var exact ? exact : ~starts.BinarySearch(index) - 1;
        return parts[part][index - starts[part]];
    }

    private bool AreDifferent()
    {
        var (hashes, rows) = (new ulong[Count], new int[Count]);
        var row = 0;
        foreach (var part in parts)
            for (var i = 0; i < part.Count; i++, row++)
                (hashes[row], rows[row]) = (ByteTexts.Hash(part[i]), row);
        Array.Sort(hashes, rows);
        for (var i = 1; i < hashes.Length; i++)
            if (hashes[i] == hashes[i - 1] && Bytes(rows[i]).SequenceEqual(Bytes(rows[i - 1])))
                return false;
        return true;
    }
}
