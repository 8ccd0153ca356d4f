using Elbo.Compute.Native;
using static TorchSharp.torch;

namespace Elbo.Likelihoods;

/// <summary>The logistic distribution over the levels 0, 1/t, …, 1.</summary>
internal static class LogisticLevels
{
    /// <summary>A first log-scale: s = 0.14.</summary>
    public const double FirstLogScale = -2;

    public const double LeastLogScale = -7, MostLogScale = 3;

    /// <summary>With a = (x + h − μ)/s and b = (x − h − μ)/s, σ(a) − σ(b) = σ(a) σ(−b) (1 − e^(b − a)), and a − b = 2h/s:
    /// three logarithms that are finite everywhere, where the difference itself is 0 a few scales from μ.</summary>
    public static Tensor LogProbability(Tensor x, Tensor mean, Tensor logScale, int top)
    {
        var half = 0.5 / top;
        var inverse = (-Limited(logScale)).exp();
        var below = ((x + half - mean) * inverse).LogSigmoid();
        var above = (-(x - half - mean) * inverse).LogSigmoid();
        var between = below + above + (2 * half * inverse).Log1MinusExp();
        return where(x < half, below, where(x > 1 - half, above, between));
    }

    /// <summary>Σ over the levels of P(x ≥ level), divided by t.</summary>
    public static Tensor Mean(Tensor mean, Tensor logScale, int top)
    {
        var inverse = (-Limited(logScale)).exp();
        var sum = zeros_like(mean);
        for (var level = 1; level <= top; level++)
        {
            using var scope = TensorScope.Open();
            sum.add_(((mean - (level - 0.5) / top) * inverse).sigmoid());
        }
        return sum / top;
    }

    /// <summary>μ + s · log(u / (1 − u)), rounded to a level.</summary>
    public static Tensor Draw(Tensor mean, Tensor logScale, Tensor uniform, int top)
    {
        var value = mean + Limited(logScale).exp() * (uniform.log() - (-uniform).log1p());
        return (value.clamp(0, 1) * top).round() / top;
    }

    private static Tensor Limited(Tensor logScale) => logScale.Within(LeastLogScale, MostLogScale);
}
