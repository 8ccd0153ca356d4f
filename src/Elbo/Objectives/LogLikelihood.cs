using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>log p(x given z) of every draw.</summary>
internal static class LogLikelihood
{
    /// <summary>By one pass over memory where <see cref="FusedBernoulli"/> covers it, by tensor operations elsewhere.</summary>
    /// <param name="model">Gives the likelihood.</param>
    /// <param name="output">The model's output, k draws an example.</param>
    /// <param name="target">x, shape [B, D].</param>
    /// <returns>Nats, shape [B·k].</returns>
    public static Tensor Of(Vae model, VaeOutput output, Tensor target) => Of(model, output.Parameters, target);

    /// <param name="model">Gives the likelihood.</param>
    /// <param name="parameters">The likelihood's, k draws an example in succession, shape [B·k, D].</param>
    /// <param name="target">x, shape [B, D].</param>
    /// <returns>Nats, shape [B·k].</returns>
    public static Tensor Of(Vae model, Tensor parameters, Tensor target)
    {
        var asked = Asked(model, target);
        return FusedBernoulli.Covers(model, parameters, asked) ? FusedBernoulli.LogProbability(parameters, asked) : Draws(model, parameters, asked);
    }

    /// <summary>The same for rows that are not draws in succession.</summary>
    /// <param name="model">Gives the likelihood.</param>
    /// <param name="parameters">The likelihood's, shape [R, D].</param>
    /// <param name="target">x, shape [B, D].</param>
    /// <param name="example">The example of each row, int64, shape [R].</param>
    /// <returns>Nats, shape [R].</returns>
    public static Tensor OfRows(Vae model, Tensor parameters, Tensor target, Tensor example)
    {
        var asked = Asked(model, target);
        return FusedBernoulli.Covers(model, parameters, asked)
            ? FusedBernoulli.LogProbability(parameters, asked, example)
            : Draws(model, parameters, asked.index_select(0, example));
    }

    internal static Tensor Unfused(Vae model, VaeOutput output, Tensor target) => Draws(model, output.Parameters, Asked(model, target));

    /// <summary>What the likelihood is asked about: not what the model is given.</summary>
    private static Tensor Asked(Vae model, Tensor target) => model.Guess?.Region.Target(target) ?? target;

    private static Tensor Draws(Vae model, Tensor parameters, Tensor target)
    {
        var draws = parameters.shape[0] / target.shape[0];
        return model.Likelihood.LogProbability(draws == 1 ? target : target.repeat_interleave(draws, 0), parameters);
    }
}
