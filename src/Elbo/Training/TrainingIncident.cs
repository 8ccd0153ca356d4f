namespace Elbo.Training;

/// <summary>A step that was not finite, where training went on all the same.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The step since the start of training, from 1; a batch that is left out counts none.</param>
/// <param name="Batch">The batch of the epoch, from 1.</param>
/// <param name="Action">What was done about it.</param>
/// <param name="Message">What was not finite, for people.</param>
public sealed record TrainingIncident(int Epoch, long Step, int Batch, NonFinitePolicy Action, string Message);
