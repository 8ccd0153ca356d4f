using System.Runtime.InteropServices;
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
        var columns = rows.Encoding.Columns;
        var nats = PerCell(model, rows, seed, round, cancellation);
        return [.. columns.Select((column, i) =>
        {
            double[] there = [.. Enumerable.Range(0, rows.Count).Select(row => (double)nats[row * columns.Count + i]).Where(value => !double.IsNaN(value))];
            return new ColumnDistortion(column.Name, column.Kind, there.Length, SampleMean.Of(there));
        })];
    }

    /// <summary>
    /// −log p(cell given z) with one draw of z. The cells of a row add up to its distortion in <see cref="TrainedVaeEvaluation.Evaluate"/> for the same seed
    /// and round.
    /// </summary>
    /// <param name="model">A model of such rows.</param>
    /// <param name="rows">Rows, encoded as the model was trained.</param>
    /// <param name="seed">The seed of eps.</param>
    /// <param name="round">Another round gives other draws.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>Nats, NaN if a cell is missing; shape [N, C].</returns>
    /// <exception cref="OptionsException">The rows are not of this model's encoding.</exception>
    public static float[] PerCell(TrainedVae model, TableSet rows, ulong seed = 0, int round = 0, CancellationToken cancellation = default)
    {
        model.ThrowIfForeign(rows);
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
            MemoryMarshal.Cast<byte, float>(found.masked_fill(missing, float.NaN).cpu().contiguous().bytes)
                .CopyTo(nats.AsSpan(first * rows.Table.Columns.Count));
        }
        return nats;
    }
}
