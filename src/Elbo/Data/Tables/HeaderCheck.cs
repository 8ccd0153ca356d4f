using System.Globalization;

namespace Elbo.Data.Tables;

/// <summary>Notices a first line that is a row: taken for names, it would be lost.</summary>
internal static class HeaderCheck
{
    /// <summary>Rows that a cell of the header is compared with.</summary>
    private const int MostRows = 10_000;

    private const int FewestConsecutive = 3;

    /// <summary>Refuses a header each cell of which is like the cells below it: a number above numbers, or a text that occurs again.</summary>
    /// <param name="path">The file.</param>
    /// <param name="line">The line of the header.</param>
    /// <param name="table">The table with that line as its names.</param>
    /// <returns>A remark if only some of the names are such.</returns>
    /// <exception cref="DataException">The line looks like a row.</exception>
    public static IEnumerable<string> Notes(string path, int line, RawTable table)
    {
        var words = table.Words;
        string[][] rows = [.. table.Rows.Take(MostRows)];
        int numbers = 0, texts = 0, missing = 0;
        foreach (var (column, name) in table.Names.Index())
            if (words.IsMissing(name))
                missing++;
            else if (words.TryNumber(name, out _))
                numbers += rows.All(row => words.IsMissing(row[column]) || words.TryNumber(row[column], out _)) ? 1 : 0;
            else
                texts += Array.Exists(rows, row => row[column] == name) ? 1 : 0;
        if (numbers + texts > 0 && numbers + texts + missing == table.Names.Count && !IsConsecutive(table.Names))
            throw new DataException($"{path}, line {line} looks like a row, not like the names of columns: it begins "
                + $"{string.Join(", ", table.Names.Take(3).Select(name => $"'{name}'"))}, and such cells follow in every column. "
                + (Array.FindIndex(rows, row => row.SequenceEqual(table.Names)) is >= 0 and var again ? $"It occurs again in {table.Places[again]}. " : "")
                + "Use --header no if it is a row (columns are then called column1, column2, …), or --header yes if it holds names.");
        if (numbers > 0)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{numbers} of the {table.Names.Count} names in line {line} are numbers, as the cells below them are; if that line is a row, use --header no");
    }

    /// <summary>Columns that were numbered from 0 or 1 on, as pandas does without names.</summary>
    private static bool IsConsecutive(IReadOnlyList<string> names)
    {
        int[] numbers = [.. names.Where(name => name.Length > 0)
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)];
        return numbers.Length >= FewestConsecutive && numbers[0] is 0 or 1 && numbers.Index().All(pair => pair.Item == numbers[0] + pair.Index);
    }
}
