using System.Globalization;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Files;

namespace Elbo.Cli;

/// <summary>The rows that a verb works on: of a table file, or of what the run learned from; one split of it or all.</summary>
/// <param name="Rows">The rows, encoded as the run's table.</param>
/// <param name="Source">What they are called: <c>houses.csv, test</c>.</param>
internal sealed record GivenRows(TableSet Rows, string Source)
{
    private const string All = "all";

    /// <param name="run">A run on a table.</param>
    /// <param name="path">The file; null for the run's own.</param>
    /// <param name="split">test, validation, train or all; null for the test split of the run's own file, all of another.</param>
    /// <param name="limit">The first rows alone; null for all.</param>
    public static GivenRows Read(OpenRun run, string? path, string? split, int? limit)
    {
        var encoding = run.Manifest.Table!;
        if (path is not null && FileFormat.Of(path).Table is null)
            throw new OptionsException([$"{run.Folder.Root} learned from a table, and {path} is none. Give a .csv, .tsv or .parquet file with the columns {string.Join(", ", encoding.Columns.Select(column => column.Name))}."]);
        var chosen = split ?? (path is null ? "test" : All);
        var name = path ?? run.Manifest.Data.Name;
        var rows = chosen == All ? TableFile.ReadRows(name, encoding) : Split(path is null ? run.Rows : TableDatasets.Load(path, encoding), chosen);
        if (limit is { } most && most < rows.Count)
            rows = rows.Slice(0, most);
        return new(rows, $"{name}, {chosen}");
    }

    /// <summary>What tells each row: its number, and its name where the file has one.</summary>
    /// <param name="taken">Names of the other columns that are written.</param>
    public IEnumerable<TableColumn> Identities(IEnumerable<string> taken)
    {
        yield return new("row", Rows.Numbers.ToArray());
        if (Rows.Ids is { } ids)
            yield return new(taken.Append("row").Contains(ids.Column) ? "id" : ids.Column, ids.Values.ToArray());
    }

    /// <summary>A row for people: its number, and its name where the file has one.</summary>
    public string Name(int row) => Rows.Numbers[row].ToString(CultureInfo.InvariantCulture) + (Rows.Ids is { } ids ? $" ({ids.Values[row]})" : "");

    private static TableSet Split(Dataset<TableSet> data, string name) => name switch { "train" => data.Train, "validation" => data.Validation, _ => data.Test }
        ?? throw new OptionsException([$"--split was {name}, but {data.Name} has no validation split. Use --split test, train or all."]);
}
