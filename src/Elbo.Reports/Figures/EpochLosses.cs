namespace Elbo.Reports.Figures;

/// <summary>The losses after one epoch, all in nats per example; lower is better.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Train">−ELBO on the training set, a mean over the epoch; null if not measured.</param>
/// <param name="Test">−ELBO on the held-out set; null if not measured.</param>
/// <param name="TestDistortion">Distortion on the held-out set; null if not measured.</param>
/// <param name="TestRate">Rate on the held-out set; null if not measured.</param>
/// <remarks>NaN and infinity are measurements of a training that diverged: they leave a gap, while null is skipped.</remarks>
public readonly record struct EpochLosses(
    int Epoch, double? Train, double? Test = null, double? TestDistortion = null, double? TestRate = null);
