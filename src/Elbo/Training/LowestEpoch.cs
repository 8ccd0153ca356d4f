using Elbo.Evaluation;

namespace Elbo.Training;

/// <summary>The epoch after which the training objective was lowest on held-out examples, under one β.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Beta">β of its last step.</param>
/// <param name="Objective">distortion + β·rate of each held-out example, nats.</param>
internal sealed record LowestEpoch(int Epoch, double Beta, float[] Objective)
{
    /// <summary>How much a later epoch is above it, example by example: its standard error is far smaller than that of either number.</summary>
    /// <returns>Null for another β or other examples.</returns>
    public SampleMean? Rise(LowestEpoch later) => later.Beta == Beta && later.Objective.Length == Objective.Length
        ? SampleMean.Of([.. later.Objective.Zip(Objective, (now, lowest) => (double)now - lowest)])
        : null;
}
