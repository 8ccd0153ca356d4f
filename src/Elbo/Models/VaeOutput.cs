using Elbo.Models.Layers;
using Elbo.Models.Posteriors;
using Elbo.Models.Priors;
using static TorchSharp.torch;

namespace Elbo.Models;

/// <summary>The output of one pass through a VAE, with k draws of z for each of B examples, the draws of an example in succession.</summary>
/// <param name="Posterior">q(z given x) of each example, [B, L].</param>
/// <param name="Z">Draws from it, shape [B·k, L].</param>
/// <param name="Parameters">The likelihood's parameters given z (logits for a Bernoulli likelihood, means for a Gaussian), shape [B·k, P·D].</param>
/// <param name="PriorNoise">Standard normal noise for <see cref="Prior.LogProbability"/>, shape [B·k, <see cref="Prior.NoiseWidth"/>].</param>
public sealed record VaeOutput(Posterior Posterior, Tensor Z, Tensor Parameters, Tensor PriorNoise)
{
    /// <summary>c of each example, shape [B, C]; null if the model has no condition. Of a model that is given a region, what is seen with a guess of the
    /// rest, shape [B, D].</summary>
    public Tensor? Condition { get; init; }

    /// <summary>The likelihood's parameters of the first guess, shape [B, P·D]; null if the model is not given a region.</summary>
    internal Tensor? Guess { get; init; }

    /// <summary>The classes that each example may have, if the model infers them: B rows are then R; null if it infers none.</summary>
    internal ClassRows? Classes { get; init; }

    /// <summary>The posterior mean of each example, of its likeliest class if the model infers one, shape [B, L].</summary>
    internal Tensor Mean => Classes is null ? Posterior.Mean : Posterior.Mean.index_select(0, Classes.Likeliest);

    /// <summary>Weights the gradient that reaches the encoder through each draw; null if it is left unchanged.</summary>
    internal RowGradient? DrawGradient { get; init; }
}
