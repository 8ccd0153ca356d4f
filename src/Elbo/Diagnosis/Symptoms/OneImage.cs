using Elbo.Evaluation;
using Elbo.Models.Layers;
using static Elbo.Diagnosis.Words;

namespace Elbo.Diagnosis.Symptoms;

/// <summary>The data set's mean as the only reconstruction, although the codes differ: a decoder that does not listen to z.</summary>
internal sealed class OneImage : ISymptom
{
    /// <summary>Reconstructions that vary less than this share of the images' variance are one image to the eye; two latents give MNIST a third.</summary>
    public const double NegligibleShare = 0.01;

    private readonly StillFalling falling = new();

    public IReadOnlyList<Type> Explains => [typeof(NoBetterThanPixels), typeof(Overfitting), typeof(StillFalling)];

    public Finding? Look(Evidence evidence) =>
        evidence.Spread is not { Targets: > 0, Share: < NegligibleShare } spread || evidence.IsEarly ? null : new(
            Severity.Error,
            "Every image is reconstructed as the same blob, the mean of the data",
            Say($"Over {spread.Examples} examples of the {evidence.Split} split the reconstructions vary {spread.Share:P2} as much as the images do, "
                + $"although the rate is {evidence.HeldOut.Rate:F1} nats. Either the decoder does not use z, or z tells the images apart less than the rate, "
                + $"an upper bound of I(x; z), suggests; elbo evaluate --full estimates I(x; z)."),
            (falling.Look(evidence) is { Remedy: var goOn } ? $"It was still getting better: {goOn} If the images stay alike, train" : "Train")
                + $" with a lower learning rate ({Advice.LowerRate(evidence)})" + (evidence.Model.Activation == Activation.Relu
                ? " or another activation (--activation gelu): ReLU units that are 0 for every code pass nothing on." : "."));
}
