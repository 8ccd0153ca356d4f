using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Training;

namespace Elbo.Runs.Sessions;

/// <summary>What is for images alone, and has no meaning for the rows of a table.</summary>
internal static class TableRules
{
    public static IEnumerable<string> Faults(VaeOptions model, TrainingOptions training)
    {
        if (model.Net is not MlpOptions)
            yield return $"model was {model.Net.Name}, but the columns of a table are no picture. Use --model mlp.";
        if (training.Binarization != Binarization.None)
            yield return $"binarization was {training.Binarization.ToString().ToLowerInvariant()}, but a table has no grey values. Use --binarization none.";
        if (training.OutputBias == OutputBias.Mean)
            yield return "output-bias was mean, which is the mean of images; the columns of a table are standardized. Use --output-bias drawn.";
    }
}
