using Elbo.Analysis;
using Elbo.Analysis.Imputation;
using Elbo.Data.Tables;
using Elbo.Reports;
using Elbo.Runs;

namespace Elbo.Studio.Models;

/// <summary>The best weights of a run on a table with its test rows and their codes, for pages to explore.</summary>
public sealed class LoadedTable : Explored
{
    private const int MostGroups = 10, ImputationDraws = 100;
    private readonly Lazy<Task<CellScores>> cells;

    private LoadedTable(OpenRun run, TableSet? examples, string? missing) : base(run, examples, missing)
    {
        (Examples, Encoding, Written) = (examples, RowDecoding.EncodingOf(Model), run.RowWriter());
        cells = new(() => Task.Run(() => CellScores.Of(Model, examples!)));
    }

    /// <summary>Up to <see cref="Explored.MostExamples"/> of the test split, in its order; null if the data is missing.</summary>
    public TableSet? Examples { get; }

    /// <summary>How the columns are encoded.</summary>
    public TableEncoding Encoding { get; }

    /// <summary>Writes rows like those of the training file.</summary>
    internal RowWriter Written { get; }

    /// <inheritdoc/>
    internal override IReadOnlyList<Grouping> Groupings => field ??= Examples is { } rows ? [.. Columns(rows)] : [];

    /// <summary>A row's number in its file.</summary>
    public int NumberOf(int example) => Examples!.Numbers[example];

    /// <summary>A cell as its file has it; a dash where it is missing.</summary>
    public static string Cell(ColumnEncoding column, double value) => double.IsNaN(value) ? Components.Parts.Show.Absent
        : VisibleText.Line(TableFile.Cell(column.Column, Rounded(column, value)));

    /// <summary>What each cell of the test rows costs: measured once, on first use.</summary>
    internal Task<CellScores> CellsAsync() => cells.Value;

    /// <summary>The likeliest value of each hidden cell of a row, found from the cells that are left.</summary>
    /// <param name="example">The row.</param>
    /// <param name="hidden">Columns to hide; with none, each cell in turn is found from all others.</param>
    /// <returns>Shape [C].</returns>
    public double[] Expect(int example, IReadOnlySet<int> hidden)
    {
        var (rows, width) = (Examples!, Examples!.Table.Columns.Count);
        int[] repeated = hidden.Count > 0 ? [example] : [.. Enumerable.Repeat(example, width)];
        var set = rows.Select(repeated);
        var cells = set.Table.Cells.ToArray();
        for (var row = 0; row < repeated.Length; row++)
            for (var column = 0; column < width; column++)
                if (hidden.Count > 0 ? hidden.Contains(column) : row == column)
                    cells[row * width + column] = double.NaN;
        var found = Imputer.Mean(Model, WithCells(set, cells), new() { Samples = ImputationDraws });
        return [.. Enumerable.Range(0, width).Select(column => found[hidden.Count > 0 ? 0 : column, column])];
    }

    /// <summary>Reads weights and data, and encodes.</summary>
    /// <exception cref="ElboException">The run has no weights, or they are damaged.</exception>
    internal static LoadedTable Load(RunManifest manifest, string folder)
    {
        var run = OpenRun.Open(manifest, folder, "cpu");
        try
        {
            var test = run.Rows.Test;
            return new(run, test.Slice(0, Math.Min(MostExamples, test.Count)), null);
        }
        catch (ElboException e)
        {
            return new(run, null, $"Its data cannot be read, so no rows are shown. {e.Message}");
        }
    }

    /// <summary>The columns of a few names, the one that the codes separate best first.</summary>
    private IEnumerable<Grouping> Columns(TableSet rows)
    {
        (float X, float Y)[] points = [.. CodePlane.Of(Codes!).Points];
        return rows.Encoding.Columns.Index()
            .Where(column => column.Item.Kind.HasNames() && column.Item.Categories.Count is > 1 and <= MostGroups)
            .Select(column => (column.Item, Values: rows.Table.Values(column.Index)))
            .Where(column => !column.Values.Any(double.IsNaN))
            .OrderByDescending(column => CodeLabels.Separation(column.Values, points))
            .Select(column => new Grouping(
                VisibleText.Line(column.Item.Name), [.. column.Item.Categories.Select(name => VisibleText.Line(name))],
                [.. column.Values.Select(value => (byte)value)]));
    }

    private static TableSet WithCells(TableSet rows, double[] cells) =>
        new(rows.Table.With(cells), rows.Encoding) { Numbers = rows.Numbers, Conditions = rows.Conditions };

    private static double Rounded(ColumnEncoding column, double value) => column.Kind.HasNames() ? Math.Round(value)
        : column.Decimals is { } digits ? Math.Round(value, digits) : column.Rounded(value);
}
