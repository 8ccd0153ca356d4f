using Elbo.Evaluation;
using Elbo.Training;

namespace Elbo.Diagnosis;

/// <summary>One epoch as the doctor remembers it.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Step">Steps since the start of training.</param>
/// <param name="Beta">β of its last step.</param>
/// <param name="Train">Averaged over its steps, while the weights change.</param>
/// <param name="HeldOut">After it.</param>
internal sealed record EpochPoint(int Epoch, long Step, double Beta, SplitNumbers Train, SplitNumbers HeldOut)
{
    /// <summary>What training minimises, distortion + β·rate, nats per example on the training split.</summary>
    internal double TrainObjective => Train.Distortion + Beta * Train.Rate;

    /// <summary>The same on the held-out split.</summary>
    internal double HeldOutObjective => HeldOut.Distortion + Beta * HeldOut.Rate;

    /// <summary>The epochs that have both splits.</summary>
    internal static IReadOnlyList<EpochPoint> Of(IEnumerable<MetricsRow> metrics, int lastEpoch, string split, double beta) =>
    [
        .. from row in metrics
           where row.Epoch <= lastEpoch
           group row by row.Epoch into epoch
           let train = epoch.FirstOrDefault(row => row.Split == "train")
           let heldOut = epoch.FirstOrDefault(row => row.Split == split)
           where split != "train" && train is not null && heldOut is not null
           select new EpochPoint(epoch.Key, train.Step, train.Beta ?? beta, Numbers(train), Numbers(heldOut)),
    ];

    private static SplitNumbers Numbers(MetricsRow row) => new(row.NegElbo, row.Distortion, row.Rate);
}
