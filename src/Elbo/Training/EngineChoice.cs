using System.Globalization;
using Elbo.Compute.Engine;
using Elbo.Compute.Native;
using Elbo.Compute.Simd;
using Elbo.Models;
using Elbo.Models.Managed;
using Elbo.Models.Nets;
using Elbo.Objectives;

namespace Elbo.Training;

/// <summary>Which engine does the training steps, and why.</summary>
internal sealed record EngineChoice(string Name, string Reason)
{
    private const string Managed = "managed", Torch = "torch";

    public bool IsManaged => Name == Managed;

    /// <param name="model">The model.</param>
    /// <param name="training">How it is trained.</param>
    /// <param name="earlier">The engine of a run that is resumed: with <see cref="EngineKind.Auto"/> it stays, on whatever processor.</param>
    /// <param name="lanes">Lanes of the widest vector; this processor's by default.</param>
    /// <exception cref="OptionsException">The managed engine was asked for and does not cover them.</exception>
    public static EngineChoice For(VaeOptions model, TrainingOptions training, EngineChoice? earlier = null, int? lanes = null)
    {
        var gap = Gap(model, training);
        return training.Engine switch
        {
            EngineKind.Torch => new(Torch, "asked for" + Slow(training)),
            EngineKind.Managed when gap is not null => throw new OptionsException([$"engine was managed, but {gap}. Use --engine auto."]),
            EngineKind.Managed => new(Managed, "asked for"),
            _ when gap is not null => new(Torch, gap + Slow(training)),
            _ when earlier is not null => earlier,
            _ => For(EngineFacts.Nearest(lanes ?? VectorWidth.Lanes, model, training.Batch)),
        };
    }

    private static EngineChoice For(EngineFact fact)
    {
        var measured = $"measured with {fact.Instructions} at width {fact.Width} and batch {fact.Batch}";
        return fact.IsManagedFaster
            ? new(Managed, string.Create(CultureInfo.InvariantCulture, $"{fact.Ratio:F2} times as fast as libtorch, {measured}"))
            : new(Torch, string.Create(CultureInfo.InvariantCulture, $"{1 / fact.Ratio:F2} times as fast as the managed engine, {measured}"));
    }

    /// <summary>The first thing that the managed engine does not cover; null if it covers everything.</summary>
    private static string? Gap(VaeOptions model, TrainingOptions training) =>
        training.Device != "cpu" ? $"the device is {training.Device}"
        : training.Precision != Precision.Fp32 ? "only libtorch has bf16 products"
        : model.Net is MlpOptions { Dropout: > 0 } ? "the managed engine does not support dropout"
        : Gap(training.Objective) ?? (training.Objective is IDrawWeights ? ManagedModels.BoundGap(model) : ManagedModels.Gap(model));

    private static string? Gap(Objective objective) => objective switch
    {
        EvidenceLowerBound { IsUsual: true } or ImportanceBound => null,
        EvidenceLowerBound => "the managed engine supports the ELBO only with one draw and the standard estimator",
        _ => $"the managed engine does not support the objective {objective.Name}",
    };

    /// <summary>Says so where the processor will do what was asked for right, but slowly.</summary>
    private static string Slow(TrainingOptions training) =>
        training is { Precision: Precision.Bf16, Device: "cpu" } && !CpuFacts.MultipliesBf16
            ? "; this processor has no instructions for bf16 (AVX-512 BF16, AMX): it will be slow, and --precision fp32 faster"
            : "";
}

/// <summary>Which engine trains.</summary>
public enum EngineKind
{
    /// <summary>The managed engine where it covers the model and is the faster one, else libtorch.</summary>
    Auto,

    /// <summary>Elbo's own kernels: MLPs on the CPU.</summary>
    Managed,

    /// <summary>Autograd through libtorch: everything.</summary>
    Torch,
}
