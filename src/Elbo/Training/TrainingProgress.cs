namespace Elbo.Training;

/// <summary>Where training stands; reported after every step, and once more when an epoch is done.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">Epochs in all.</param>
/// <param name="ExamplesDone">Examples of this epoch that have been trained on.</param>
/// <param name="Examples">Examples in an epoch.</param>
/// <param name="NegElbo">−ELBO averaged over this epoch's steps so far, nats per example.</param>
/// <param name="ExamplesPerSecond">Throughput of this epoch so far.</param>
/// <param name="Completed">The epoch's numbers when it is done and evaluated; null before.</param>
/// <param name="Incident">A step that was not finite, and what was done about it; null where all is well.</param>
public readonly record struct TrainingProgress(
    int Epoch, int Epochs, int ExamplesDone, int Examples, double NegElbo, double ExamplesPerSecond, EpochSummary? Completed = null,
    TrainingIncident? Incident = null);
