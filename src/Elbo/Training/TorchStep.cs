using Elbo.Data;
using Elbo.Models;
using Elbo.Objectives;
using Elbo.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Training;

/// <summary>One parameter update by autograd through the model's modules: gather, forward, loss, backward, Adam.</summary>
internal sealed class TorchStep(Vae model, Adam adam, TrainingOptions options, ImageSet images, Device device) : ITrainingStep
{
    /// <summary>Updates the weights from one batch. No tensor outlives the call.</summary>
    /// <inheritdoc/>
    public StepTotals Run(ReadOnlySpan<int> indices, int epoch)
    {
        using var scope = NewDisposeScope();
        var terms = Differentiate(indices, epoch);
        adam.Step();
        return new(indices.Length, terms.Distortion.sum().ToDouble(), terms.Rate.sum().ToDouble());
    }

    /// <summary>The model's modules are what this step works on: nothing to do.</summary>
    public void Publish()
    {
    }

    /// <summary>Runs a batch without updating anything, and says what is not finite; null when all is.</summary>
    public NonFiniteException? Diagnose(ReadOnlySpan<int> indices, int epoch)
    {
        using var scope = NewDisposeScope();
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
    }

    /// <summary>Leaves the gradients in the parameters.</summary>
    private ElboTerms Differentiate(ReadOnlySpan<int> indices, int epoch)
    {
        var batches = new Batches(images, options.Binarization, new Philox(options.Seed, RandomStream.TrainingBinarization, epoch), device);
        var batch = batches.Gather(indices);
        var output = model.Forward(batch.Input, Noise(indices, epoch));
        var terms = NegativeElbo.Terms(model, output, batch.Target);
        var loss = NegativeElbo.Loss(terms, options.BetaAt(adam.Steps, images.Count), options.Reduction, model.Options.Shape.Size);
        if (!double.IsFinite(loss.ToDouble()))
            throw NonFinite(indices, epoch, batch, output, terms);

        model.zero_grad();
        loss.backward();
        foreach (var (name, parameter) in model.named_parameters())
            if (!double.IsFinite(parameter.grad!.sum().ToDouble()))
                throw NonFiniteException.InStep(epoch, adam.Steps + 1, indices, images.Count, $"the gradient of {name}", options);
        return terms;
    }

    private Tensor Noise(ReadOnlySpan<int> indices, int epoch)
    {
        var random = new Philox(options.Seed, RandomStream.TrainingNoise, epoch);
        return NoiseRows.Draw(random, indices, model.Options.Latents).to(device);
    }

    private NonFiniteException NonFinite(ReadOnlySpan<int> indices, int epoch, Batch batch, VaeOutput output, ElboTerms terms)
    {
        (string Name, Tensor Value)[] order =
        [
            ("input", batch.Input), ("target", batch.Target), ("mu", output.Posterior.Mu), ("logvar", output.Posterior.LogVar),
            ("z", output.Z), ("the decoder's output", output.Parameters), ("distortion", terms.Distortion), ("rate", terms.Rate),
        ];
        var bad = model.named_parameters().Select(p => ("the weight " + p.name, (Tensor)p.parameter)).Concat(order)
            .FirstOrDefault(t => !t.Item2.isfinite().all().ToBoolean());
        return NonFiniteException.InStep(epoch, adam.Steps + 1, indices, images.Count, bad.Item1 ?? "the loss", options);
    }
}
