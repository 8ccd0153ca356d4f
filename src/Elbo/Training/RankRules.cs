using Elbo.Models;

namespace Elbo.Training;

/// <summary>What cannot be trained over several processes: all whose loss is no mean over examples, since a rank sees its share alone.</summary>
internal static class RankRules
{
    /// <summary>What is wrong, a sentence each.</summary>
    /// <param name="model">The model's options.</param>
    /// <param name="training">How it is trained.</param>
    public static IEnumerable<string> Faults(VaeOptions model, TrainingOptions training)
    {
        if (model.Likelihood.EstimatesSigma)
            yield return $"likelihood was {model.Likelihood.Name}, whose σ is that of the whole batch, and each of several processes sees a part of it. Use --likelihood gaussian --sigma 0.1 or gaussian-learned, or train on one process.";
        if (training.Objective.WholeBatch is { } clause)
            yield return $"objective was {training.Objective.Name}, {clause}, and each of several processes sees a part of it. Use another objective, or train on one process.";
        if (training.Device != "cpu")
            yield return $"device was {training.Device}, but training over several processes is known for the CPU alone. Use --device cpu, or train on one process.";
    }
}
