using Elbo.Data;
using static TorchSharp.torch;

namespace Elbo.Likelihoods;

/// <summary>
/// A probability of whole grey levels: x is one of 0, 1/(n − 1), …, 1 for n levels. With 256 of them x is a byte, −ELBO a bound on the
/// description length of the file's pixels, and −ELBO / (D·log 2) the bits per dimension that papers print.
/// </summary>
/// <param name="Levels">
/// n, from 2 to 256. Default 256. Fewer are for data that have no others: to train on a pixel between two levels is an error; where a model is used on other data, it is rounded.
/// </param>
public abstract record LevelLikelihood(
    [property: Setting("levels", "Grey levels", Min = 2, Max = 256)] int Levels = 256) : Likelihood
{
    /// <summary>None: the grey values themselves.</summary>
    public override Binarization UsualBinarization => Binarization.None;

    /// <inheritdoc/>
    public override bool IsDensity => false;

    /// <inheritdoc/>
    public override double? BitsPerDimension(double nats, int dimensions) => nats / (dimensions * Math.Log(2));

    internal sealed override int? GreyLevels => Levels;

    /// <summary>The highest level, n − 1.</summary>
    private protected int Top => Levels - 1;

    /// <summary>Whole levels 0 … n − 1.</summary>
    private protected Tensor LevelOf(Tensor target) => (target * Top).round();
}
