using Elbo.Compute.Engine;
using Elbo.Compute.Engine.Losses;
using Elbo.Likelihoods;
using Elbo.Models.Layers;
using Elbo.Models.Nets;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;

namespace Elbo.Models.Managed;

/// <summary>Which models the managed engine covers, and how it sees them.</summary>
internal static class ManagedModels
{
    /// <summary>The first feature of a model that the engine does not support, as a clause; null if it supports all.</summary>
    public static string? Gap(VaeOptions model) =>
        model.Classes > 0 ? "the managed engine does not infer classes"
        : model.Net is not MlpOptions net ? $"the managed engine does not support the net {model.Net.Name}"
        : net.BatchNorm ? "the managed engine does not support batch normalization"
        : model.Activation is not (Activation.Relu or Activation.Tanh or Activation.Gelu or Activation.Silu)
            ? $"the managed engine does not support the activation {model.Activation.ToString().ToLowerInvariant()}"
            : model.Likelihood is not IManagedLikelihood ? $"the managed engine does not support the {model.Likelihood.Name} likelihood"
            : model.Posterior is not DiagonalGaussianPosterior ? $"the managed engine does not support the posterior {model.Posterior.Describe()}"
            : model.Prior is not IManagedPrior ? $"the managed engine does not support the {model.Prior.Name} prior" : null;

    /// <summary>The same for inference, where the engine needs what is fixed after training.</summary>
    public static string? InferenceGap(VaeOptions model) => Gap(model)
        ?? (model.ConditionWidth > 0 ? "the managed engine supports conditions in training only"
            : ((IManagedPrior)model.Prior).HasPseudoInputs ? $"the managed engine supports the {model.Prior.Name} prior in training only"
            : Loss(model).BatchSigma is null ? null : "σ is that of a batch");

    /// <summary>The same for training by a bound with importance weights.</summary>
    public static string? BoundGap(VaeOptions model) =>
        Gap(model) ?? (model.Prior.IsStandard ? null : $"the managed engine supports the {model.Prior.Name} prior with the ELBO only");

    /// <summary>A covered model as the engine sees it.</summary>
    public static MlpSpec Spec(VaeOptions model) =>
        new(model.Shape.Size, model.Hidden, model.Latents, model.DecoderHidden, Of(model.Activation), Loss(model))
        {
            Condition = model.ConditionWidth,
            Components = ((IManagedPrior)model.Prior).Components,
            HasPseudoInputs = ((IManagedPrior)model.Prior).HasPseudoInputs,
        };

    private static EngineLoss Loss(VaeOptions model) => ((IManagedLikelihood)model.Likelihood).Loss(model.Shape.Size);

    private static EngineActivation Of(Activation activation) => activation switch
    {
        Activation.Relu => EngineActivation.Relu,
        Activation.Tanh => EngineActivation.Tanh,
        Activation.Gelu => EngineActivation.Gelu,
        Activation.Silu => EngineActivation.Silu,
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "The managed engine does not support this activation."),
    };
}
