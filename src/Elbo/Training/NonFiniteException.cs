using System.Globalization;

namespace Elbo.Training;

/// <summary>Training met a loss, a gradient or an evaluation that is no finite number.</summary>
public sealed class NonFiniteException : ElboException
{
    private NonFiniteException(int epoch, long step, string tensor, string message) : base(message) =>
        (Epoch, Step, Tensor) = (epoch, step, tensor);

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step since the start of training, from 1.</summary>
    public long Step { get; }

    /// <summary>The first tensor, in the order of the computation, with a value that is not finite.</summary>
    public string Tensor { get; }

    /// <summary>A step whose loss or gradient is not finite: it updates nothing.</summary>
    internal static NonFiniteException InStep(int epoch, long step, string tensor, TrainingOptions options) => new(epoch, step, tensor,
        $"The loss is no finite number at epoch {epoch}, step {step}: the first bad tensor is {tensor}. {Cause(options)} "
            + "The weights of before this step are kept.");

    /// <summary>An epoch whose last updates broke the model: only the evaluation after it shows that.</summary>
    internal static NonFiniteException InEvaluation(int epoch, long step, string split, TrainingOptions options) => new(epoch, step, split,
        $"The −ELBO of the {split} split is no finite number after epoch {epoch}, step {step}. {Cause(options)} "
            + "The epoch is not counted: a run folder keeps the epoch before.");

    private static string Cause(TrainingOptions options) => options.LearningRate > 0.01
        ? $"The learning rate {options.LearningRate.ToString(CultureInfo.InvariantCulture)} is likely too high: try --lr 1e-3."
        : "The variances or logits have likely grown without bound: try a lower --lr, or --beta 1.";
}
