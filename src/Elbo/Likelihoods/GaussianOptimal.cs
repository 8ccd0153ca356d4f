using Elbo.Compute.Engine.Losses;
using Elbo.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Likelihoods;

/// <summary>A Gaussian with the one standard deviation under which the reconstructions are likeliest: σ² is their mean squared error (Rybkin et al.,
/// "Simple and Effective VAE Training with Calibrated Decoders", 2021, section 3.2, optimal σ-VAE). In training σ is that of the batch. Where all
/// draws weigh the same it is the optimum, so the gradient through it is 0; none is taken. Under an importance-weighted bound it is the σ of all
/// draws equal, not the bound's optimum, and treated as fixed. A model is evaluated as a <see cref="Gaussian"/> with a fixed σ: after every epoch it
/// is estimated on the training split and kept with the weights, so that no number depends on the examples that are evaluated together.</summary>
[Kind("gaussian-optimal", "Grey values with the standard deviation that suits the reconstructions best", Order = 3)]
public sealed record GaussianOptimal : Likelihood, IManagedLikelihood, IScriptLikelihood
{
    /// <summary>None: the grey values themselves.</summary>
    public override Binarization UsualBinarization => Binarization.None;

    /// <inheritdoc/>
    public override bool IsDensity => true;

    /// <inheritdoc/>
    public override string Describe() => "Gaussian, optimal σ";

    /// <inheritdoc/>
    public override Tensor DimensionLogProbability(Tensor target, Tensor parameters) => For(target, parameters).DimensionLogProbability(target, parameters);

    /// <summary>The decoder's output as it is, which may leave [0, 1].</summary>
    /// <inheritdoc/>
    public override Tensor Mean(Tensor parameters) => parameters;

    internal override Likelihood For(Tensor target, Tensor parameters)
    {
        using var noGrad = no_grad();
        var (sum, count) = SquaredErrors(target, parameters);
        return With(sum, count);
    }

    /// <summary>The sum of the squared errors over the targets that are there, and the number of these.</summary>
    internal static (double Sum, long Count) SquaredErrors(Tensor target, Tensor parameters)
    {
        var errors = (target - parameters).square();
        var missing = errors.isnan() & target.isnan();
        return (errors.masked_fill(missing, 0).sum(ScalarType.Float64).ToDouble(), target.numel() - missing.sum().ToInt64());
    }

    internal override bool EstimatesSigma => true;

    string IScriptLikelihood.MeanScript => "identity";

    EngineLoss IManagedLikelihood.Loss(int dimensions) => EngineLoss.BatchGaussian(dimensions, Gaussian.LeastSigma, Gaussian.MostSigma);

    internal static Gaussian With(double sum, long count) =>
        new(double.IsNaN(sum) ? sum : Math.Clamp(Math.Sqrt(sum / Math.Max(1, count)), Gaussian.LeastSigma, Gaussian.MostSigma));

    /// <inheritdoc/>
    protected internal override double[] OutputsAt(double mean) => [mean];

    /// <inheritdoc/>
    protected override Tensor Draw(Tensor parameters, Tensor uniform) =>
        throw new InvalidOperationException("The optimal σ belongs to a batch or to a trained model. Draw from the likelihood of a model in eval mode.");
}
