using System.Runtime.InteropServices;
using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Diagnosis;

/// <summary>How much a model's outputs vary over the examples of a split.</summary>
/// <param name="Examples">Examples looked at.</param>
/// <param name="Targets">The variance of the targets over the examples, averaged over the D dimensions.</param>
/// <param name="Reconstructions">The same statistic of the images decoded from the posterior means.</param>
/// <param name="PosteriorVariance">The posterior's variance per latent, averaged over the examples, shape [L]; empty unless it is a diagonal Gaussian.</param>
internal sealed record OutputSpread(int Examples, double Targets, double Reconstructions, IReadOnlyList<double> PosteriorVariance)
{
    /// <summary>Enough for a share of variance to two digits, and a twentieth of what the evaluation of MNIST's test split costs.</summary>
    private const int MostExamples = 500;

    /// <summary>The variance of the reconstructions as a share of that of the targets; NaN where all targets are equal.</summary>
    public double Share => Reconstructions / Targets;

    /// <summary>How much a reconstruction changes when z stays and the class becomes another example's: half the mean squared difference, divided by
    /// <see cref="Targets"/>. Two unrelated images differ by 1. Null if the model infers no class, or all examples have the same one.</summary>
    public double? ClassShare { get; init; }

    /// <summary>Measures it on at most 500 examples, spread evenly over the split.</summary>
    public static OutputSpread Of(Vae model, ImageSet images, Binarization binarization)
    {
        using var inference = inference_mode();
        using var scope = TensorScope.Open();
        var count = Math.Min(MostExamples, images.Count);
        var batches = new Batches(images, binarization, new Philox(0, RandomStream.EvaluationBinarization), model.parameters().First().device);
        var parts = Enumerable.Range(0, count).Select(i => (int)((long)i * images.Count / count)).Chunk(model.Options.Rows(MostExamples))
            .Select(examples => Pass(model, batches, examples)).ToList();
        var variance = cat([.. parts.Select(part => part.Variance)]).mean([0L]).cpu().contiguous(); // [L], or [0]
        var targets = VarianceOverExamples(cat([.. parts.Select(part => part.Target)]));
        var changes = cat([.. parts.Select(part => part.Change)]);
        return new(
            count, targets, VarianceOverExamples(cat([.. parts.Select(part => part.Mean)])),
            [.. MemoryMarshal.Cast<byte, float>(variance.bytes).ToArray().Select(each => (double)each)])
        {
            ClassShare = changes.numel() == 0 ? null : changes.mean().ToDouble() / 2 / targets,
        };
    }

    /// <returns>The targets [B, D], their reconstructions [B, D], the posterior's variances [B, L], or [B, 0], and the mean squared change of the
    /// reconstructions with the next example's class, where that is another one [b].</returns>
    private static (Tensor Target, Tensor Mean, Tensor Variance, Tensor Change) Pass(Vae model, Batches batches, int[] examples)
    {
        using var scope = TensorScope.Open();
        var batch = batches.Gather(examples);
        var condition = batch.Condition ?? model.LikeliestClass(batch.Input);
        var posterior = model.Encode(batch.Input, condition);
        var mean = model.Likelihood.Mean(model.Decode(posterior.Mean, condition));
        var variance = posterior.LogVariance?.exp() ?? empty(examples.Length, 0);
        var change = model.Options.Classes > 0 ? Change(model, posterior.Mean, mean, condition!) : empty(0);
        return (batch.Target.MoveToOuterDisposeScope(), mean.MoveToOuterDisposeScope(), variance.MoveToOuterDisposeScope(),
            change.MoveToOuterDisposeScope());
    }

    private static Tensor Change(Vae model, Tensor z, Tensor mean, Tensor classes)
    {
        var next = classes.roll(-1, 0);
        var differs = (next != classes).any(1);
        return (model.Likelihood.Mean(model.Decode(z, next)) - mean).square().mean([1])[differs];
    }

    /// <param name="values">[B, D].</param>
    private static double VarianceOverExamples(Tensor values) => (values - values.mean([0L])).square().mean().ToDouble();
}
