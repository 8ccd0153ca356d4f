using Elbo.Models.Layers;
using Elbo.Models.Posteriors;
using static TorchSharp.torch;

namespace Elbo.Models.Priors;

/// <summary>
/// The kind of p(z) and its sizes. In <c>run.json</c> it is an object of its name and settings. A prior of another assembly is a
/// sealed record derived from this one; <see cref="Describe"/> and <see cref="Create"/> are required.
/// </summary>
[Family("prior")]
public abstract record PriorOptions : Kind
{
    /// <summary>Its name and its settings, for display: <c>VampPrior K 500</c>.</summary>
    public abstract override string Describe();

    /// <summary>True for N(0, I), around which codes are expected.</summary>
    internal virtual bool IsStandard => false;

    /// <summary>True if a draw is a mean plus noise times standard deviations, under each condition.</summary>
    internal virtual bool IsGaussian => IsStandard;

    /// <summary>The parts of the model that it cannot be combined with, one sentence each. Default none.</summary>
    /// <param name="model">The options that it is part of.</param>
    protected internal virtual IEnumerable<string> Faults(VaeOptions model) => [];

    /// <summary>Makes the prior.</summary>
    /// <param name="request">The model that it belongs to.</param>
    public abstract Prior Create(PriorRequest request);

    /// <summary>Names and shapes of its tensors, below <c>prior</c>. By default a module is built once and read.</summary>
    /// <param name="model">The model that it is part of, fitted and without faults.</param>
    internal virtual IEnumerable<(string Name, long[] Shape)> Tensors(VaeOptions model)
    {
        using var prior = Create(new(model, _ => throw new InvalidOperationException(
            $"The prior {Name} called the encoder in its constructor. Call it in the prior's methods only.")));
        return ModuleTensors.Of("prior", prior);
    }
}

/// <summary>A prior that the managed engine can compute.</summary>
internal interface IManagedPrior
{
    /// <summary>Components of a mixture of Gaussians, whose means, log-variances and logits are its parameters; 0 for N(0, I).</summary>
    int Components { get; }

    /// <summary>True if the components are the posteriors of learned inputs instead, with equal weights.</summary>
    bool HasPseudoInputs => false;
}

/// <summary>A prior whose rate can be written into an ONNX graph. Of another one the graph has no rate.</summary>
internal interface IOnnxPrior
{
    /// <summary>KL(q(z given x) ‖ p(z)) of a diagonal Gaussian.</summary>
    /// <param name="layers">The model's layers, and the graph that the nodes go to.</param>
    /// <param name="condition">[N, C]; null if the model has none.</param>
    /// <param name="mu">[N, L].</param>
    /// <param name="logVar">[N, L].</param>
    /// <returns>Nats, [N].</returns>
    string Rate(OnnxLayers layers, string? condition, string mu, string logVar);
}

/// <summary>The model that a prior is made for.</summary>
/// <param name="Model">The options that it belongs to, complete and valid.</param>
/// <param name="Encode">The model's encoder: [N, D] → q(z given x), [N, L]. To be called by the prior's methods, not while it is made.</param>
public sealed record PriorRequest(VaeOptions Model, Func<Tensor, Posterior> Encode)
{
    /// <summary>Number L of latent dimensions of z.</summary>
    public int Latents => Model.Latents;

    /// <summary>Numbers C of the condition that <see cref="Prior.Given"/> gets; 0 for none.</summary>
    public int ConditionWidth => Model.ConditionWidth;
}
