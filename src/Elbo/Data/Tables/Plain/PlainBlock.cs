namespace Elbo.Data.Tables.Plain;

/// <summary>Whole lines of a file.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Bytes">Its bytes; longer than the lines.</param>
internal sealed record PlainBlock(int Number, byte[] Bytes)
{
    /// <summary>The bytes that are lines.</summary>
    public int Length { get; set; }

    /// <summary>The place of its first row among all, from 0.</summary>
    public long FirstRow { get; set; }

    /// <summary>The lines.</summary>
    public ReadOnlySpan<byte> Lines => Bytes.AsSpan(0, Length);
}

/// <summary>The rows of a block.</summary>
/// <param name="FirstRow">The place of the first among all rows, from 0.</param>
/// <param name="Count">Their number.</param>
/// <param name="Cells">Shape [count, C].</param>
internal sealed record PlainRows(long FirstRow, int Count, double[] Cells)
{
    /// <summary>The cells that their columns do not allow; rows are counted from 1 over the whole file.</summary>
    public IReadOnlyList<UnknownCell> Unknown { get; init; } = [];

    /// <summary>Words that count as missing among numbers: the first of each column, with the remark about it.</summary>
    public IReadOnlyDictionary<int, string> Words { get; init; } = new Dictionary<int, string>();

    /// <summary>The cells of columns that may name the rows; null where two rows of the block have the same.</summary>
    public IReadOnlyList<PlainTexts?> Texts { get; init; } = [];
}

/// <summary>Cells of one column as bytes.</summary>
internal sealed class PlainTexts
{
    private byte[] bytes = new byte[1 << 12];
    private readonly List<int> ends = [];

    public int Count => ends.Count;

    public ReadOnlySpan<byte> this[int row] => bytes.AsSpan(row == 0 ? 0 : ends[row - 1], ends[row] - (row == 0 ? 0 : ends[row - 1]));

    public void Add(ReadOnlySpan<byte> cell)
    {
        var used = ends.Count == 0 ? 0 : ends[^1];
        if (used + cell.Length > bytes.Length)
            Array.Resize(ref bytes, Math.Max(2 * bytes.Length, used + cell.Length));
        cell.CopyTo(bytes.AsSpan(used));
        ends.Add(used + cell.Length);
    }
}
