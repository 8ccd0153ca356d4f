using Elbo.Compute.Native;
using Elbo.Data.Tables;
using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Evaluation;

/// <summary>How much of a column of a table the codes (posterior means) keep: simple models predict its cells from the codes, fitted on training rows and
/// scored on others. The codes have seen the cells; a column that cannot be read from them is left to the decoder's noise.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Kind">The kind of its values.</param>
/// <param name="FitRows">Training rows that have the cell.</param>
/// <param name="Rows">Scored rows that have the cell.</param>
internal sealed record ColumnProbe(string Column, ColumnKind Kind, int FitRows, int Rows)
{
    /// <summary>More would take longer and change little.</summary>
    public const int MostFitted = 10_000;

    private const int MostClasses = 256;

    private const double Ridge = 1e-4;

    /// <summary>Of a column of names: accuracy of the nearest neighbours and of the linear probe, and the share of the commonest name; null for
    /// numbers.</summary>
    public CodeScores? Names { get; private init; }

    /// <summary>Of a column of numbers: the share of their variance that linear regression on the codes explains, as they are standardized; null for
    /// names.</summary>
    public double? Explained { get; private init; }

    /// <summary>Probes every column, but those of more than 256 names, those that hardly any row has, and numbers that are all the same.</summary>
    /// <param name="vae">A model of such rows.</param>
    /// <param name="fit">The training rows; at most <see cref="MostFitted"/> of them are used.</param>
    /// <param name="heldOut">Other rows.</param>
    /// <param name="cancellation">Stops between columns.</param>
    public static IReadOnlyList<ColumnProbe> Of(TrainedVae vae, TableSet fit, TableSet heldOut, CancellationToken cancellation = default)
    {
        var some = (TableSet)fit.Subset(MostFitted, seed: 0);
        var (codes, others) = (vae.Encode(some, cancellation), vae.Encode(heldOut, cancellation));
        List<ColumnProbe> probes = [];
        foreach (var (place, column) in fit.Encoding.Columns.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            double[] known = some.Table.Values(place), asked = heldOut.Table.Values(place);
            int[] fitted = [.. There(known)], scored = [.. There(asked)];
            if (fitted.Length < CodeEvaluator.Neighbours || scored.Length == 0 || column.Categories.Count > MostClasses)
                continue;
            if (!column.Kind.HasNames() && scored.All(row => asked[row] == asked[scored[0]]))
                continue;
            var probe = new ColumnProbe(column.Name, column.Kind, fitted.Length, scored.Length);
            var (x, y) = (codes.Select(fitted), others.Select(scored));
            if (column.Kind.HasNames())
                probes.Add(probe with { Names = CodeEvaluator.Score(x, Labels(known, fitted), y, Labels(asked, scored), cancellation) });
            else
                probes.Add(probe with { Explained = Explain(x, Standard(column, known, fitted), y, Standard(column, asked, scored)) });
        }
        return probes;
    }

    /// <summary>1 − Σ (v − v̂)² / Σ (v − v̄)² of the scored rows, v̂ by least squares with a small ridge on the rows fitted on.</summary>
    internal static double Explain(Codes fit, double[] known, Codes heldOut, double[] asked)
    {
        using var inference = inference_mode();
        using var scope = TensorScope.Open();
        var (x, v) = (Inputs(fit), tensor(known).unsqueeze(1));
        var square = x.t().mm(x) / fit.Count + Ridge * eye(fit.Latents + 1, dtype: ScalarType.Float64);
        var weights = square.inverse().mm(x.t().mm(v) / fit.Count);
        var found = Inputs(heldOut).mm(weights).data<double>().ToArray();
        var mean = asked.Average();
        return 1 - asked.Zip(found, (was, said) => (was - said) * (was - said)).Sum() / asked.Sum(was => (was - mean) * (was - mean));
    }

    private static IEnumerable<int> There(double[] values) => Enumerable.Range(0, values.Length).Where(row => !double.IsNaN(values[row]));

    private static byte[] Labels(double[] values, int[] rows) => [.. rows.Select(row => (byte)values[row])];

    private static double[] Standard(ColumnEncoding column, double[] values, int[] rows) => [.. rows.Select(row => column.Standardize(values[row]))];

    /// <returns>Codes and a column of ones, shape [N, L + 1].</returns>
    private static Tensor Inputs(Codes codes)
    {
        var width = codes.Latents + 1;
        var inputs = new double[codes.Count * width];
        for (var i = 0; i < codes.Count; i++)
        {
            for (var d = 0; d < codes.Latents; d++)
                inputs[i * width + d] = codes.Mu[i * codes.Latents + d];
            inputs[i * width + codes.Latents] = 1;
        }
        return TensorMemory.Copied<double>(inputs, codes.Count, width);
    }
}
