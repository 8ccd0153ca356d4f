namespace Elbo.Training;

/// <summary>Training met a loss or a gradient that is no finite number; the weights are those of before that step.</summary>
public sealed class NonFiniteException : ElboException
{
    internal NonFiniteException(int epoch, long step, string tensor, string cause)
        : base($"The loss is no finite number at epoch {epoch}, step {step}: the first bad tensor is {tensor}. {cause} The weights of before this step are kept.") =>
        (Epoch, Step, Tensor) = (epoch, step, tensor);

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; }

    /// <summary>The step since the start of training, from 1.</summary>
    public long Step { get; }

    /// <summary>The first tensor, in the order of the computation, with a value that is not finite.</summary>
    public string Tensor { get; }
}
