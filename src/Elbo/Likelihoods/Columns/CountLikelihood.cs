using Elbo.Compute.Engine.Losses;
using static TorchSharp.torch;

namespace Elbo.Likelihoods.Columns;

/// <summary>A count: a negative binomial distribution.</summary>
/// <param name="center">Where log μ starts.</param>
/// <param name="scale">Factor of the output for log μ.</param>
internal sealed class CountLikelihood(double center, double scale) : ColumnLikelihood
{
    private readonly NegativeBinomial counts = new(center, scale);

    public override int Outputs => 2;

    public override IUnitLoss Loss => new CountLoss(center, scale);

    public override Tensor LogProbability(Tensor target, Tensor part) => counts.LogProbability(target, part);

    public override Tensor Expect(Tensor part) => counts.Mean(part);

    public override Tensor Spread(Tensor part) => counts.Deviation(part).squeeze(1);

    public override float Draw(Span<float> part, float uniform) => counts.Draw(part[0], part[1], uniform);
}
