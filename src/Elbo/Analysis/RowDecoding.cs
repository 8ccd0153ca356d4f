using Elbo.Analysis.Synthesis;
using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Likelihoods;
using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Analysis;

/// <summary>What a model of a table makes of codes: rows.</summary>
internal static class RowDecoding
{
    private const int BatchSize = 500;

    /// <summary>The mean row of p(x given z) for each code: means of numbers (of the logarithm for positive ones), likeliest names.</summary>
    /// <param name="model">A model that knows its table.</param>
    /// <param name="z">Codes, shape [N, L], row-major.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ArgumentException">The length is no multiple of L.</exception>
    /// <exception cref="OptionsException">The model learned from images, or does not know its table.</exception>
    public static Table DecodeRows(this TrainedVae model, ReadOnlySpan<float> z, CancellationToken cancellation = default) =>
        Decode(model, z, (likelihood, parameters, _) => likelihood.Decide(likelihood.Expect(parameters), round: true), cancellation);

    /// <summary>A draw from p(x given z) for each code: rows as they may occur, with the noise that means have not.</summary>
    /// <param name="model">A model that knows its table.</param>
    /// <param name="z">Codes, shape [N, L], row-major.</param>
    /// <param name="seed">The same seed draws the same rows.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="ArgumentException">The length is no multiple of L.</exception>
    /// <exception cref="OptionsException">The model learned from images, or does not know its table.</exception>
    public static Table DrawRows(this TrainedVae model, ReadOnlySpan<float> z, ulong seed = 0, CancellationToken cancellation = default)
    {
        var random = new Philox(seed, RandomStream.Imputation);
        return Decode(model, z, (likelihood, parameters, rows) =>
            likelihood.Sample(parameters, UniformRows.Draw(random, rows, likelihood.Columns.Count).to(parameters.device)), cancellation);
    }

    /// <summary>Rows of codes drawn from the prior, each a draw from p(x given z): a made-up table that looks like the training rows.</summary>
    /// <param name="model">A model that knows its table.</param>
    /// <param name="count">How many, N.</param>
    /// <param name="seed">The same seed draws the same rows.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OptionsException">The model learned from images, or does not know its table.</exception>
    public static Table SampleRows(this TrainedVae model, int count, ulong seed = 0, CancellationToken cancellation = default) =>
        new RowSynthesis(model, complete: true).Rows(0, count, seed, cancellation);

    /// <summary>Each row of a table decoded from its posterior mean: means of numbers, likeliest names.</summary>
    /// <param name="model">A model of such rows.</param>
    /// <param name="rows">Rows, encoded as the model was trained.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="OptionsException">The rows are none of this model's.</exception>
    public static Table Reconstruct(this TrainedVae model, TableSet rows, CancellationToken cancellation = default)
    {
        var found = Decode(
            model, model.Encode(rows, cancellation).Mu, model.UnderCondition(rows).Conditions, rows.Encoding,
            (likelihood, parameters, _) => likelihood.Decide(likelihood.Expect(parameters), round: true), cancellation);
        return rows.Table.With(found.Cells.ToArray());
    }

    /// <summary>Each row reconstructed at its posterior mean, with the spread of p(x given z) there.</summary>
    /// <returns>Values, and the spread as <see cref="TableLikelihood.Spread"/> has it, shape [N, C] each.</returns>
    internal static (Table Values, float[] Spread) ReconstructWithSpread(TrainedVae model, TableSet rows, CancellationToken cancellation)
    {
        var codes = model.Encode(rows, cancellation).Mu;
        var likelihood = (TableLikelihood)model.Options.Likelihood;
        var spread = Values(
            model, codes, model.UnderCondition(rows).Conditions, (of, parameters, _) => of.Spread(parameters), likelihood.Columns.Count, cancellation);
        return (Reconstruct(model, rows, cancellation), spread);
    }

    private static Table Decode(TrainedVae model, ReadOnlySpan<float> z, Func<TableLikelihood, Tensor, int[], Tensor> find, CancellationToken cancellation) =>
        Decode(model, z, null, EncodingOf(model), find, cancellation);

    /// <summary>How the model's rows are encoded.</summary>
    /// <exception cref="OptionsException">The model learned from images, or does not know its table.</exception>
    internal static TableEncoding EncodingOf(TrainedVae model) => model.Table ?? throw new OptionsException([model.Options.Likelihood.IsOfRows
        ? "The model learned from a table, but its file does not say with which names and statistics. Load the run's folder."
        : $"The model learned from images of {model.Options.Shape}, and decodes to images, not to rows. "
            + $"Use {nameof(TrainedVae.Decode)}."]);

    private static Table Decode(
        TrainedVae model, ReadOnlySpan<float> z, Conditions? conditions, TableEncoding encoding, Func<TableLikelihood, Tensor, int[], Tensor> find,
        CancellationToken cancellation)
    {
        var columns = encoding.Columns;
        var values = Values(model, z, conditions, find, columns.Count, cancellation);
        return new([.. columns.Select(column => column.Column)], [.. values.Select((value, i) => columns[i % columns.Count].FromTarget(value))]);
    }

    private static float[] Values(
        TrainedVae model, ReadOnlySpan<float> z, Conditions? conditions, Func<TableLikelihood, Tensor, int[], Tensor> find, int width,
        CancellationToken cancellation)
    {
        var latents = model.Options.Latents;
        if (z.Length % latents != 0)
            throw new ArgumentException($"{z.Length} numbers are no whole number of codes of {latents}.", nameof(z));
        var (count, likelihood) = (z.Length / latents, (TableLikelihood)model.Options.Likelihood);
        var device = model.Model.parameters().First().device;
        var values = new float[count * width];
        conditions ??= model.ConditionsOf(count);
        using var inference = inference_mode();
        for (var first = 0; first < count; first += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = TensorScope.Open();
            var rows = Math.Min(BatchSize, count - first);
            var codes = TensorMemory.Copied(z.Slice(first * latents, rows * latents), rows, latents).to(device);
            var parameters = model.Model.Decode(codes, conditions?.Slice(first, rows).On(device));
            TrainedVae.Copy(find(likelihood, parameters, [.. Enumerable.Range(first, rows)]), values, first * width);
        }
        return values;
    }
}
