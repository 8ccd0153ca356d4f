using System.Text.Json.Nodes;
using Elbo.Cli.Screens;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Files;

namespace Elbo.Cli.Examples;

/// <summary>The cell of each row whose distortion exceeds its column's mean over the training rows the most.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Columns">The column of each row's cell; −1 if every cell is missing. Shape [N].</param>
/// <param name="Nats">The excess, shape [N].</param>
internal sealed record UnusualCells(TableSet Rows, int[] Columns, float[] Nats)
{
    private const int WidestCell = 28;

    /// <summary>Standard deviations of the training rows.</summary>
    public const double VeryFar = 100;

    /// <summary>The place of a row among <see cref="Rows"/>, where these are some of all only.</summary>
    public Func<int, int> PlaceOf { get; init; } = row => row;

    /// <summary>The headings of <see cref="Cells"/>.</summary>
    public static string[] Headings { get; } = ["most unusual cell", ">nats over the usual"];

    /// <param name="rows">The rows.</param>
    /// <param name="nats">The distortion of each cell.</param>
    /// <param name="training">The mean of each column over the training rows.</param>
    public static UnusualCells Of(TableSet rows, float[] nats, IReadOnlyList<ColumnDistortion> training)
    {
        double[] usual = [.. training.Select(column => column.Nats.Value)];
        var (columns, excess) = (new int[rows.Count], new float[rows.Count]);
        Parallel.For(0, rows.Count, row => (columns[row], excess[row]) = Of(rows, row, nats, usual));
        return new(rows, columns, excess);
    }

    /// <summary>The column of a row's cell, −1 if every cell is missing, and its excess.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="row">The row.</param>
    /// <param name="nats">The distortion of each cell of all rows.</param>
    /// <param name="usual">The mean of each column over the training rows.</param>
    public static (int Column, float Excess) Of(TableSet rows, int row, float[] nats, double[] usual)
    {
        if (rows.UnknownOf(row) is { } unknown)
            return (unknown.Column, float.PositiveInfinity);
        var column = Farthest(rows, row) ?? Dearest();
        return (column, column < 0 ? float.NaN : Excess(column));

        float Excess(int column) => (float)(nats[row * usual.Length + column] - usual[column]);

        int Dearest()
        {
            var (dearest, most) = (-1, float.NaN);
            for (var column = 0; column < usual.Length; column++)
                if (Excess(column) is var one && !float.IsNaN(one) && (dearest < 0 || one > most))
                    (dearest, most) = (column, one);
            return dearest;
        }
    }

    /// <summary>The column of the number that is farthest from its mean, if that is very far. The code of such a row is far out too, and decodes to
    /// nonsense in every column: nats would blame any of them.</summary>
    public static int? Farthest(TableSet rows, int row)
    {
        var columns = rows.Encoding.Columns;
        var cells = rows.Table.Row(row);
        var (farthest, most) = ((int?)null, VeryFar);
        for (var i = 0; i < cells.Length; i++)
            if (!columns[i].Kind.HasNames() && Math.Abs(columns[i].Standardize(cells[i])) is var distance && distance > most)
                (farthest, most) = (i, distance);
        return farthest;
    }

    /// <summary>For the screen.</summary>
    public string[] Cells(int row) => Columns[row] < 0
        ? ["every cell is missing", ""]
        : [$"{Short(Column(row))} = {Short(Cell(row))}", Minus.True($"{Nats[row]:F2}")];

    /// <summary>For a file.</summary>
    public IEnumerable<TableColumn> FileColumns() =>
        [new("column", Array.ConvertAll(Columns, NameOf)), new("column_nats", Nats)];

    public void AddTo(JsonObject document, int row) =>
        (document["column"], document["cell"], document["column_nats"]) = (Column(row), Cell(row), Json.Number(Nats[row]));

    /// <summary>The beginning of a long text.</summary>
    public static string Short(string text) => text.Length <= WidestCell ? text : text[..(WidestCell - 1)] + "…";

    private string Column(int row) => NameOf(Columns[row]);

    private string NameOf(int column) => column < 0 ? "" : Rows.Table.Columns[column].Name;

    private string Cell(int row) => Columns[row] < 0 ? ""
        : Rows.UnknownOf(PlaceOf(row)) is { } unknown ? unknown.Text
        : TableFile.Cell(Rows.Table.Columns[Columns[row]], Rows.Table[PlaceOf(row), Columns[row]]);
}
