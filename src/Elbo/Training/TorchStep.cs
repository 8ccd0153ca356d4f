using System.Globalization;
using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Training;

/// <summary>One parameter update by autograd through the model's modules: gather, forward, loss, backward, Adam.</summary>
internal sealed class TorchStep : IGradientStep
{
    private readonly Vae model;
    private readonly Adam adam;
    private readonly TrainingOptions options;
    private readonly ExampleSet examples;
    private readonly Device device;
    private readonly Batch memory;
    private readonly Bf16Products? products;
    private Tensor? flat;

    /// <param name="model">The model, whose weights change.</param>
    /// <param name="adam">Its optimizer.</param>
    /// <param name="options">How to train.</param>
    /// <param name="examples">The training split.</param>
    /// <param name="device">Where the model is.</param>
    /// <param name="most">The most examples of a call; the options' batch by default.</param>
    public TorchStep(Vae model, Adam adam, TrainingOptions options, ExampleSet examples, Device device, int? most = null)
    {
        (this.model, this.adam, this.options, this.examples, this.device) = (model, adam, options, examples, device);
        memory = examples.Allocate(most ?? Math.Min(options.Batch, examples.Count), options.Binarization);
        memory.Input.DetachFromDisposeScope();
        memory.Target.DetachFromDisposeScope();
        if (options.Precision == Precision.Bf16)
        {
            products = new(model);
            adam.Follow(products);
        }
    }

    /// <summary>Updates the weights from one batch. No tensor outlives the call.</summary>
    /// <inheritdoc/>
    public StepTotals Run(ReadOnlySpan<int> indices, int epoch)
    {
        using var scope = TensorScope.Open();
        var loss = Differentiate(indices, epoch);
        ThrowIfGradientIsBad(indices, epoch);
        adam.LearningRate = options.LearningRateAt(adam.Steps, examples.Count);
        adam.Step();
        return new(indices.Length, loss.Distortion, loss.Rate, loss.Objective);
    }

    public unsafe Span<float> Gradient => new(Flat.Singles(), (int)Flat.numel());

    public string Layout => string.Create(CultureInfo.InvariantCulture, $"libtorch, {adam.Length} weights");

    /// <summary>Made on first use: one process needs none.</summary>
    private Tensor Flat => flat ??= zeros(adam.Length + IGradientStep.Tail).DetachFromDisposeScope();

    public StepTotals Differentiate(ReadOnlySpan<int> indices, int batch, int epoch)
    {
        using var scope = TensorScope.Open();
        var loss = Differentiate(indices, epoch, (double)indices.Length / batch);
        using (no_grad())
            adam.Collect(Flat);
        return new(indices.Length, loss.Distortion, loss.Rate, loss.Objective);
    }

    public void Update()
    {
        adam.LearningRate = options.LearningRateAt(adam.Steps, examples.Count);
        adam.Step(Flat);
    }

    /// <summary>The model's modules are what this step works on: nothing to do.</summary>
    public void Publish()
    {
    }

    /// <summary>Runs a batch without updating anything, and says what is not finite; null when all is.</summary>
    public NonFiniteException? Diagnose(ReadOnlySpan<int> indices, int epoch)
    {
        using var scope = TensorScope.Open();
        try
        {
            Differentiate(indices, epoch);
            ThrowIfGradientIsBad(indices, epoch);
            return null;
        }
        catch (NonFiniteException e)
        {
            return e;
        }
    }

    public void Dispose()
    {
        memory.Input.Dispose();
        memory.Target.Dispose();
        products?.Dispose();
        flat?.Dispose();
    }

    /// <summary>Leaves the gradients in the parameters.</summary>
    /// <param name="indices">The batch.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="share">Factor of the gradients.</param>
    private ObjectiveLoss Differentiate(ReadOnlySpan<int> indices, int epoch, double share = 1)
    {
        var batches = new Batches(
            examples, options.Binarization, new Philox(options.Seed, RandomStream.TrainingBinarization, epoch), device,
            options.ConditionDropout is { } rate ? (rate, new Philox(options.Seed, RandomStream.ConditionDropout, epoch)) : null);
        var batch = batches.Gather(indices, memory);
        // Over the loss too: a prior may have dense layers of its own, or go through the encoder.
        using var use = Bf16Products.Use(products);
        using var dropout = DropoutUnits.Use(new(options.Seed, RandomStream.Dropout, epoch), indices);
        var output = model.Forward(batch, Noise(indices, epoch), options.Objective.WeighsDraws ? new RowGradient() : null, ClassDraws(indices, epoch));
        var loss = options.Objective.Loss(model, output, batch.Target, options.LossAt(adam.Steps, examples.Count));
        if (!loss.IsFinite)
            throw NonFinite(indices, epoch, batch, output);

        // No gradient of the objective reaches the net of the guess, and none of its own loss leaves it.
        var cost = options.GuessEpochs > 0 ? null : NegativeElbo.GuessCost(model, output, batch.Target);
        var value = cost is null ? loss.Value : loss.Value + cost.mean();
        adam.ClearGradients();
        (share == 1 ? value : value * share).backward();
        return loss;
    }

    private void ThrowIfGradientIsBad(ReadOnlySpan<int> indices, int epoch)
    {
        if (adam.FirstBadGradient() is { } name)
            throw NonFiniteException.InStep(epoch, adam.Steps + 1, indices, examples.Count, $"the gradient of {name}", options);
    }

    private Tensor Noise(ReadOnlySpan<int> indices, int epoch)
    {
        var random = new Philox(options.Seed, RandomStream.TrainingNoise, epoch);
        return NoiseRows.Draw(random, indices, model.NoiseWidth, options.Objective.Draws).to(device);
    }

    private ClassDraws? ClassDraws(ReadOnlySpan<int> indices, int epoch) => options.Objective.DrawsClassesBelow is > 0 and var limit
        ? new(limit, UniformRows.Draw(new(options.Seed, RandomStream.ClassDraws, epoch), indices, model.Options.Classes).to(device))
        : null;

    private NonFiniteException NonFinite(ReadOnlySpan<int> indices, int epoch, Batch batch, VaeOutput output)
    {
        var terms = NegativeElbo.Terms(model, output, batch.Target);
        (string Name, Tensor Value)[] order =
        [
            ("input", batch.Input), ("target", batch.Target), .. output.Posterior.Parts,
            ("z", output.Z), ("the decoder's output", output.Parameters), ("distortion", terms.Distortion), ("rate", terms.Rate),
        ];
        var bad = model.named_parameters().Select(p => ("the weight " + p.name, (Tensor)p.parameter)).Concat(order)
            .FirstOrDefault(t => !t.Item2.isfinite().all().ToBoolean());
        return NonFiniteException.InStep(epoch, adam.Steps + 1, indices, examples.Count, bad.Item1 ?? "the loss", options);
    }
}
