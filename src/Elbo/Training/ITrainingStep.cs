namespace Elbo.Training;

/// <summary>One parameter update; all that the trainer knows of how it is done.</summary>
internal interface ITrainingStep : IDisposable
{
    /// <summary>Updates the weights from one batch.</summary>
    /// <param name="indices">The batch's examples in the training split.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <exception cref="NonFiniteException">Loss or gradients are not finite; nothing was updated.</exception>
    StepTotals Run(ReadOnlySpan<int> indices, int epoch);

    /// <summary>Brings the model's modules and the optimizer's moments up to date, for evaluation and checkpoints.</summary>
    void Publish();
}
