using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>log p(x given z) of every draw, for training.</summary>
internal static class LogLikelihood
{
    /// <summary>By one pass over memory where <see cref="FusedBernoulli"/> covers it, by tensor operations elsewhere.</summary>
    /// <param name="model">Gives the likelihood.</param>
    /// <param name="output">The model's output, k draws an example.</param>
    /// <param name="target">x, shape [B, D].</param>
    /// <returns>Nats, shape [B·k].</returns>
    public static Tensor Of(Vae model, VaeOutput output, Tensor target) =>
        FusedBernoulli.Covers(model, output, target)
            ? FusedBernoulli.LogProbability(output.Parameters, target)
            : Unfused(model, output, target);

    internal static Tensor Unfused(Vae model, VaeOutput output, Tensor target)
    {
        var draws = output.Parameters.shape[0] / target.shape[0];
        return model.Likelihood.LogProbability(draws == 1 ? target : target.repeat_interleave(draws, 0), output.Parameters);
    }
}
