using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Models;

namespace Elbo.Studio.Models;

/// <summary>How unusual each cell of some rows is: −log p(cell given z), above what cells of its column usually cost.</summary>
/// <param name="Columns">The number of columns, C.</param>
/// <param name="Excess">Nats above the column's mean over these rows; NaN where the cell is missing; shape [N, C].</param>
public sealed record CellScores(int Columns, float[] Excess)
{
    /// <summary>Less than this is not pointed out, nats.</summary>
    public const double Noticeable = 3;

    /// <summary>The cell of a row that is least usual; null if none stands out.</summary>
    public int? OddestOf(int row)
    {
        var cells = Excess.AsSpan(row * Columns, Columns);
        var odd = -1;
        for (var column = 0; column < cells.Length; column++)
            if (cells[column] >= Noticeable && (odd < 0 || cells[column] > cells[odd]))
                odd = column;
        return odd < 0 ? null : odd;
    }

    /// <summary>Measures the cells of some rows.</summary>
    internal static CellScores Of(TrainedVae model, TableSet rows)
    {
        var columns = rows.Encoding.Columns.Count;
        var nats = ColumnDistortion.PerCell(model, rows);
        for (var column = 0; column < columns; column++)
        {
            float[] there = [.. Enumerable.Range(0, rows.Count).Select(row => nats[row * columns + column]).Where(float.IsFinite)];
            if (there.Length == 0)
                continue;
            var usual = there.Average();
            for (var row = 0; row < rows.Count; row++)
                nats[row * columns + column] -= usual;
        }
        return new(columns, nats);
    }
}
