using Elbo.Models;
using Elbo.Training;

namespace Elbo.Engine;

/// <summary>Which engine does the training steps, and why.</summary>
/// <param name="IsManaged">True for the managed engine, false for libtorch.</param>
/// <param name="Reason">One clause, for people.</param>
public sealed record EngineChoice(bool IsManaged, string Reason)
{
    /// <summary>The name that run.json uses: <c>managed</c> or <c>torch</c>.</summary>
    public string Name => IsManaged ? "managed" : "torch";

    /// <summary>Decides for a model and its training options.</summary>
    /// <exception cref="OptionsException">The managed engine was asked for and does not cover them.</exception>
    public static EngineChoice For(VaeOptions model, TrainingOptions training)
    {
        var gap = Gap(model, training);
        return training.Engine switch
        {
            EngineKind.Torch => new(false, "asked for"),
            EngineKind.Managed when gap is not null => throw new OptionsException([$"engine was managed, but {gap}. Use --engine auto."]),
            EngineKind.Managed => new(true, "asked for"),
            _ when gap is not null => new(false, gap),
            _ when MlpNetworks.Lanes < 8 => new(false, "this processor has no AVX2, where the managed engine is the slower one"),
            _ => new(true, $"an MLP on the CPU, with {(MlpNetworks.Lanes == 16 ? "AVX-512" : "AVX2")}"),
        };
    }

    /// <summary>What the managed engine does not cover; null when it covers all.</summary>
    private static string? Gap(VaeOptions model, TrainingOptions training) =>
        training.Device != "cpu" ? $"the device is {training.Device}"
        : !MlpNetworks.Covers(model.Activation) ? $"it does not know the activation {model.Activation.ToString().ToLowerInvariant()}"
        : null;
}
