using System.Text.RegularExpressions;
using Elbo.Files.Delimited;

namespace Elbo.Data.Tables;

/// <summary>Reads tables of separated values, as other programs write them.</summary>
internal static partial class TextTable
{
    private const int MostComments = 1_000_000;
    private const string SeparatorLine = "sep=";

    /// <exception cref="DataException">There are no rows, a row has another width, or two columns have one name.</exception>
    public static RawTable Read(Stream stream, TableSource source)
    {
        var (path, options) = (source.Path, source.Options);
        var encoding = options.Encoding is null ? null
            : TextEncodings.Find(options.Encoding) ?? throw new DataException($"{path} is to be read as {options.Encoding}, which is not a known encoding.");
        using var text = new StrictReader(stream, path, encoding);
        var reader = new DelimitedReader(text, path);
        ThrowIfMarkup(reader.Ahead(), path);
        if (JsonTable.IsOne(reader.Ahead()))
            return JsonTable.Read(reader, source);
        var comments = Comments(reader, path);
        var ahead = reader.Ahead();
        var given = options.Separator ?? SeparatorOf(ahead);
        if (SeparatorOf(ahead) is not null)
            ahead = Skip(reader, comments);
        var isWhole = ahead.Length < DelimitedReader.MostAhead - 1;
        // New rows for a run are checked by their names; they may be separated in another way than the run's own.
        var isFixed = source.Needed.Count == 0 || given is null || Dialect.Suits(ahead, isWhole, given.Value);
        reader.Dialect = Dialect.Find(ahead, isWhole, isFixed ? given : null);
        var records = TextRecords.Read(reader, path);
        if (given is null && reader.Dialect.IsSpaced)
            records.Notes.Add("its cells are separated by spaces");
        return records.ToTable(source, comments);
    }

    /// <summary>Lines before the table that start with <c>#</c>.</summary>
    private static List<string> Comments(DelimitedReader reader, string path)
    {
        List<string> lines = [];
        while (reader.Peek() is '#' or '\n' or '\r')
        {
            lines.Add(reader.ReadLine());
            if (lines.Count > MostComments)
                throw new DataException($"{path} begins with more than {MostComments:N0} lines that are empty or start with #. Remove them.");
        }
        return lines;
    }

    /// <summary>The separator that a first line such as <c>sep=;</c> names, as Excel reads it.</summary>
    private static char? SeparatorOf(ReadOnlySpan<char> ahead) =>
        ahead.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase)
        && ahead[SeparatorLine.Length..] is [var separator and (';' or ',' or '\t' or '|' or ' '), '\n' or '\r', ..]
        ? separator
        : null;

    private static ReadOnlySpan<char> Skip(DelimitedReader reader, List<string> lines)
    {
        lines.Add(reader.ReadLine());
        return reader.Ahead();
    }

    /// <summary>Comments, and the name of the relation.</summary>
    [GeneratedRegex(@"^(\s*%.*\n)*\s*@relation\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Weka();

    private static void ThrowIfMarkup(ReadOnlySpan<char> head, string path)
    {
        var start = head.TrimStart();
        if (start.StartsWith("<!DOCTYPE", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
            throw new DataException($"{path} is a web page, not a table, perhaps one that asks to sign in. Download the file itself.");
        if (start.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase))
            throw new DataException($"{path} is XML, not a table. Export it as CSV.");
        if (Weka().IsMatch(head) && head.Contains("@attribute", StringComparison.OrdinalIgnoreCase))
            throw new DataException($"{path} is an ARFF file of Weka, whose columns are named before its rows. Save it as CSV in Python: "
                + "pandas.DataFrame(scipy.io.arff.loadarff(path)[0]).to_csv(\"x.csv\", index=False).");
    }
}
