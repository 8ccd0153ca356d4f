using Elbo.Models;
using Elbo.Training;

namespace Elbo.Runs;

/// <summary>An assembly outside Elbo that a run takes kinds from.</summary>
/// <param name="Name">The assembly's name.</param>
/// <param name="Version">Its version.</param>
internal sealed record RunPlugin(string Name, string Version)
{
    /// <summary>The plugins of a model and its training; null without any.</summary>
    internal static IReadOnlyList<RunPlugin>? Of(VaeOptions model, TrainingOptions training)
    {
        Kind[] kinds = [model.Net, model.Posterior, model.Likelihood, model.Prior, training.Objective, training.LearningRateSchedule];
        RunPlugin[] found =
        [
            .. kinds.Select(kind => kind.GetType().Assembly).Where(assembly => assembly != typeof(Catalog).Assembly).Distinct()
                .Select(assembly => new RunPlugin(assembly.GetName().Name ?? "?", assembly.GetName().Version?.ToString() ?? "?")),
        ];
        return found.Length == 0 ? null : found;
    }
}
