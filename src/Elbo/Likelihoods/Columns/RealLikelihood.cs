using Elbo.Compute.Engine.Losses;
using Elbo.Compute.Simd;
using static TorchSharp.torch;

namespace Elbo.Likelihoods.Columns;

/// <summary>A real column, or the logarithm of a positive one: a Gaussian with a learned variance over the standardized value.</summary>
internal sealed class RealLikelihood : ColumnLikelihood
{
    private static readonly GaussianLearned Gaussian = new();

    public static RealLikelihood Only { get; } = new();

    public override int Outputs => 2;

    public override bool IsDensity => true;

    public override IUnitLoss Loss => GaussianLearned.Units(1);

    public override Tensor LogProbability(Tensor target, Tensor part) => Gaussian.DimensionLogProbability(target.unsqueeze(1), part).squeeze(1);

    public override Tensor Expect(Tensor part) => Gaussian.Mean(part);

    public override Tensor Spread(Tensor part) => Gaussian.Deviation(part).squeeze(1);

    public override float Draw(Span<float> part, float uniform) => part[0] + GaussianLearned.Deviation(part[1]) * (float)NormalQuantile.Of(uniform);
}
