using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using Elbo.Data;
using Elbo.Models;
using Elbo.Objectives;
using TorchSharp;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Elbo.Training;

/// <summary>Trains the plain net of a model with a region by itself, before the model, as Pyro's <c>cvae</c> example does: the prior is then given the same
/// guess in every step, that of the epoch with the lowest −log p on the split that early stopping watches.</summary>
/// <param name="model">A model with a region; only its plain net changes.</param>
/// <param name="options">How to train: rate, batch, patience, seed and the most epochs.</param>
/// <param name="device">Where the model is.</param>
internal sealed class GuessTraining(Vae model, TrainingOptions options, Device device)
{
    private const int EvaluatedAtOnce = 500;

    private readonly Guess guess = model.Guess!;

    /// <summary>Settings that ask for this training where there is nothing to train.</summary>
    public static IEnumerable<string> Faults(VaeOptions model, TrainingOptions training)
    {
        if (training.GuessEpochs > 0 && model.ConditionRegion is null)
            yield return $"guess-epochs was {training.GuessEpochs}, but only a model with a region has a plain net. "
                + "Use --condition-region left --prior conditional too, or leave --guess-epochs out.";
    }

    /// <summary>Trains the plain net unless that has been done, and fixes it.</summary>
    /// <returns>True if it was trained now.</returns>
    public static bool Precede(
        Trainer trainer, TrainingOptions options, Dataset data, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var isTrained = trainer.IsGuessTrained;
        if (!isTrained)
            new GuessTraining(trainer.Model, options, trainer.Model.parameters().First().device).Run(
                data, note => progress?.Report(new(0, options.Epochs, 0, data.Train.Count, double.NaN, 0) { Note = note }), cancellation);
        trainer.IsGuessTrained = true;
        foreach (var parameter in trainer.Model.Guess!.parameters())
            parameter.requires_grad_(false);
        return !isTrained;
    }

    /// <param name="data">The data; its validation or test split, as the options say, chooses the epoch.</param>
    /// <param name="report">Receives a line after each epoch.</param>
    /// <param name="cancellation">Stops after the step at hand; nothing of this training is kept then.</param>
    /// <exception cref="NonFiniteException">A loss or a gradient is not finite.</exception>
    private void Run(Dataset data, Action<string> report, CancellationToken cancellation)
    {
        var parameters = guess.named_parameters().ToList();
        using var adam = new Adam(parameters, options.LearningRate, options.Rule);
        var (split, watched) = options.StopOn == "test" ? ("test", data.Test) : ("validation", data.Validation);
        var (lowest, best) = (double.PositiveInfinity, 0);
        Tensor[] kept = [];
        for (var epoch = 1; epoch <= options.GuessEpochs && !(options.Patience > 0 && epoch - 1 - best >= options.Patience); epoch++)
        {
            TrainEpoch(adam, data.Train, epoch, cancellation);
            var nats = watched is null ? double.NegativeInfinity : Nats(watched, cancellation);
            if (!(nats < lowest) && watched is not null)
            {
                report(Invariant($"plain net, epoch {epoch}: {nats:F2} nats on the {split} split"));
                continue;
            }
            Free(kept);
            kept = [.. parameters.Select(p => p.parameter.detach().clone().DetachFromDisposeScope())];
            (lowest, best) = (nats, epoch);
            report(Invariant($"plain net, epoch {epoch}{(watched is null ? "" : $"*: {nats:F2} nats on the {split} split")}"));
        }
        using (no_grad())
            foreach (var (p, value) in parameters.Zip(kept))
                p.parameter.copy_(value);
        Free(kept);
        adam.ClearGradients();
    }

    private void TrainEpoch(Adam adam, ExampleSet examples, int epoch, CancellationToken cancellation)
    {
        var batches = Over(examples, RandomStream.TrainingBinarization, epoch);
        foreach (var indices in Shuffle.Permutation(examples.Count, options.Seed, epoch).Chunk(options.Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = TensorScope.Open();
            var batch = batches.Gather(indices);
            var loss = Cost(batch).mean();
            adam.ClearGradients();
            loss.backward();
            if (!double.IsFinite(loss.ToDouble()) || adam.FirstBadGradient() is not null)
                throw NonFiniteException.InStep(epoch, adam.Steps + 1, indices, examples.Count, "the loss of the plain net", options);
            adam.Step();
        }
    }

    /// <summary>Nats per example of a split.</summary>
    private double Nats(ExampleSet examples, CancellationToken cancellation)
    {
        using var inference = inference_mode();
        var (batches, sum) = (Over(examples, RandomStream.EvaluationBinarization, 0), 0.0);
        foreach (var indices in Enumerable.Range(0, examples.Count).Chunk(model.Options.Rows(EvaluatedAtOnce)))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = TensorScope.Open();
            sum += Cost(batches.Gather(indices)).sum(ScalarType.Float64).ToDouble();
        }
        return sum / examples.Count;
    }

    private Batches Over(ExampleSet examples, RandomStream stream, int round) =>
        new(examples, options.Binarization, new(options.Seed, stream, round), device);

    /// <summary>−log p of what is not given, nats, shape [B].</summary>
    private Tensor Cost(Batch batch) => -LogLikelihood.Of(model, guess.call(batch.Input), batch.Target);

    private static void Free(Tensor[] tensors)
    {
        foreach (var tensor in tensors)
            tensor.Dispose();
    }
}
