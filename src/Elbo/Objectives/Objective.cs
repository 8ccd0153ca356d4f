using System.Text.Json.Serialization;
using Elbo.Data;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Priors;
using TorchSharp;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>The training objective: a function of target and model output. A value without weights, equal to another of the same kind and numbers;
/// in <c>run.json</c> an object of its name and its numbers.</summary>
[Family("objective")]
public abstract record Objective : Kind
{
    internal const int MostDraws = 10_000;

    internal const string DrawsHelp = "Draws of z for each example in a bound";
    internal const string GroupsHelp = "Bounds of k draws each";
    internal const string EstimatorHelp =
        "Gradient of the posterior: dreg and stl leave out its score, which is only noise; dreg is unbiased for every k";

    /// <summary>Draws of z for each example in a step.</summary>
    [JsonIgnore]
    public abstract int Draws { get; }

    /// <summary>True for the ELBO in any form, distortion + β·rate: its <see cref="Loss"/> takes β and the reduction of the request, and the figures
    /// of training say what is minimized. Default false: a run with β or a reduction is refused.</summary>
    [JsonIgnore]
    public virtual bool IsElbo => false;

    /// <summary>Its name and its numbers, for people: <c>IWAE(5), DReG</c>.</summary>
    public abstract override string Describe();

    /// <summary>True where the gradient through z is weighed apart from the decoder's: the model's pass then takes a <see cref="RowGradient"/>.</summary>
    internal virtual bool WeighsDraws => false;

    /// <summary>A clause that says what it takes of the whole batch at once; null where a batch is a mean over its examples.</summary>
    internal virtual string? WholeBatch => null;

    /// <summary>True while a term is still on its way to its full weight.</summary>
    /// <param name="epoch">Epochs trained.</param>
    internal virtual bool IsRising(int epoch) => false;

    /// <summary>The class that a model infers with this objective; null if it infers none.</summary>
    /// <exception cref="OptionsException">The data has no such class.</exception>
    internal virtual ConditionSchema? Infers(Dataset data) => null;

    /// <summary>The data as the objective learns from it. Default all of it.</summary>
    /// <param name="data">The data, its validation split separated.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="OptionsException">The data has too little for it.</exception>
    internal virtual Dataset Prepare(Dataset data, ulong seed) => data;

    /// <summary>The probability below which a step draws classes of an example instead of summing over them; 0, the default, sums over all.</summary>
    internal virtual double DrawsClassesBelow => 0;

    /// <summary>The option that ties classes closer to their labels, for a decoder that ignores the class; null, the default, if there is none.</summary>
    /// <param name="batch">Examples of a batch.</param>
    internal virtual string? StrongerLabels(int batch) => null;

    /// <summary>Known labels in each batch where they are few: a third. Of 600 labels, another class then changed 23 % of an image within two epochs, and
    /// 4 % with each label once.</summary>
    /// <param name="batch">Examples of a batch.</param>
    internal static int MixedLabels(int batch) => Math.Max(1, batch / 3);

    /// <summary>The order in which an epoch visits the examples. Default the one that it is given.</summary>
    /// <param name="order">A permutation of the examples.</param>
    /// <param name="examples">The training split.</param>
    /// <param name="batch">Examples in a batch.</param>
    internal virtual int[] Arrange(int[] order, ExampleSet examples, int batch) => order;

    /// <summary>The number that the epoch with the best weights has lowest, on the validation split. Default its −ELBO.</summary>
    /// <param name="negElbo">Its −ELBO, nats.</param>
    /// <param name="accuracy">The share of its labels that the classifier finds; null without classifier or labels.</param>
    internal virtual double Merit(double negElbo, double? accuracy) => negElbo;

    /// <summary>The objective of a batch.</summary>
    /// <param name="model">Gives prior and likelihood.</param>
    /// <param name="output">The model's output for the batch, <see cref="Draws"/> draws an example.</param>
    /// <param name="target">x, shape [B, D].</param>
    /// <param name="request">How the step weighs the terms.</param>
    public abstract ObjectiveLoss Loss(Vae model, VaeOutput output, Tensor target, LossRequest request);

    /// <summary>log p(x given z) of every draw, in one pass over memory where the likelihood has one. Of a model that completes images, only the
    /// part that it is not given counts.</summary>
    /// <param name="model">Gives the likelihood.</param>
    /// <param name="output">The model's output for the batch, k draws an example.</param>
    /// <param name="target">x, shape [B, D].</param>
    /// <returns>Nats, shape [B·k].</returns>
    protected static Tensor LogLikelihoods(Vae model, VaeOutput output, Tensor target) => LogLikelihood.Of(model, output, target);

    /// <summary>Its conflicts with a prior.</summary>
    protected internal virtual IEnumerable<string> Faults(Prior prior) => [];
}

/// <summary>How one training step weighs the terms of its objective.</summary>
/// <param name="Epochs">Epochs of steps done before it; half an epoch is 0.5.</param>
/// <param name="Beta">The weight β of the rate.</param>
/// <param name="Reduction">Sum, or the seed's mistake on purpose.</param>
public sealed record LossRequest(double Epochs = 0, double Beta = 1, Reduction Reduction = Reduction.Sum);

/// <summary>The loss of a training step and its sums over the batch.</summary>
/// <param name="Value">A scalar to differentiate: its gradient is that of the batch's mean objective, its value need not be.</param>
/// <param name="Distortion">Σ distortion over the batch, nats; for each example the mean over its draws.</param>
/// <param name="Rate">Σ rate over the batch, nats; for each example the mean over its draws.</param>
/// <param name="Objective">Σ over the batch of what is minimized, nats.</param>
public readonly record struct ObjectiveLoss(Tensor Value, double Distortion, double Rate, double Objective)
{
    /// <summary>A batch's objective with the sums that are reported.</summary>
    /// <param name="distortion">−log p(x given z) at the drawn z, nats, shape [B].</param>
    /// <param name="rate">KL(q(z given x) ‖ p(z)), nats, shape [B].</param>
    /// <param name="value">The batch's mean objective, a scalar to differentiate.</param>
    public static ObjectiveLoss Of(Tensor distortion, Tensor rate, Tensor value) => new(
        value, distortion.detach().sum().ToDouble(), rate.detach().sum().ToDouble(), value.ToDouble() * distortion.shape[0]);

    internal static ObjectiveLoss Of(ElboTerms terms, Tensor value) => Of(terms.Distortion, terms.Rate, value);

    /// <summary>True if every number is finite.</summary>
    public bool IsFinite => double.IsFinite(Distortion + Rate + Objective);
}

/// <summary>How the distortion's D dimensions become one number during training.</summary>
public enum Reduction
{
    /// <summary>Summed over the dimensions: the ELBO.</summary>
    Sum,

    /// <summary>Averaged over the dimensions while the rate stays summed: a common mistake, kept as a teaching aid. The rate then weighs D times too
    /// much and the posterior collapses onto the prior.</summary>
    Mean,
}

/// <summary>The two halves of the negative ELBO, per example.</summary>
/// <param name="Distortion">−log p(x given z) at the drawn z, nats, shape [B].</param>
/// <param name="Rate">KL(q(z given x) ‖ p(z)), nats, shape [B].</param>
internal readonly record struct ElboTerms(Tensor Distortion, Tensor Rate);
