using Elbo.Files;
using Elbo.Likelihoods;
using Elbo.Models;

namespace Elbo.Evaluation;

/// <summary>The numbers of one split, in nats per example.</summary>
/// <param name="NegElbo">distortion + rate.</param>
/// <param name="Distortion">−E[log p(x given z)].</param>
/// <param name="Rate">KL(q(z given x) ‖ p(z)).</param>
/// <param name="StandardError">Standard error of <paramref name="NegElbo"/> over the examples; null for an average over training steps.</param>
/// <param name="ActiveLatents">Latents whose posterior mean varies by more than 0.01; null for an average over training steps.</param>
/// <param name="RatePerDimension">The rate of each latent; null for an average over training steps.</param>
/// <param name="BitsPerDimension"><paramref name="NegElbo"/> / (D·log 2), if the likelihood is over discrete levels; else null.</param>
/// <param name="Sigma">σ of the likelihood <see cref="GaussianOptimal"/> that the numbers were measured with; else null.</param>
/// <param name="Accuracy">The share of the labels that the model's classifier finds; null without classifier or labels.</param>
public sealed record SplitNumbers(
    double NegElbo,
    double Distortion,
    double Rate,
    double? StandardError = null,
    int? ActiveLatents = null,
    IReadOnlyList<double>? RatePerDimension = null,
    double? BitsPerDimension = null,
    double? Sigma = null,
    double? Accuracy = null)
{
    /// <summary>The numbers of an estimate on a held-out split.</summary>
    /// <param name="estimate">The estimate.</param>
    /// <param name="model">The model that it was made with, in eval mode.</param>
    public static SplitNumbers From(ElboEstimate estimate, Vae model) => new(
        estimate.NegElbo, estimate.Distortion, estimate.Rate, estimate.StandardError, estimate.ActiveLatents, estimate.RatePerDimension,
        model.Likelihood.BitsPerDimension(estimate.NegElbo, model.Options.Shape.Size), model.Sigma?.Likelihood.Sigma);
}

/// <summary>How much a finding matters.</summary>
public enum Severity
{
    /// <summary>For information.</summary>
    Info,

    /// <summary>The model works, but less well than it could, or its numbers mislead.</summary>
    Warning,

    /// <summary>The model does not do what it was trained for.</summary>
    Error,
}

/// <summary>An observation by the doctor about a trained model.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Title">The problem in a few words.</param>
/// <param name="Evidence">The numbers that show it.</param>
/// <param name="Remedy">What to do, naming an option.</param>
public sealed record Finding(Severity Severity, string Title, string Evidence, string Remedy)
{
    /// <summary>The remedy, with the run's folder in place of <c>RUN</c> in its commands.</summary>
    /// <param name="run">The folder; null leaves <c>RUN</c>.</param>
    internal string RemedyFor(string? run) =>
        run is null ? Remedy : Remedy.Replace("--out RUN", $"--out {CommandWords.Quote(run)}", StringComparison.Ordinal);
}
