using Elbo.Data.Tables;

namespace Elbo.Evaluation;

/// <summary>The error of imputed values of a column.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Kind">The kind of its values.</param>
/// <param name="Cells">Cells that were compared.</param>
/// <param name="Error">
/// For numbers the root of the mean squared error, in standard deviations of the training rows (of the logarithm for a positive column and for a
/// count); for names the share of wrong ones. NaN if no cell was compared.
/// </param>
/// <param name="Baseline">The error of the training rows' mean, or of their most common name.</param>
public sealed record ColumnError(string Column, ColumnKind Kind, int Cells, double Error, double Baseline)
{
    /// <summary>Compares two tables, column by column.</summary>
    /// <param name="train">The training rows, whose means and most common names are the baseline.</param>
    /// <param name="truth">The true values.</param>
    /// <param name="found">The imputed values, row by row.</param>
    /// <param name="compared">Which cells to compare, by row and column; those missing in one of the tables are left out.</param>
    public static IReadOnlyList<ColumnError> Of(TableSet train, Table truth, Table found, Func<int, int, bool> compared) =>
        [.. train.Encoding.Columns.Select((encoding, column) =>
            Of(encoding, Commonest(train.Table, column), truth, found, column, row => compared(row, column)))];

    private static ColumnError Of(ColumnEncoding encoding, double commonest, Table truth, Table found, int column, Func<int, bool> compared)
    {
        var (sum, baseline, cells) = (0.0, 0.0, 0);
        for (var row = 0; row < truth.Count; row++)
        {
            var (guess, was) = (found[row, column], truth[row, column]);
            if (!compared(row) || double.IsNaN(guess) || double.IsNaN(was))
                continue;
            cells++;
            sum += encoding.Kind.HasNames() ? guess == was ? 0 : 1 : Math.Pow(encoding.Standardize(guess) - encoding.Standardize(was), 2);
            baseline += encoding.Kind.HasNames() ? commonest == was ? 0 : 1 : Math.Pow(encoding.Standardize(was), 2);
        }
        return new(encoding.Name, encoding.Kind, cells, Of(sum), Of(baseline));

        double Of(double total) => encoding.Kind.HasNames() ? total / cells : Math.Sqrt(total / cells);
    }

    private static double Commonest(Table table, int column) =>
        table.Values(column).Where(value => !double.IsNaN(value)).GroupBy(value => value)
            .OrderByDescending(group => group.Count()).Select(group => group.Key).FirstOrDefault(double.NaN);
}
