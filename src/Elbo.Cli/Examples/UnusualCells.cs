using System.Text.Json.Nodes;
using Elbo.Cli.Screens;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Files;
using Elbo.Models;

namespace Elbo.Cli.Examples;

/// <summary>The cell of each row whose distortion exceeds its column's mean over the training rows the most.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Columns">The column of each row's cell; −1 if every cell is missing. Shape [N].</param>
/// <param name="Nats">The excess, shape [N].</param>
internal sealed record UnusualCells(TableSet Rows, int[] Columns, float[] Nats)
{
    private const int WidestCell = 28;

    /// <summary>The headings of <see cref="Cells"/>.</summary>
    public static string[] Headings { get; } = ["most unusual cell", ">nats over the usual"];

    public static UnusualCells Of(TrainedVae model, TableSet rows, TableSet training, ulong seed, CancellationToken cancellation)
    {
        double[] usual = [.. ColumnDistortion.Of(model, training, seed, cancellation: cancellation).Select(column => column.Nats.Value)];
        var nats = ColumnDistortion.PerCell(model, rows, seed, cancellation: cancellation);
        var (columns, most) = (new int[rows.Count], new float[rows.Count]);
        for (var row = 0; row < columns.Length; row++)
        {
            (columns[row], most[row]) = rows.UnknownOf(row) is { } unknown ? (unknown.Column, float.PositiveInfinity) : (-1, float.NaN);
            for (var column = 0; column < usual.Length; column++)
                if ((float)(nats[row * usual.Length + column] - usual[column]) is var value && !float.IsNaN(value) && !(value <= most[row]))
                    (columns[row], most[row]) = (column, value);
        }
        return new(rows, columns, most);
    }

    /// <summary>For the screen.</summary>
    public string[] Cells(int row) => Columns[row] < 0
        ? ["every cell is missing", ""]
        : [$"{Short(Column(row))} = {Short(Cell(row))}", Minus.True($"{Nats[row]:F2}")];

    /// <summary>For a file.</summary>
    public IEnumerable<TableColumn> FileColumns() =>
        [new("column", Enumerable.Range(0, Columns.Length).Select(Column).ToArray()), new("column_nats", Nats)];

    public void AddTo(JsonObject document, int row) =>
        (document["column"], document["cell"], document["column_nats"]) = (Column(row), Cell(row), Json.Number(Nats[row]));

    /// <summary>The beginning of a long text.</summary>
    public static string Short(string text) => text.Length <= WidestCell ? text : text[..(WidestCell - 1)] + "…";

    private string Column(int row) => Columns[row] < 0 ? "" : Rows.Table.Columns[Columns[row]].Name;

    private string Cell(int row) => Columns[row] < 0 ? ""
        : Rows.UnknownOf(row) is { } unknown ? unknown.Text
        : TableFile.Cell(Rows.Table.Columns[Columns[row]], Rows.Table[row, Columns[row]]);
}
