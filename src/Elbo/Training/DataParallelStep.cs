using Elbo.Compute.Distributed;
using Elbo.Compute.Simd;
using Elbo.Data;

namespace Elbo.Training;

/// <summary>A step over several processes, synchronous and data-parallel: each rank differentiates its share of the batch, one allreduce over one
/// vector adds the gradients up, and every rank makes the same update of its own copy of the weights. What the ranks have to agree on (totals, a loss
/// that is not finite, a wish to stop) travels at the end of the same vector.</summary>
internal sealed class DataParallelStep : ITrainingStep
{
    private readonly Communicator communicator;
    private readonly IGradientStep step;
    private readonly Trainer trainer;
    private readonly TrainingOptions options;
    private readonly ExampleSet examples;
    private readonly CancellationToken wish;
    private readonly CancellationTokenSource stop = new();

    /// <param name="communicator">The ranks; all make this step.</param>
    /// <param name="step">This rank's.</param>
    /// <param name="trainer">Whose weights they are.</param>
    /// <param name="options">How to train.</param>
    /// <param name="examples">The training split.</param>
    /// <param name="wish">Asks this rank to stop.</param>
    /// <exception cref="DistributedException">The ranks' engines differ.</exception>
    public DataParallelStep(
        Communicator communicator, IGradientStep step, Trainer trainer, TrainingOptions options, ExampleSet examples, CancellationToken wish)
    {
        (this.communicator, this.step, this.trainer, this.options, this.examples, this.wish) = (communicator, step, trainer, options, examples, wish);
        if (Replicas.Different(communicator, Replicas.Fingerprint(step.Layout)) is { } rank)
            throw new DistributedException(
                $"Rank {rank} computes otherwise than rank 0 does, which computes with {step.Layout}. "
                    + "Use the same version of Elbo and processors with the same vectors on every machine, or --engine torch.");
    }

    /// <summary>Cancelled on every rank after the same step, once one rank was asked to stop.</summary>
    public CancellationToken Stop => stop.Token;

    /// <param name="indices">The whole batch, on every rank.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    public StepTotals Run(ReadOnlySpan<int> indices, int epoch)
    {
        var (first, end) = communicator.Share(indices.Length);
        var own = new StepTotals();
        string? bad = null;
        try
        {
            if (first < end)
                own = step.Differentiate(indices[first..end], indices.Length, epoch);
            else
                step.Gradient.Clear();
        }
        catch (NonFiniteException e)
        {
            // The others are on their way to the sum.
            bad = e.Tensor;
            step.Gradient.Clear();
        }
        var totals = Sum(own, bad is not null);
        if (!totals.IsFinite)
            throw NonFiniteException.InStep(epoch, trainer.Optimizer.Steps + 1, indices, examples.Count, NameOfFirst(bad), options);
        if (!FiniteLoop.IsFinite(step.Gradient))
            throw NonFiniteException.InStep(epoch, trainer.Optimizer.Steps + 1, indices, examples.Count, "the gradient's sum over the ranks", options);
        step.Update();
        if (totals.Stop)
            stop.Cancel();
        return new(indices.Length, totals.Distortion, totals.Rate, totals.Objective);
    }

    public void Publish() => step.Publish();

    /// <summary>Whether all ranks still have the same weights and moments, to the last bit.</summary>
    /// <exception cref="DistributedException">They have not.</exception>
    public void Verify(int epoch)
    {
        if (Replicas.Different(communicator, Replicas.Fingerprint(trainer)) is { } rank)
            throw new DistributedException(
                $"The weights of rank {rank} are not those of rank 0 after epoch {epoch}, although both made the same updates. "
                    + "Use processors of one kind and the same version of Elbo on every machine; if they are, a machine's memory or network may be faulty.");
    }

    public void Dispose()
    {
        step.Dispose();
        stop.Dispose();
    }

    private (double Distortion, double Rate, double Objective, bool IsFinite, bool Stop) Sum(StepTotals own, bool isBad)
    {
        var tail = step.Gradient[^IGradientStep.Tail..];
        tail.Clear();
        (tail[0], tail[1], tail[2]) = ((float)own.Distortion, (float)own.Rate, (float)own.Objective);
        (tail[3], tail[4]) = (isBad ? 1 : 0, wish.IsCancellationRequested ? 1 : 0);
        communicator.Sum(step.Gradient);
        return (tail[0], tail[1], tail[2], tail[3] == 0, tail[4] > 0);
    }

    /// <summary>The first rank that met something not finite tells the others what it was.</summary>
    private string NameOfFirst(string? own) => Replicas.TextOf(communicator, own) ?? "the loss";
}
