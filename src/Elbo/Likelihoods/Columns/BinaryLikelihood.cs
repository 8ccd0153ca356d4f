using Elbo.Compute.Engine.Losses;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Elbo.Likelihoods.Columns;

/// <summary>One of two values: a Bernoulli distribution.</summary>
internal sealed class BinaryLikelihood : ColumnLikelihood
{
    public static BinaryLikelihood Only { get; } = new();

    public override int Outputs => 1;

    public override IUnitLoss Loss => new PlaneLoss<BinaryLogit>(1, default);

    public override Tensor LogProbability(Tensor target, Tensor part) =>
        -Functional.binary_cross_entropy_with_logits(part.squeeze(1), target, reduction: nn.Reduction.None);

    public override Tensor Expect(Tensor part) => part.sigmoid();

    public override Tensor Decide(Tensor expected, bool round) => round ? (expected.squeeze(1) > 0.5).to(expected.dtype) : expected.squeeze(1);

    public override Tensor Spread(Tensor part) => part.squeeze(1).abs().sigmoid();

    public override float Draw(Span<float> part, float uniform) => uniform < 1 / (1 + MathF.Exp(-part[0])) ? 1 : 0;
}
