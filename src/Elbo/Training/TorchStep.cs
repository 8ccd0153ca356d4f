using Elbo.Data;
using Elbo.Models;
using Elbo.Native;
using Elbo.Objectives;
using Elbo.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Training;

/// <summary>One parameter update by autograd through the model's modules: gather, forward, loss, backward, Adam.</summary>
internal sealed class TorchStep : ITrainingStep
{
    private readonly Vae model;
    private readonly Adam adam;
    private readonly TrainingOptions options;
    private readonly ExampleSet examples;
    private readonly Device device;
    private readonly Batch memory;
    private readonly Bf16Products? products;

    public TorchStep(Vae model, Adam adam, TrainingOptions options, ExampleSet examples, Device device)
    {
        (this.model, this.adam, this.options, this.examples, this.device) = (model, adam, options, examples, device);
        memory = examples.Allocate(Math.Min(options.Batch, examples.Count), options.Binarization);
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
        adam.LearningRate = options.LearningRateAt(adam.Steps, examples.Count);
        adam.Step();
        return new(indices.Length, loss.Distortion, loss.Rate, loss.Objective);
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
    }

    /// <summary>Leaves the gradients in the parameters.</summary>
    private ObjectiveLoss Differentiate(ReadOnlySpan<int> indices, int epoch)
    {
        var batches = new Batches(examples, options.Binarization, new Philox(options.Seed, RandomStream.TrainingBinarization, epoch), device);
        var batch = batches.Gather(indices, memory);
        // Over the loss too: a prior may have dense layers of its own, or go through the encoder.
        using var use = Bf16Products.Use(products);
        var output = model.Forward(batch.Input, Noise(indices, epoch), options.Objective.WeighsDraws ? new RowGradient() : null);
        var loss = options.Objective.Loss(model, output, batch.Target, options.LossAt(adam.Steps, examples.Count));
        if (!loss.IsFinite)
            throw NonFinite(indices, epoch, batch, output);

        adam.ClearGradients();
        loss.Value.backward();
        if (adam.FirstBadGradient() is { } name)
            throw NonFiniteException.InStep(epoch, adam.Steps + 1, indices, examples.Count, $"the gradient of {name}", options);
        return loss;
    }

    private Tensor Noise(ReadOnlySpan<int> indices, int epoch)
    {
        var random = new Philox(options.Seed, RandomStream.TrainingNoise, epoch);
        return NoiseRows.Draw(random, indices, model.NoiseWidth, options.Objective.Draws).to(device);
    }

    private NonFiniteException NonFinite(ReadOnlySpan<int> indices, int epoch, Batch batch, VaeOutput output)
    {
        var terms = NegativeElbo.Terms(model, output, batch.Target);
        (string Name, Tensor Value)[] order =
        [
            ("input", batch.Input), ("target", batch.Target), ("mu", output.Posterior.Mu), ("logvar", output.Posterior.LogVar),
            ("z", output.Z), ("the decoder's output", output.Parameters), ("distortion", terms.Distortion), ("rate", terms.Rate),
        ];
        var bad = model.named_parameters().Select(p => ("the weight " + p.name, (Tensor)p.parameter)).Concat(order)
            .FirstOrDefault(t => !t.Item2.isfinite().all().ToBoolean());
        return NonFiniteException.InStep(epoch, adam.Steps + 1, indices, examples.Count, bad.Item1 ?? "the loss", options);
    }
}
