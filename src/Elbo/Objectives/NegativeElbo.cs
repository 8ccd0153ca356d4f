using Elbo.Models;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>The negative evidence lower bound, −ELBO = distortion + rate (Kingma and Welling, "Auto-Encoding Variational Bayes", 2014, eq. 3), and
/// its β-weighted form (Higgins et al., "β-VAE", 2017, eq. 4).</summary>
internal static class NegativeElbo
{
    /// <summary>Distortion and rate of each example, as means over its k draws of z.</summary>
    /// <param name="model">Gives prior and likelihood.</param>
    /// <param name="output">The model's output for the batch.</param>
    /// <param name="target">x, shape [B, D].</param>
    public static ElboTerms Terms(Vae model, VaeOutput output, Tensor target)
    {
        if (output.Classes is { } classes)
            return Terms(model, output, target, classes);
        var draws = (int)(output.Z.shape[0] / target.shape[0]);
        return new(
            Distortion: MeanOfDraws(-LogLikelihood.Unfused(model, output, target), target),
            Rate: MeanOfDraws(model.Prior.Given(output.Condition).Rate(output.Posterior.Repeat(draws), output.Z, output.PriorNoise), target));
    }

    /// <summary>The terms of a model that infers the class y, exactly over y (Kingma et al., "Semi-Supervised Learning with Deep Generative Models", 2014,
    /// eq. 6 for a known label, eq. 7 for an unknown one): distortion = Σ q(y given x)·distortion(x, y), rate = Σ q(y given x)·rate(x, y) + KL(q(y given
    /// x) ‖ p(y)).</summary>
    private static ElboTerms Terms(Vae model, VaeOutput output, Tensor target, ClassRows classes) => new(
        Distortion: classes.Mean(-LogLikelihood.OfRows(model, output.Parameters, target, classes.Example)),
        Rate: classes.Mean(model.Prior.Given(output.Condition).Rate(output.Posterior, output.Z, output.PriorNoise)) + classes.Rate);

    /// <summary>−log p of what is not seen under the first guess: what a plain net is trained on.</summary>
    /// <returns>Nats, shape [B]; null if the model is not given a region.</returns>
    public static Tensor? GuessCost(Vae model, VaeOutput output, Tensor target) =>
        output.Guess is { } parameters ? -LogLikelihood.Of(model, parameters, target) : null;

    /// <summary>The training objective: the batch's mean of distortion + β·rate.</summary>
    /// <param name="terms">Shape [B] each.</param>
    /// <param name="beta">The weight β of the rate; 1 is the ELBO.</param>
    /// <param name="reduction">Sum, or the seed's mistake on purpose.</param>
    /// <param name="dimensions">D, which <see cref="Reduction.Mean"/> divides the distortion by.</param>
    /// <returns>Nats per example, a scalar.</returns>
    public static Tensor Loss(ElboTerms terms, double beta, Reduction reduction, int dimensions)
    {
        var distortion = reduction == Reduction.Mean ? terms.Distortion / dimensions : terms.Distortion;
        return (distortion + beta * terms.Rate).mean();
    }

    /// <summary>The mean over the k draws of each example.</summary>
    /// <param name="rows">Shape [B·k].</param>
    /// <param name="target">x, shape [B, D].</param>
    /// <returns>Shape [B].</returns>
    internal static Tensor MeanOfDraws(Tensor rows, Tensor target) =>
        rows.shape[0] == target.shape[0] ? rows : rows.reshape(target.shape[0], -1).mean([1L]);
}
