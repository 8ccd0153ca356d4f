using Elbo.Data;
using Elbo.Models;
using Elbo.Objectives;
using Elbo.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Training;

/// <summary>One parameter update by autograd through the model's modules: gather, forward, loss, backward, Adam.</summary>
internal sealed class TorchStep(Vae model, Adam adam, TrainingOptions options, Device device)
{
    /// <summary>Updates the weights from one batch. No tensor outlives the call.</summary>
    /// <param name="batches">The training split.</param>
    /// <param name="indices">The batch's examples.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <exception cref="NonFiniteException">Loss or gradients are not finite; nothing was updated.</exception>
    public StepTotals Run(Batches batches, ReadOnlySpan<int> indices, int epoch)
    {
        using var scope = NewDisposeScope();
        var batch = batches.Gather(indices);
        var output = model.Forward(batch.Input, Noise(indices, epoch));
        var terms = NegativeElbo.Terms(model, output, batch.Target);
        var loss = NegativeElbo.Loss(terms, options.Beta, options.Reduction, model.Options.Shape.Size);
        if (!double.IsFinite(loss.ToDouble()))
            throw NonFinite(epoch, batch, output, terms);

        model.zero_grad();
        loss.backward();
        foreach (var (name, parameter) in model.named_parameters())
            if (!double.IsFinite(parameter.grad!.sum().ToDouble()))
                throw NonFiniteException.InStep(epoch, adam.Steps + 1, $"the gradient of {name}", options);

        adam.Step();
        return new(indices.Length, terms.Distortion.sum().ToDouble(), terms.Rate.sum().ToDouble());
    }

    private Tensor Noise(ReadOnlySpan<int> indices, int epoch)
    {
        var random = new Philox(options.Seed, RandomStream.TrainingNoise, epoch);
        return NoiseRows.Draw(random, indices, model.Options.Latents).to(device);
    }

    private NonFiniteException NonFinite(int epoch, Batch batch, VaeOutput output, ElboTerms terms)
    {
        (string Name, Tensor Value)[] order =
        [
            ("input", batch.Input), ("target", batch.Target), ("mu", output.Posterior.Mu), ("logvar", output.Posterior.LogVar),
            ("z", output.Z), ("logits", output.Parameters), ("distortion", terms.Distortion), ("rate", terms.Rate),
        ];
        var bad = model.named_parameters().Select(p => ("the weight " + p.name, (Tensor)p.parameter)).Concat(order)
            .FirstOrDefault(t => !t.Item2.isfinite().all().ToBoolean());
        return NonFiniteException.InStep(epoch, adam.Steps + 1, bad.Item1 ?? "the loss", options);
    }
}
