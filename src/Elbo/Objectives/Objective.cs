using System.Text.Json.Serialization;
using Elbo.Models;
using Elbo.Models.Layers;
using Elbo.Models.Priors;
using static TorchSharp.torch;

namespace Elbo.Objectives;

/// <summary>
/// What training minimises: a function of target and model output. A value without weights, equal to another of the same kind and
/// numbers; in <c>run.json</c> an object of its name and its numbers.
/// </summary>
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

    /// <summary>
    /// True for the ELBO in any form, distortion + β·rate: its <see cref="Loss"/> takes β and the reduction of the request, and the figures of
    /// training say what is minimised. Default false: a run with β or a reduction is refused.
    /// </summary>
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

    /// <summary>The objective of a batch.</summary>
    /// <param name="model">Gives prior and likelihood.</param>
    /// <param name="output">The model's output for the batch, <see cref="Draws"/> draws an example.</param>
    /// <param name="target">x, shape [B, D].</param>
    /// <param name="request">How the step weighs the terms.</param>
    public abstract ObjectiveLoss Loss(Vae model, VaeOutput output, Tensor target, LossRequest request);

    /// <summary>What it cannot do with a prior.</summary>
    protected internal virtual IEnumerable<string> Faults(Prior prior) => [];
}
