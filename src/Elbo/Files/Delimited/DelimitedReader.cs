using System.Buffers;
using System.Text;

namespace Elbo.Files.Delimited;

/// <summary>Reads records of separated cells (RFC 4180). A quote opens only at the start of a cell and is an ordinary character elsewhere; every line end
/// is accepted. Spaces and tabs around a cell are dropped, those inside quotes are kept.</summary>
/// <param name="text">The decoded text.</param>
/// <param name="path">The file, for messages.</param>
internal sealed class DelimitedReader(TextReader text, string path)
{
    /// <summary>The most characters that <see cref="Ahead"/> returns.</summary>
    public const int MostAhead = 1 << 16;

    private const int LongestCell = 1 << 22;
    private const int Shown = 30;

    private readonly char[] buffer = new char[MostAhead];
    private readonly StringBuilder pieces = new();
    private Dialect dialect = Dialect.Usual;
    private SearchValues<char> stops = Stops(Dialect.Usual);
    private int at, end;
    private int line = 1;

    /// <summary>How cells are separated and quoted.</summary>
    public Dialect Dialect
    {
        get => dialect;
        set => (dialect, stops) = (value, Stops(value));
    }

    /// <summary>The line on which the last record begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The line of the next character, from 1.</summary>
    public int NextLine => line;

    /// <summary>Whether the last record was an empty line.</summary>
    public bool IsBlank { get; private set; }

    /// <summary>The text that follows, up to the size of the buffer; nothing is consumed.</summary>
    public ReadOnlySpan<char> Ahead()
    {
        buffer.AsSpan(at, end - at).CopyTo(buffer);
        (at, end) = (0, end - at);
        while (end < MostAhead - 1 && text.Read(buffer.AsSpan(end)) is > 0 and var more)
            end += more;
        return buffer.AsSpan(0, end);
    }

    /// <summary>The next line as it stands.</summary>
    public string ReadLine()
    {
        pieces.Clear();
        while (Peek() is >= 0 and not ('\n' or '\r'))
        {
            var rest = buffer.AsSpan(at, end - at);
            var piece = rest[..(rest.IndexOfAny('\n', '\r') is >= 0 and var length ? length : rest.Length)];
            Append(piece);
            at += piece.Length;
        }
        EndLine();
        return pieces.ToString();
    }

    /// <summary>The rest of the text.</summary>
    /// <param name="most">The most characters that it may have.</param>
    /// <exception cref="DataException">It has more.</exception>
    public string ReadToEnd(int most)
    {
        pieces.Clear();
        for (; Peek() >= 0; at = end)
        {
            if (pieces.Length + end - at > most)
                throw new DataException($"{path} has more than {most:N0} characters in one value. Give a part of it, or one value for each line.");
            pieces.Append(buffer, at, end - at);
        }
        return pieces.ToString();
    }

    /// <summary>Reads the next record.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="DataException">A quote is not closed, or is closed in the middle of a cell; or the text holds a NUL or a cell of megabytes.</exception>
    public bool Read(List<string> cells)
    {
        cells.Clear();
        IsBlank = false;
        if (Peek() < 0)
            return false;
        Line = line;
        do
        {
            SkipBlanks();
            if (Peek() == dialect.Quote)
                cells.Add(Quoted());
            else
            {
                cells.Add(Bare());
                IsBlank = cells is [""] && Peek() != dialect.Separator;
            }
            if (dialect.IsSpaced)
                SkipBlanks();
        }
        while (TakeSeparator());
        EndLine();
        return true;
    }

    private bool TakeSeparator()
    {
        if (dialect.IsSpaced)
            return Peek() is not (< 0 or '\n' or '\r');
        if (Peek() != dialect.Separator)
            return false;
        at++;
        return true;
    }

    private string Bare()
    {
        pieces.Clear();
        while (Peek() >= 0)
        {
            var rest = buffer.AsSpan(at, end - at);
            var length = rest.IndexOfAny(stops);
            if (length < 0)
            {
                Append(rest);
                at = end;
                continue;
            }
            at += length;
            if (buffer[at] == '\0')
                throw new DataException($"{path}, line {line} holds a NUL, so it is not plain text. "
                    + $"Give a text file; name UTF-16 with --encoding {(line == 1 && at == 0 ? "utf-16BE" : "utf-16")}.");
            if (pieces.Length == 0)
                return new(Trimmed(rest[..length]));
            Append(rest[..length]);
            break;
        }
        return new(Trimmed(pieces.ToString()));
    }

    private static ReadOnlySpan<char> Trimmed(ReadOnlySpan<char> cell) => cell.TrimEnd(" \t");

    private string Quoted()
    {
        pieces.Clear();
        var opened = line;
        at++;
        while (Peek() >= 0)
        {
            var rest = buffer.AsSpan(at, end - at);
            var length = rest.IndexOf(dialect.Quote);
            var piece = length < 0 ? rest : rest[..length];
            Append(piece);
            line += piece.Count('\n');
            at += piece.Length;
            if (length < 0)
                continue;
            at++;
            if (Peek() != dialect.Quote)
                return Closed(pieces.ToString(), opened);
            Append(buffer.AsSpan(at++, 1));
        }
        throw new DataException($"{path}, line {opened}: a quote opens a cell that is never closed; it begins {dialect.Quote}{Short(pieces.ToString())}. "
            + "Close it, or double a quote that belongs to the text and quote the whole cell.");
    }

    private string Closed(string cell, int opened)
    {
        var hasBlanks = SkipBlanks();
        var isClosed = Peek() is < 0 or '\n' or '\r' || Peek() == dialect.Separator || dialect.IsSpaced && hasBlanks;
        return isClosed ? cell : throw new DataException(
            $"{path}, line {line}: '{(char)Peek()}' follows a closing quote; the cell begins {dialect.Quote}{Short(cell)}{dialect.Quote}"
            + $"{(opened == line ? "" : $" on line {opened}")}. Double a quote that belongs to the text, and quote the whole cell.");
    }

    private static string Short(string text) => (text.Length <= Shown ? text : text[..Shown] + "…").ReplaceLineEndings(" ");

    private void EndLine()
    {
        if (Peek() == '\r')
        {
            at++;
            if (Peek() == '\n')
                at++;
        }
        else if (Peek() == '\n')
            at++;
        line++;
    }

    /// <summary>Skips spaces and tabs, except a separator.</summary>
    /// <returns>True if there were any.</returns>
    private bool SkipBlanks()
    {
        var any = false;
        for (; Peek() is ' ' or '\t' && (dialect.IsSpaced || Peek() != dialect.Separator); at++)
            any = true;
        return any;
    }

    private void Append(ReadOnlySpan<char> piece)
    {
        if (pieces.Length + piece.Length > LongestCell)
            throw new DataException($"{path}, line {line} has a cell of more than {LongestCell:N0} characters. "
                + "Check that the file is a table and that its quotes are closed.");
        pieces.Append(piece);
    }

    /// <summary>The next character; −1 at the end.</summary>
    public int Peek()
    {
        if (at == end)
            (at, end) = (0, text.Read(buffer.AsSpan()));
        return at < end ? buffer[at] : -1;
    }

    private static SearchValues<char> Stops(Dialect dialect) =>
        SearchValues.Create(dialect.IsSpaced ? " \t\n\r\0" : $"{dialect.Separator}\n\r\0");
}
