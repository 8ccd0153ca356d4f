using Elbo.Compute.Native;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>Passes maps through the stages one after another.</summary>
internal static class Stages
{
    /// <summary>Names the stages <c>stage1</c> … <c>stageN</c>, and <c>end</c> a module that is not a stage.</summary>
    public static void Register(IReadOnlyList<nn.Module<Tensor, Tensor>> stages, Action<string, nn.Module> register)
    {
        foreach (var (i, stage) in stages.Index())
            register(stage is NormedActivation ? "end" : $"stage{i + 1}", stage);
    }

    /// <summary>A stage's intermediate tensors are freed when it is done, except those that its gradient needs.</summary>
    public static Tensor Run(IEnumerable<nn.Module<Tensor, Tensor>> stages, Tensor map, MapConditions conditions, Tensor? condition)
    {
        foreach (var (i, stage) in stages.Index())
        {
            using var scope = TensorScope.Open();
            map = conditions.Add(i, stage.call(map), condition).MoveToOuterDisposeScope();
        }
        return map;
    }
}
