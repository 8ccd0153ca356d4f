using System.Runtime.InteropServices;
using Elbo.Compute.Distributed;
using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Evaluation;

/// <summary>The contribution of a column to the distortion of the rows of a table.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Kind">The kind of its values.</param>
/// <param name="Cells">Number of cells that are not missing.</param>
/// <param name="Nats">−log p(cell given z) with one draw of z: the mean over the cells and its standard error; NaN if there are none.</param>
internal sealed record ColumnDistortion(string Column, ColumnKind Kind, int Cells, SampleMean Nats)
{
    private const int BatchSize = 500;

    /// <summary>The mean of each column.</summary>
    /// <param name="model">A model of such rows.</param>
    /// <param name="rows">Rows, encoded as the model was trained.</param>
    /// <param name="seed">The seed of eps.</param>
    /// <param name="round">Another round gives other draws. The seed and best epoch of a run reproduce the numbers in its run.json.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>One for each column, in the encoding's order.</returns>
    /// <exception cref="OptionsException">The rows are not of this model's encoding.</exception>
    public static IReadOnlyList<ColumnDistortion> Of(TrainedVae model, TableSet rows, ulong seed = 0, int round = 0, CancellationToken cancellation = default)
    {
        return Of(rows, PerCell(model, rows, seed, round, cancellation));
    }

    /// <summary>The mean of each column.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="nats">Theirs, as <see cref="PerCell"/> gives them.</param>
    public static IReadOnlyList<ColumnDistortion> Of(TableSet rows, float[] nats)
    {
        var columns = rows.Encoding.Columns;
        return [.. columns.Select((column, i) =>
        {
            double[] there = [.. Enumerable.Range(0, rows.Count).Select(row => (double)nats[row * columns.Count + i]).Where(value => !double.IsNaN(value))];
            return new ColumnDistortion(column.Name, column.Kind, there.Length, SampleMean.Of(there));
        })];
    }

    /// <summary>−log p(cell given z) with one draw of z. The cells of a row add up to its distortion in <c>TrainedVae.Evaluate</c>
    /// for the same seed and round.</summary>
    /// <returns>Nats, NaN if a cell is missing; shape [N, C].</returns>
    /// <exception cref="OptionsException">The rows are not of this model's encoding.</exception>
    public static float[] PerCell(TrainedVae model, TableSet rows, ulong seed = 0, int round = 0, CancellationToken cancellation = default)
    {
        model.ThrowIfForeign(rows);
        if (model.Engine is not { } engine)
            return ByTorch(model, rows, seed, round, cancellation);
        var terms = ExampleTerms.Of(model.Model, rows, Binarization.None, seed, round, engine, Communicator.Alone, cancellation);
        return OfTerms(rows, terms.Cells!);
    }

    /// <summary>The distortions of cells as <see cref="PerCell"/> gives them.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="nats">Theirs from <see cref="ExampleTerms.Cells"/>; overwritten.</param>
    internal static float[] OfTerms(TableSet rows, float[] nats)
    {
        var cells = rows.Table.Cells;
        for (var i = 0; i < nats.Length; i++)
            nats[i] = double.IsNaN(cells[i]) ? float.NaN : float.IsFinite(nats[i]) ? nats[i] : float.PositiveInfinity;
        return nats;
    }

    private static float[] ByTorch(TrainedVae model, TableSet rows, ulong seed, int round, CancellationToken cancellation)
    {
        using var inference = inference_mode();
        var (vae, noise) = (model.Model, new Philox(seed, RandomStream.EvaluationNoise, round));
        var device = vae.parameters().First().device;
        var batches = new Batches(rows, Binarization.None, new Philox(seed, RandomStream.EvaluationBinarization, round), device);
        var nats = new float[rows.Table.Cells.Length];
        for (var first = 0; first < rows.Count; first += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = TensorScope.Open();
            int[] indices = [.. Enumerable.Range(first, Math.Min(BatchSize, rows.Count - first))];
            var batch = batches.Gather(indices);
            var output = vae.Forward(batch.Input, NoiseRows.Draw(noise, indices, vae.NoiseWidth).to(device), batch.Condition);
            var missing = batch.Target.isnan();
            var found = -vae.Likelihood.DimensionLogProbability(batch.Target.masked_fill(missing, 0), output.Parameters);
            found.nan_to_num_(float.PositiveInfinity, float.PositiveInfinity, float.NegativeInfinity);
            MemoryMarshal.Cast<byte, float>(found.masked_fill(missing, float.NaN).cpu().contiguous().bytes)
                .CopyTo(nats.AsSpan(first * rows.Table.Columns.Count));
        }
        return nats;
    }
}

/// <summary>The error of imputed values of a column.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Kind">The kind of its values.</param>
/// <param name="Cells">Cells that were compared.</param>
/// <param name="Error">For numbers the root of the mean squared error, in standard deviations of the training rows (of the logarithm for a positive
/// column and for a count); for names the share of wrong ones. NaN if no cell was compared.</param>
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
