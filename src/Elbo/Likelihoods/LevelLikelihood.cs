using Elbo.Data;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

namespace Elbo.Likelihoods;

/// <summary>A probability of whole grey levels: x is one of 0, 1/(n − 1), …, 1 for n levels. With 256 of them x is a byte, −ELBO a bound on the
/// description length of the file's pixels, and −ELBO / (D·log 2) the bits per dimension that papers print.</summary>
/// <param name="Levels">n, from 2 to 256. Default 256. Fewer are for data that have no others: to train on a pixel between two levels is an error;
/// where a model is used on other data, it is rounded.</param>
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

/// <summary>Keeps the logarithm of a scale within limits by two soft-plus functions, so that its gradient is never cut off (Chua et al., "Deep
/// Reinforcement Learning in a Handful of Trials", 2018, appendix A.1). Well within the limits it changes nothing.</summary>
internal static class SoftLimits
{
    public static Tensor Within(this Tensor value, double low, double high)
    {
        var below = high - Functional.softplus(high - value);
        return low + Functional.softplus(below - low);
    }

    public static double Within(double value, double low, double high)
    {
        var below = high - Softplus(high - value);
        return low + Softplus(below - low);

        static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
    }

    /// <summary>log σ(x), finite wherever x is.</summary>
    public static Tensor LogSigmoid(this Tensor value) => -Functional.softplus(-value);

    /// <summary>log (1 − e^(−t)), for t above 0.</summary>
    public static Tensor Log1MinusExp(this Tensor t) => (-(-t).expm1()).log();
}
