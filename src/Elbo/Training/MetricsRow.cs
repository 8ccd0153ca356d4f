namespace Elbo.Training;

/// <summary>One line of <c>metrics.jsonl</c>: the numbers of one split after one epoch, in nats per example.</summary>
public sealed record MetricsRow
{
    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Steps since the start of training.</summary>
    public required long Step { get; init; }

    /// <summary><c>train</c> (averaged over the epoch's steps, while the weights change), <c>validation</c> or <c>test</c> (after the epoch).</summary>
    public required string Split { get; init; }

    /// <summary>distortion + rate.</summary>
    public required double NegElbo { get; init; }

    /// <summary>−E[log p(x given z)].</summary>
    public required double Distortion { get; init; }

    /// <summary>KL(q(z given x) ‖ p(z)).</summary>
    public required double Rate { get; init; }

    /// <summary>The minimized objective, averaged over the epoch's steps; on <c>train</c> only, where it is not the ELBO.</summary>
    public double? Objective { get; init; }

    /// <summary>β of the epoch's last step, where the schedule has β vary; the numbers above do not depend on it.</summary>
    public double? Beta { get; init; }

    /// <summary><see cref="NegElbo"/> in bits per dimension, where the likelihood counts in levels; on held-out splits only.</summary>
    public double? BitsPerDimension { get; init; }

    /// <summary>σ that the numbers were measured with, where it is estimated; on held-out splits only.</summary>
    public double? Sigma { get; init; }

    /// <summary>The share of the labels that the classifier finds; on held-out splits with labels, where the model has one.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Active latents; on held-out splits only.</summary>
    public int? ActiveLatents { get; init; }

    /// <summary>distortion + β·rate above that of the epoch where it was lowest under this β, on the same examples; absent at the lowest, and on
    /// <c>train</c>, and on <c>test</c> where there is a validation split.</summary>
    public double? Rise { get; init; }

    /// <summary>The standard error of <see cref="Rise"/>, over the differences of the examples.</summary>
    public double? RiseError { get; init; }

    /// <summary>Training throughput of this epoch; on <c>train</c> only.</summary>
    public double? ExamplesPerSecond { get; init; }

    /// <summary>Duration of this epoch's training pass; on <c>train</c> only.</summary>
    public double? Seconds { get; init; }
}
