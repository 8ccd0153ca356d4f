using System.Text;
using System.Text.Unicode;
using Elbo.Files;
using Elbo.Files.Delimited;

namespace Elbo.Data.Tables.Plain;

/// <summary>The header of a plain text table: UTF-8, a name over each column, one record per line, one separator, at most quotes around cells. Such files
/// are read in blocks of bytes; any other by <see cref="TextTable"/>, which knows what else programs write.</summary>
/// <param name="Names">The header; a first column without a name has the one that it is given.</param>
/// <param name="Separator">Between cells.</param>
/// <param name="Quote">Around cells that hold a separator.</param>
/// <param name="Header">The bytes up to the first row.</param>
internal sealed record PlainLayout(IReadOnlyList<string> Names, byte Separator, byte Quote, int Header)
{
    /// <summary>Bytes that are looked at.</summary>
    public const int Looked = DelimitedReader.MostAhead - 2;

    /// <summary>Finds the layout of a file whose columns are known.</summary>
    /// <param name="head">Its first <see cref="Looked"/> bytes, or all.</param>
    /// <param name="source">The file.</param>
    /// <returns>Null if it is another kind of file, or a column is missing.</returns>
    public static PlainLayout? Find(ReadOnlySpan<byte> head, TableSource source)
    {
        var options = source.Options;
        if (options.Header == false || options.Encoding is not null
            || FileSignature.Of(head[..Math.Min(head.Length, FileSignature.Looked)], source.Path) is { IsText: false })
            return null;
        var mark = head.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var isWhole = head.Length < Looked;
        var text = isWhole ? head[mark..] : head[mark..(head.LastIndexOf((byte)'\n') + 1)];
        if (text.IsEmpty || !Utf8.IsValid(text) || text.Contains((byte)0))
            return null;
        var ahead = Encoding.UTF8.GetString(text);
        if (ahead[0] is '#' or '\n' or '\r' or '<' or '{' or '[' or ' ' or '\t' || ahead.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
            return null;
        var given = options.Separator;
        var dialect = Dialect.Find(ahead, isWhole, given is null || Dialect.Suits(ahead, isWhole, given.Value) ? given : null);
        if (dialect.IsSpaced || !char.IsAscii(dialect.Separator))
            return null;
        List<string> cells = [];
        using var lines = new StringReader(ahead);
        var reader = new DelimitedReader(lines, source.Path) { Dialect = dialect };
        var end = text.IndexOf((byte)'\n');
        if (end < 0 || !reader.Read(cells) || reader.NextLine != 2 || text[..(end - 1)].Contains((byte)'\r'))
            return null;
        return NamesOf(cells) is { } names && source.Needed.All(names.Contains)
            ? new(names, (byte)dialect.Separator, (byte)dialect.Quote, mark + end + 1)
            : null;
    }

    /// <summary>The names of the columns; null if one but the first has none, or two have the same.</summary>
    private static List<string>? NamesOf(List<string> cells)
    {
        if (cells.Skip(1).Any(name => name.Length == 0) || cells.Distinct(StringComparer.Ordinal).Count() < cells.Count)
            return null;
        if (cells[0].Length == 0)
            cells[0] = TextRecords.IndexNames().First(name => !cells.Contains(name));
        return cells;
    }
}
