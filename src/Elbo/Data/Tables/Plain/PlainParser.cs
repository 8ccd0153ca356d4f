using System.Text;
using System.Text.Unicode;

namespace Elbo.Data.Tables.Plain;

/// <summary>Reads the rows of blocks, straight from bytes to numbers; for one thread.</summary>
internal sealed class PlainParser
{
    private readonly PlainLayout layout;
    private readonly CellWords words;
    private readonly PlainColumn?[] columns;
    private readonly bool[] isNaming;
    private readonly int width;
    private byte[] unquoted = new byte[256];

    /// <param name="layout">The file's.</param>
    /// <param name="learned">The columns to read.</param>
    /// <param name="words">How cells are understood.</param>
    /// <param name="isUnknownInfinite">True refuses infinite numbers.</param>
    /// <param name="isNaming">Which columns of the file may name the rows; cleared where two rows have the same cell.</param>
    public PlainParser(PlainLayout layout, IReadOnlyList<Column> learned, CellWords words, bool isUnknownInfinite, bool[] isNaming)
    {
        (this.layout, this.words, this.isNaming, width) = (layout, words, isNaming, learned.Count);
        columns = new PlainColumn?[layout.Names.Count];
        foreach (var (place, column) in learned.Index())
            columns[IndexOf(column.Source)] = new(place, new(column, words, isUnknownInfinite), words) { Next = columns[IndexOf(column.Source)] };
    }

    /// <summary>Reads a block.</summary>
    /// <returns>Null if a line is not plain: it has another width, is empty, or a quoted cell goes on in the next.</returns>
    public PlainRows? Parse(PlainBlock block)
    {
        var lines = block.Lines;
        if (!Utf8.IsValid(lines) || lines.Contains((byte)0))
            return null;
        var rows = lines.Count((byte)'\n');
        var reading = new Reading(block.FirstRow, new double[rows * width], [.. isNaming.Select(may => may ? new PlainTexts() : null)]);
        var at = 0;
        for (var row = 0; row < rows; row++)
            if (!Row(lines, ref at, row, reading))
                return null;
        foreach (var (place, texts) in reading.Texts.Index())
            if (texts is not null && !AreDifferent(texts))
                (isNaming[place], reading.Texts[place]) = (false, null);
        reading.Unknown.Sort((one, other) => (one.Row, one.Column).CompareTo((other.Row, other.Column)));
        return new(block.FirstRow, rows, reading.Cells) { Unknown = reading.Unknown, Words = reading.Words, Texts = reading.Texts };
    }

    private bool Row(ReadOnlySpan<byte> lines, ref int at, int row, Reading reading)
    {
        for (var place = 0; place < columns.Length; place++)
        {
            while (lines[at] is (byte)' ' or (byte)'\t' && lines[at] != layout.Separator)
                at++;
            var isQuoted = lines[at] == layout.Quote;
            ReadOnlySpan<byte> cell;
            if (!isQuoted)
                cell = Bare(lines, ref at);
            else if (!Quoted(lines, ref at, out cell))
                return false;
            var isLast = place == columns.Length - 1;
            if (isLast && lines[at] == '\r')
                at++;
            if (lines[at++] != (isLast ? (byte)'\n' : layout.Separator) || isLast && place == 0 && cell.IsEmpty && !isQuoted)
                return false;
            reading.Texts[place]?.Add(cell);
            for (var column = columns[place]; column is not null; column = column.Next)
                if (!column.TryRead(cell, out reading.Cells[row * width + column.Place]))
                    ReadRare(column, cell, row, reading);
        }
        return true;
    }

    private ReadOnlySpan<byte> Bare(ReadOnlySpan<byte> lines, scoped ref int at)
    {
        var start = at;
        at += lines[at..].IndexOfAny(layout.Separator, (byte)'\n', (byte)'\r');
        return lines[start..at].TrimEnd(" \t"u8);
    }

    /// <summary>A cell in quotes, in which doubled ones are single.</summary>
    /// <returns>False if it does not end in its line, or if something follows it.</returns>
    private bool Quoted(ReadOnlySpan<byte> lines, scoped ref int at, out ReadOnlySpan<byte> cell)
    {
        var (length, start) = (0, ++at);
        cell = default;
        while (true)
        {
            var piece = lines[at..].IndexOfAny(layout.Quote, (byte)'\n');
            if (lines[at + piece] == '\n')
                return false;
            at += piece + 1;
            if (lines[at] != layout.Quote)
                break;
            Keep(lines[start..at], ref length); // with one of the two
            start = ++at;
        }
        if (length == 0)
            cell = lines[start..(at - 1)];
        else
        {
            Keep(lines[start..(at - 1)], ref length);
            cell = unquoted.AsSpan(0, length);
        }
        while (lines[at] is (byte)' ' or (byte)'\t' && lines[at] != layout.Separator)
            at++;
        return true;
    }

    private void Keep(ReadOnlySpan<byte> piece, ref int length)
    {
        if (length + piece.Length > unquoted.Length)
            Array.Resize(ref unquoted, Math.Max(2 * unquoted.Length, length + piece.Length));
        piece.CopyTo(unquoted.AsSpan(length));
        length += piece.Length;
    }

    /// <summary>A cell that is neither a plain number nor one that was read before.</summary>
    private void ReadRare(PlainColumn column, ReadOnlySpan<byte> cell, int row, Reading reading)
    {
        var text = Encoding.UTF8.GetString(cell);
        text = column.Reader.Column.Format?.Plain(text, words) ?? text;
        var found = column.Reader.Usual(text) ?? column.Reader.Unusual(text);
        reading.Cells[row * width + column.Place] = found ?? double.NaN;
        if (found is { } value)
        {
            column.Known.Add(cell, value);
            if (double.IsNaN(value) && column.Reader.IsWord(text))
                reading.Words.TryAdd(column.Place, column.Reader.NoteOf(text));
            return;
        }
        var place = reading.FirstRow + row;
        reading.Unknown.Add(new((int)place + 1, column.Place, text, column.Reader.Refusal($"line {place + 2}", text)));
    }

    private static bool AreDifferent(PlainTexts texts)
    {
        Dictionary<ulong, int> rows = new(texts.Count);
        for (var row = 0; row < texts.Count; row++)
            if (texts[row].IsEmpty || !rows.TryAdd(ByteTexts.Hash(texts[row]), row) && texts[rows[ByteTexts.Hash(texts[row])]].SequenceEqual(texts[row]))
                return false;
        return true;
    }

    private int IndexOf(string name)
    {
        var place = 0;
        while (layout.Names[place] != name)
            place++;
        return place;
    }

    /// <summary>The numbers, texts and refused cells of a block while it is read.</summary>
    private sealed record Reading(long FirstRow, double[] Cells, PlainTexts?[] Texts)
    {
        public List<UnknownCell> Unknown { get; } = [];

        public Dictionary<int, string> Words { get; } = [];
    }
}

/// <summary>A learned column of a plain file, with the cells that were read before.</summary>
/// <param name="place">Its place among the learned columns.</param>
/// <param name="reader">Reads other cells.</param>
/// <param name="words">How cells are understood.</param>
internal sealed class PlainColumn(int place, CellReader reader, CellWords words)
{
    private readonly bool isNumber = !reader.Column.Kind.HasNames() && reader.Column.Format is null && words.HasPlainNumbers;
    private readonly bool isFree = reader.Column.Kind is ColumnKind.Real or ColumnKind.NumericMixture;

    public int Place => place;

    /// <summary>Another column that is read from the same cells; null for none.</summary>
    public PlainColumn? Next { get; init; }

    public CellReader Reader => reader;

    public ByteTexts Known { get; } = new();

    /// <summary>Reads a missing cell, a number that the column allows, or a cell that is known.</summary>
    public bool TryRead(ReadOnlySpan<byte> cell, out double value)
    {
        value = double.NaN;
        return cell.IsEmpty
            || isNumber && PlainNumber.TryRead(cell, out value) && (isFree || reader.Allows(value))
            || Known.TryGet(cell, out value);
    }
}
