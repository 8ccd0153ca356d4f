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

/// <summary>A training step in two halves, between which gradients can be added up over processes.</summary>
internal interface IGradientStep : ITrainingStep
{
    /// <summary>Values behind the gradient that are the caller's, so that they travel with it.</summary>
    const int Tail = 8;

    /// <summary>All gradients as one vector, and <see cref="Tail"/> values more.</summary>
    Span<float> Gradient { get; }

    /// <summary>Gradients of two steps may be added only if these are equal: the layout of the gradient in its vector.</summary>
    string Layout { get; }

    /// <summary>Leaves Σ over the examples of the objective's gradient, divided by <paramref name="batch"/>, in <see cref="Gradient"/>.</summary>
    /// <param name="indices">Some of the batch's examples in the training split, at least one.</param>
    /// <param name="batch">Examples of the whole batch.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <exception cref="NonFiniteException">The loss is not finite.</exception>
    StepTotals Differentiate(ReadOnlySpan<int> indices, int batch, int epoch);

    void Update();
}
