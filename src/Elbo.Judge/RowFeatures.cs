using Elbo.Data.Tables;

namespace Elbo.Judge;

/// <summary>Rows as the learners see them: numbers in standard deviations of the training rows, one input for each of a column's commonest names, and one
/// that marks missing cells.</summary>
internal sealed class RowFeatures
{
    private const int MostNames = 100;

    /// <summary>Rarer values far outside do not dominate a linear learner.</summary>
    private const double MostDeviations = 100;

    private readonly List<(int Place, double Mean, double Deviation, int[]? Inputs, int First, int Missing)> columns = [];

    /// <param name="training">The rows that means, deviations and names are taken from.</param>
    /// <param name="target">A column that is left out; null for none.</param>
    public RowFeatures(Table training, int? target = null)
    {
        foreach (var (place, column) in training.Columns.Index())
        {
            if (place == target)
                continue;
            double[] cells = [.. training.Values(place).Where(cell => !double.IsNaN(cell))];
            var (mean, deviation, first, inputs) = (0.0, 1.0, Width, (int[]?)null);
            if (column.Kind.HasNames())
            {
                inputs = [.. Enumerable.Repeat(-1, column.Categories.Count)];
                foreach (var name in cells.CountBy(cell => (int)cell).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(MostNames))
                    inputs[name.Key] = Width++;
            }
            else
            {
                if (cells.Length > 0)
                    (mean, deviation) = ColumnMoments.Of(cells);
                Width++;
            }
            columns.Add((place, mean, deviation > 0 ? deviation : 1, inputs, first, Width++));
        }
    }

    /// <summary>Inputs of a learner.</summary>
    public int Width { get; private set; }

    /// <returns>Shape [N, Width].</returns>
    public float[][] Of(Table rows)
    {
        var all = new float[rows.Count][];
        for (var row = 0; row < rows.Count; row++)
        {
            var values = all[row] = new float[Width];
            foreach (var (place, mean, deviation, inputs, first, missing) in columns)
            {
                var cell = rows[row, place];
                if (double.IsNaN(cell))
                    values[missing] = 1;
                else if (inputs is null)
                    values[first] = (float)Math.Clamp((cell - mean) / deviation, -MostDeviations, MostDeviations);
                else if (inputs[(int)cell] is >= 0 and var input)
                    values[input] = 1;
            }
        }
        return all;
    }
}
