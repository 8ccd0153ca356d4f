using Elbo.Data.Tables;
using Elbo.Files;

namespace Elbo.Analysis.Synthesis;

/// <summary>Rows with given cells from a model without a condition, by rejection: of rows drawn from the whole model those with these cells are kept, so
/// they have the model's distribution given the cells.</summary>
/// <param name="Cells">Place and value of each given cell.</param>
internal sealed record GivenCells(IReadOnlyList<(int Column, double Value)> Cells)
{
    /// <summary>Rows that are drawn before the first that fits, at most.</summary>
    private const long MostMisses = 2_000_000;

    /// <summary>Reads words such as <c>income=&gt;50K</c>.</summary>
    /// <exception cref="OptionsException">A column or a value is unknown.</exception>
    public static GivenCells Parse(TableEncoding table, IReadOnlyList<string> words) => new([.. words.SelectMany(word =>
    {
        var place = Enumerable.Range(0, table.Columns.Count).Where(i => word.StartsWith(table.Columns[i].Name + "=", StringComparison.Ordinal))
            .OrderByDescending(i => table.Columns[i].Name.Length).FirstOrDefault(-1);
        if (place < 0)
            throw Refused(word, $"the run's columns are {string.Join(", ", table.Columns.Select(column => column.Name))}");
        var (column, cell) = (table.Columns[place], word[(table.Columns[place].Name.Length + 1)..]);
        return Parts(table, column).Select(part => (part, Value(table.Columns[part], cell) ?? throw Refused(word, column.Kind.HasNames()
            ? $"{column.Name} is one of {string.Join(", ", column.Categories.Take(12))}{(column.Categories.Count > 12 ? ", …" : "")}"
            : $"{column.Name} holds {column.Format?.Describe() ?? "numbers"}")));
    })]);

    /// <summary>Keeps rows until there are enough.</summary>
    /// <param name="batches">Rows without an end.</param>
    /// <param name="count">How many to keep.</param>
    /// <param name="drawn">Receives how many were drawn so far.</param>
    /// <exception cref="OptionsException">Hardly any row has these cells.</exception>
    public IEnumerable<Table> Keep(IEnumerable<Table> batches, long count, Action<long> drawn)
    {
        var (kept, all) = (0L, 0L);
        foreach (var batch in batches)
        {
            all += batch.Count;
            int[] fitting = [.. Enumerable.Range(0, batch.Count).Where(row => Cells.All(cell => batch[row, cell.Column] == cell.Value))];
            if (fitting.Length == 0 && kept == 0 && all >= MostMisses)
                throw new OptionsException([$"--given: none of {all} rows drawn from the model has these cells. "
                    + "Train with --condition, or give more frequent cells."]);
            var chosen = fitting.Take((int)Math.Min(fitting.Length, count - kept)).ToArray();
            kept += chosen.Length;
            drawn(all);
            if (chosen.Length > 0)
                yield return batch.Select(chosen);
            if (kept >= count)
                yield break;
        }
    }

    /// <summary>The columns that a given cell decides: of a date, all of its parts.</summary>
    private static IEnumerable<int> Parts(TableEncoding table, ColumnEncoding column) => Enumerable.Range(0, table.Columns.Count)
        .Where(place => table.Columns[place] is var other && (other.Name == column.Name
            || column.Format is WeekFormat && other.Format is DatePartFormat part && part.Of == column.Name));

    private static double? Value(ColumnEncoding column, string cell)
    {
        cell = column.Format is WeekdayFormat weekday ? weekday.Plain(cell, CellWords.Default) : cell;
        for (var i = 0; i < column.Categories.Count; i++)
            if (column.Categories[i] == cell)
                return i;
        return column.Kind.HasNames() ? null
            : column.Format?.TryRead(cell, out var number) == true || CellWords.Default.TryNumber(cell, out number) ? number
            : null;
    }

    private static OptionsException Refused(string word, string allowed) =>
        new([$"--given was {CommandWords.Quote(word)}, but {allowed}. Use --given COLUMN=VALUE."]);
}
