using Elbo.Compute.Native;
using Elbo.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Evaluation;

/// <summary>Multinomial logistic regression on standardized codes, with a ridge of λ/2·‖W‖² added to the mean log-loss. The loss is convex, and
/// Böhning ("Multinomial logistic regression algorithm", 1992) bounds its curvature by ½ XᵀX/N, so that each step solves with one matrix, needs no
/// step length and cannot raise the loss; Nesterov's momentum speeds it up. Nothing is random: the same codes give the same classifier.</summary>
internal sealed class LinearProbe
{
    private const double Ridge = 1e-4;

    /// <summary>The largest gradient at which the weights count as converged; accuracies stop changing long before.</summary>
    private const double SmallSlope = 1e-4;

    private const int MostSteps = 300;

    private readonly byte[] classes;
    private readonly (double Mean, double Scale)[] scaling;

    /// <summary>Shape [L + 1, C], row-major; the last row is the bias.</summary>
    private readonly double[] weights;

    private LinearProbe(byte[] classes, (double Mean, double Scale)[] scaling, double[] weights) =>
        (this.classes, this.scaling, this.weights) = (classes, scaling, weights);

    public static LinearProbe Fit(Codes codes, byte[] labels, CancellationToken cancellation)
    {
        byte[] classes = [.. labels.Distinct().Order()];
        var scaling = Scaling(codes);
        using var inference = inference_mode();
        using var scope = TensorScope.Open();
        var x = Inputs(codes, scaling);
        long[] index = [.. labels.Select(label => (long)Array.BinarySearch(classes, label))];
        var target = nn.functional.one_hot(tensor(index), classes.Length).to(ScalarType.Float64);
        var ridge = eye(codes.Latents + 1, dtype: ScalarType.Float64) * Ridge;
        var step = (0.5 * x.t().mm(x) / codes.Count + ridge).inverse();
        var (now, ahead) = (zeros(codes.Latents + 1, classes.Length, ScalarType.Float64), zeros(codes.Latents + 1, classes.Length, ScalarType.Float64));
        for (var i = 0; i < MostSteps; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var iteration = TensorScope.Open();
            var gradient = x.t().mm(x.mm(ahead).softmax(1) - target) / codes.Count + Ridge * ahead;
            if (gradient.abs().max().ToDouble() < SmallSlope)
                break;
            var next = ahead - step.mm(gradient);
            ahead = (next + i / (i + 3.0) * (next - now)).MoveToOuterDisposeScope();
            now = next.MoveToOuterDisposeScope();
        }
        return new(classes, scaling, now.data<double>().ToArray());
    }

    /// <returns>The likeliest class of each example, shape [N].</returns>
    public byte[] Classify(Codes codes)
    {
        using var inference = inference_mode();
        using var scope = TensorScope.Open();
        var scores = Inputs(codes, scaling).mm(TensorMemory.Copied<double>(weights, codes.Latents + 1, classes.Length));
        return [.. scores.argmax(1).data<long>().ToArray().Select(index => classes[index])];
    }

    /// <summary>Mean and 1/standard deviation of each latent; a constant one is ignored.</summary>
    private static (double Mean, double Scale)[] Scaling(Codes codes) => [.. Enumerable.Range(0, codes.Latents).Select(d =>
    {
        double mean = 0, square = 0;
        for (var i = 0; i < codes.Count; i++)
        {
            double value = codes.Mu[i * codes.Latents + d];
            mean += value / codes.Count;
            square += value * value / codes.Count;
        }
        var deviation = Math.Sqrt(Math.Max(0, square - mean * mean));
        return (mean, deviation > 1e-6 ? 1 / deviation : 0);
    })];

    /// <returns>Standardized codes and a column of ones, float64, shape [N, L + 1].</returns>
    private static Tensor Inputs(Codes codes, (double Mean, double Scale)[] scaling)
    {
        var width = codes.Latents + 1;
        var inputs = new double[codes.Count * width];
        for (var i = 0; i < codes.Count; i++)
        {
            for (var d = 0; d < codes.Latents; d++)
                inputs[i * width + d] = (codes.Mu[i * codes.Latents + d] - scaling[d].Mean) * scaling[d].Scale;
            inputs[i * width + codes.Latents] = 1;
        }
        return TensorMemory.Copied<double>(inputs, codes.Count, width);
    }
}
