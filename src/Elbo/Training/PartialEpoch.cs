namespace Elbo.Training;

/// <summary>How far an epoch has got.</summary>
/// <param name="Batches">Batches that are done, those left out included.</param>
/// <param name="Totals">What the steps saw, summed.</param>
/// <param name="Seconds">How long they took.</param>
internal readonly record struct PartialEpoch(int Batches, StepTotals Totals, double Seconds);
