using Elbo.Compute.Engine.Losses;
using static TorchSharp.torch;

namespace Elbo.Likelihoods.Columns;

/// <summary>One of a few values without an order: a categorical distribution.</summary>
/// <param name="categories">At least 1.</param>
internal sealed class NamesLikelihood(int categories) : ColumnLikelihood
{
    public override int Outputs => categories;

    public override int Expectations => categories;

    public override IUnitLoss Loss => new CategoricalLoss(categories);

    public override Tensor LogProbability(Tensor target, Tensor part) =>
        part.log_softmax(1).gather(1, target.to(ScalarType.Int64).unsqueeze(1)).squeeze(1);

    public override Tensor Expect(Tensor part) => part.softmax(1);

    public override Tensor Decide(Tensor expected, bool round) => expected.argmax(1).to(expected.dtype);

    public override Tensor Spread(Tensor part) => part.softmax(1).amax([1L]);

    public override float Draw(Span<float> part, float uniform) => Softmax.Draw(part, uniform, out _);
}
