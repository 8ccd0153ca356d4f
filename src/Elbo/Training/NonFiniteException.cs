using System.Globalization;

namespace Elbo.Training;

/// <summary>Training met a loss, a gradient or an evaluation that is not finite.</summary>
internal sealed class NonFiniteException : ElboException
{
    private NonFiniteException(int epoch, long step, string tensor, string message) : base(message) =>
        (Epoch, Step, Tensor) = (epoch, step, tensor);

    /// <summary>True where a step was caught before it changed anything: the weights are good.</summary>
    internal bool WeightsAreSound { get; private init; }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step since the start of training, from 1.</summary>
    public long Step { get; }

    /// <summary>The first tensor, in the order of the computation, with a value that is not finite.</summary>
    public string Tensor { get; }

    /// <summary>A step whose loss or gradient is not finite: it updates nothing.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="step">The step since the start of training, from 1.</param>
    /// <param name="indices">The batch's examples in the training split.</param>
    /// <param name="count">Examples in the training split.</param>
    /// <param name="tensor">The first tensor that is not finite.</param>
    /// <param name="options">How the model is trained.</param>
    internal static NonFiniteException InStep(
        int epoch, long step, ReadOnlySpan<int> indices, int count, string tensor, TrainingOptions options)
    {
        var batches = (count + options.Batch - 1) / options.Batch;
        var examples = string.Join(", ", indices[..Math.Min(5, indices.Length)].ToArray()) + (indices.Length > 5 ? ", …" : "");
        return new(epoch, step, tensor,
            $"The loss is no finite number at epoch {epoch}, step {step} (batch {(step - 1) % batches + 1} of {batches}, examples {examples}): "
                + $"the first bad tensor is {tensor}. {Cause(options)} The weights of before this step are kept.")
        {
            WeightsAreSound = true,
        };
    }

    internal static NonFiniteException InAllSteps(int epoch, long step, TrainingOptions options) => new(epoch, step, "the loss",
        $"No step of epoch {epoch} had a finite loss, so leaving batches out does not help. {Cause(options)} "
            + "The epoch is not counted: a run folder keeps the checkpoint before.");

    /// <summary>An epoch whose last updates broke the model: only the evaluation after it shows that.</summary>
    internal static NonFiniteException InEvaluation(int epoch, long step, string split, TrainingOptions options) => new(epoch, step, split,
        $"The −ELBO of the {split} split is no finite number after epoch {epoch}, step {step}. {Cause(options)} "
            + "The epoch is not counted: a run folder keeps the epoch before.");

    private static string Cause(TrainingOptions options) => options.LearningRate > 0.01
        ? $"The learning rate {options.LearningRate.ToString(CultureInfo.InvariantCulture)} is likely too high: try --lr 1e-3."
        : "The variances or the decoder's outputs have likely grown without bound: try a lower --lr, or --beta 1.";
}

/// <summary>The response when a loss or a gradient is not finite. The weights before that step are kept in every case.</summary>
public enum NonFinitePolicy
{
    /// <summary>Training ends, and the run says why.</summary>
    Stop,

    /// <summary>Training goes back to the last checkpoint and on from there with half the learning rate; at most 3 times in a run.</summary>
    Rollback,

    /// <summary>The batch is left out. An epoch without a single finite step ends training all the same.</summary>
    Skip,
}

/// <summary>A step that was not finite, where training went on all the same.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The step since the start of training, from 1; a batch that is left out counts none.</param>
/// <param name="Batch">The batch of the epoch, from 1.</param>
/// <param name="Action">The response.</param>
/// <param name="Message">What was not finite, for people.</param>
internal sealed record TrainingIncident(int Epoch, long Step, int Batch, NonFinitePolicy Action, string Message);
