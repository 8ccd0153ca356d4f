using Elbo.Evaluation;
using static Elbo.Diagnosis.Words;

namespace Elbo.Diagnosis.Symptoms;

/// <summary>Underfitting: training ended while what it minimizes was still falling on held-out data.</summary>
internal sealed class StillFalling : ISymptom
{
    /// <summary>Training has not converged if the last epoch gains more than this share of all that was learned; MNIST's 20th gains 0.2 %.</summary>
    public const double SteepShare = 0.01;

    public Finding? Look(Evidence evidence)
    {
        if (!evidence.IsLastEpoch || evidence.HasFewSteps || !evidence.MinimizesElbo
            || evidence is not { Data.PixelModel: { } pixels, HeldOut.StandardError: { } error } || evidence.SteadyHistory is not [.., var before, var now])
            return null;
        var gain = before.HeldOutObjective - now.HeldOutObjective;
        var learned = pixels - now.HeldOutObjective;
        if (learned <= 0 || gain <= SteepShare * learned || gain <= error)
            return null;
        return new(
            Severity.Info,
            "Training ended while the model was still getting better",
            Say($"Epoch {now.Epoch} lowered the {evidence.Split} {Objective(now.Beta)} by {gain:F2} nats per example, to {now.HeldOutObjective:F2}."),
            Say($"Go on with elbo train --resume --out RUN --epochs {2 * evidence.Training.Epochs}."));
    }

    public static string Objective(double beta) => beta == 1 ? "−ELBO" : "distortion + β·rate";
}
