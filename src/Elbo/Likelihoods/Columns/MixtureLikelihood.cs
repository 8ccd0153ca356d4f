using System.Runtime.InteropServices;
using Elbo.Compute.Engine.Losses;
using Elbo.Data.Tables;
using static TorchSharp.torch;

namespace Elbo.Likelihoods.Columns;

/// <summary>A number as a mixture of points and intervals (compare the mode-specific normalization of Xu et al., "Modeling Tabular Data using
/// Conditional GAN", 2019, section 4.2): the decoder weighs the parts, and within an interval a value has the distribution of the training rows
/// there. log p(x) is that of the part; the density within it does not depend on z, and is left out.</summary>
/// <param name="bins">The parts; the first and the last are beyond the training rows, and never drawn.</param>
internal sealed class MixtureLikelihood(NumberBins bins) : ColumnLikelihood
{
    public override int Outputs => bins.Count;

    public override int Expectations => bins.Count;

    public override IUnitLoss Loss => new CategoricalLoss(bins.Count);

    public override Tensor LogProbability(Tensor target, Tensor part) =>
        part.log_softmax(1).gather(1, target.round().to(ScalarType.Int64).unsqueeze(1)).squeeze(1);

    public override Tensor Expect(Tensor part) => part.softmax(1);

    public override Tensor Decide(Tensor expected, bool round) =>
        Of(expected, weights => bins.Target(bins.MeanOf(weights)));

    public override Tensor Spread(Tensor part) => Of(part.softmax(1), weights => bins.DeviationOf(weights));

    public override float Draw(Span<float> part, float uniform)
    {
        var chosen = Softmax.Draw(part[1..^1], uniform, out var within) + 1;
        return NumberBins.At(chosen, within);
    }

    private static Tensor Of(Tensor weights, Func<ReadOnlySpan<float>, double> find)
    {
        var (rows, width) = ((int)weights.shape[0], (int)weights.shape[1]);
        using var plain = weights.detach().to(ScalarType.Float32).cpu().contiguous();
        var all = MemoryMarshal.Cast<byte, float>(plain.bytes);
        var values = new float[rows];
        for (var row = 0; row < rows; row++)
            values[row] = (float)find(all.Slice(row * width, width));
        return tensor(values).to(weights.dtype).to(weights.device);
    }
}
