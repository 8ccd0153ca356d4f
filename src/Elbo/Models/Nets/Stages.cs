using Elbo.Compute.Native;
using static TorchSharp.torch;

namespace Elbo.Models.Nets;

/// <summary>Maps through one stage after the other.</summary>
internal static class Stages
{
    /// <summary>Names them <c>stage1</c> … <c>stageN</c>, and <c>end</c> what is no stage.</summary>
    public static void Register(IReadOnlyList<nn.Module<Tensor, Tensor>> stages, Action<string, nn.Module> register)
    {
        foreach (var (i, stage) in stages.Index())
            register(stage is NormedActivation ? "end" : $"stage{i + 1}", stage);
    }

    /// <summary>What a stage makes on its way is freed as soon as it is through, but for what its gradient needs.</summary>
    public static Tensor Run(IEnumerable<nn.Module<Tensor, Tensor>> stages, Tensor map)
    {
        foreach (var stage in stages)
        {
            using var scope = TensorScope.Open();
            map = stage.call(map).MoveToOuterDisposeScope();
        }
        return map;
    }
}
