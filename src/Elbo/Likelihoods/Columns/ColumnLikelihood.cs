using Elbo.Compute.Engine.Losses;
using Elbo.Data.Tables;
using static TorchSharp.torch;

namespace Elbo.Likelihoods.Columns;

/// <summary>p(x given z) of one column of a table: reads its part of the decoder's outputs as parameters.</summary>
internal abstract class ColumnLikelihood
{
    /// <summary>Decoder outputs of the column, O.</summary>
    public abstract int Outputs { get; }

    /// <summary>Numbers that say what is expected of it, E: a mean or a probability, or one for each value.</summary>
    public virtual int Expectations => 1;

    /// <summary>Whether it is a density, which depends on the unit of x.</summary>
    public virtual bool IsDensity => false;

    /// <summary>The loss of the managed engine.</summary>
    public abstract IUnitLoss Loss { get; }

    /// <summary>The likelihood of a column's kind.</summary>
    public static ColumnLikelihood Of(ColumnShape column) => column.Kind switch
    {
        ColumnKind.Count => new CountLikelihood(column.Center, column.Scale),
        ColumnKind.Binary => BinaryLikelihood.Only,
        ColumnKind.Categorical => new NamesLikelihood(column.Categories),
        ColumnKind.NumericMixture => new MixtureLikelihood(column.Bins ?? NumberBins.None),
        _ => RealLikelihood.Only,
    };

    /// <param name="target">x, shape [B].</param>
    /// <param name="part">Shape [B, O].</param>
    /// <returns>Nats, shape [B].</returns>
    public abstract Tensor LogProbability(Tensor target, Tensor part);

    /// <summary>What is expected, in numbers that can be averaged.</summary>
    /// <param name="part">Shape [B, O].</param>
    /// <returns>Shape [B, E].</returns>
    public abstract Tensor Expect(Tensor part);

    /// <summary>One value from what is expected.</summary>
    /// <param name="expected">Shape [B, E].</param>
    /// <param name="round">True gives values that a table can hold.</param>
    /// <returns>Shape [B].</returns>
    public virtual Tensor Decide(Tensor expected, bool round) => expected.squeeze(1);

    /// <summary>The standard deviation of a number, the probability of the likeliest name.</summary>
    /// <param name="part">Shape [B, O].</param>
    /// <returns>Shape [B].</returns>
    public abstract Tensor Spread(Tensor part);

    /// <summary>A draw.</summary>
    /// <param name="part">The outputs for one row, shape [O]; may be overwritten.</param>
    /// <param name="uniform">In (0, 1).</param>
    public abstract float Draw(Span<float> part, float uniform);
}
