using Elbo.Models;
using Elbo.Training;
using TorchSharp;
using static TorchSharp.torch;
using Functional = TorchSharp.torch.nn.functional;

#pragma warning disable RS0030 // As in plain TorchSharp.

namespace Elbo.Bench;

/// <summary>
/// A training step written with plain TorchSharp: <c>index_select</c>, modules, <c>binary_cross_entropy_with_logits</c> plus the
/// rate, autograd, <c>torch.optim.Adam</c>, one dispose scope. The input is grey, the target its threshold.
/// </summary>
internal sealed class EagerStep : ITrainingStep
{
    private readonly EagerVae model;
    private readonly optim.Optimizer optimizer;
    private readonly Tensor data;
    private readonly Func<int[], Tensor> noise;

    /// <param name="first">The random numbers of the initial weights.</param>
    /// <param name="options">The learning rate; sum reduction and β 1 are fixed.</param>
    /// <param name="data">All examples, grey, shape [N, D], float32, or float64 to compute in it; owned by the caller.</param>
    /// <param name="noise">eps for a batch's examples, [B, L]; null for torch's own generator.</param>
    public EagerStep(Vae first, TrainingOptions options, Tensor data, Func<int[], Tensor>? noise = null)
    {
        this.data = data;
        this.noise = noise ?? (indices => randn(indices.Length, first.Options.Latents));
        model = new(first.Options);
        model.CopyFrom(first);
        model.to(data.dtype);
        optimizer = optim.Adam(model.parameters(), options.LearningRate);
    }

    /// <summary>All images as grey values from 0 to 1, float32, shape [N, D].</summary>
    public static Tensor Grey(Data.ImageSet images)
    {
        using var scope = NewDisposeScope();
        var bytes = tensor(images.Pixels.ToArray(), dtype: ScalarType.Byte).reshape(images.Count, images.Shape.Size);
        return (bytes.to(ScalarType.Float32) / 255f).DetachFromDisposeScope();
    }

    public StepTotals Run(ReadOnlySpan<int> indices, int epoch)
    {
        using var scope = NewDisposeScope();
        var batch = indices.ToArray();
        var x = data.index_select(0, tensor(batch));
        var target = x.gt(0.5).to(x.dtype);
        optimizer.zero_grad();
        var (logits, mu, logVar) = model.call(x, noise(batch).to(x.dtype));
        var distortion = Functional.binary_cross_entropy_with_logits(logits, target, reduction: nn.Reduction.Sum);
        // Kingma and Welling 2014, appendix B.
        var rate = -0.5 * (1 + logVar - mu.pow(2) - logVar.exp()).sum();
        ((distortion + rate) / batch.Length).backward();
        optimizer.step();
        var (d, r) = (distortion.ToDouble(), rate.ToDouble());
        return new(batch.Length, d, r, d + r);
    }

    /// <summary>Does nothing: the step uses its own model.</summary>
    public void Publish()
    {
    }

    public void Dispose()
    {
        optimizer.Dispose();
        model.Dispose();
    }
}
