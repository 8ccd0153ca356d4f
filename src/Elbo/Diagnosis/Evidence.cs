using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Likelihoods;
using Elbo.Models;
using Elbo.Objectives;
using Elbo.Training;

namespace Elbo.Diagnosis;

/// <summary>All that the doctor looks at: the numbers of one epoch, those of the epochs before it, and the options they came from.</summary>
internal sealed record Evidence
{
    /// <summary>Fewer steps than these show the first weights rather than the model: their posterior is close to the prior.</summary>
    public const long StepsBeforeJudging = 500;

    public required VaeOptions Model { get; init; }

    public required TrainingOptions Training { get; init; }

    /// <summary>The epoch that is looked at, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The name of the split of <see cref="HeldOut"/>: <c>test</c>, <c>validation</c>, or <c>train</c> on request.</summary>
    public required string Split { get; init; }

    public required SplitNumbers HeldOut { get; init; }

    /// <summary>The epochs up to and with this one, ascending; empty where none were recorded, as for the training split.</summary>
    public IReadOnlyList<EpochPoint> History { get; init; } = [];

    /// <summary>Steps that were not finite, where training went on.</summary>
    public IReadOnlyList<TrainingIncident> Incidents { get; init; } = [];

    /// <summary>How much the model's outputs vary; null where not measured.</summary>
    public OutputSpread? Spread { get; init; }

    /// <summary>Facts about the data only; null if not measured.</summary>
    public DataFacts? Data { get; init; }

    /// <param name="model">The model with that epoch's weights.</param>
    /// <param name="images">The split that was evaluated.</param>
    /// <param name="data">Facts about the data only.</param>
    public Evidence With(Vae model, ImageSet images, DataFacts data) =>
        this with { Spread = OutputSpread.Of(model, images, Training.Binarization), Data = data };

    /// <summary>The cost of one nat of rate relative to one nat of distortion, once β has risen: 1 is the ELBO.</summary>
    internal double RateWeight => Training.Reduction == Reduction.Mean ? Training.Beta * Model.Shape.Size : Training.Beta;

    /// <summary>False where something other than distortion + β·rate is minimized: how those move then says nothing about how training goes.</summary>
    internal bool MinimizesElbo => Training is { Objective.IsElbo: true, Reduction: Reduction.Sum };

    internal bool IsLastEpoch => Epoch >= Training.Epochs;

    /// <summary>True where too few steps are known to have been done, the last epoch's among them.</summary>
    internal bool HasFewSteps => History is [.., { Step: < StepsBeforeJudging }];

    /// <summary>True while what is seen may be the start and not the model, or a rate that is still held down.</summary>
    internal bool IsEarly => HasFewSteps
        || !IsLastEpoch && (History is not [.., var now] || now.Beta < Training.Beta || Training.Objective.IsRising(Epoch));

    /// <summary>The last epochs under one and the same β: only their objective can be compared.</summary>
    internal IReadOnlyList<EpochPoint> SteadyHistory =>
        [.. History.Reverse().TakeWhile(point => point.Beta == History[^1].Beta).Reverse()];
}

/// <param name="TrainExamples">Examples trained on, N.</param>
/// <param name="GreyShare">The share of pixels that are neither black nor white, from 0 to 1.</param>
/// <param name="PixelModel">−log p(x) of a split, nats per example, under independent pixels with the training split's means: what a decoder reaches
/// that knows nothing of z. Null for a likelihood for which it is not known.</param>
internal sealed record DataFacts(int TrainExamples, double GreyShare, double? PixelModel)
{
    /// <summary>Measures them over every pixel.</summary>
    public static DataFacts Of(ImageSet train, ImageSet heldOut, Likelihood likelihood, Binarization binarization)
    {
        var (learned, met) = (PixelMoments.Of(train, binarization), PixelMoments.Of(heldOut, binarization));
        double? nats = 0;
        for (var i = 0; i < learned.Mean.Length && nats is not null; i++)
            nats += likelihood.NatsAt(learned.Mean[i], learned.Examples, met.Mean[i], met.Square[i]);
        return new(train.Count, heldOut.Count == 0 ? 0 : PixelStatistics.Of(heldOut).ShareBetween, nats);
    }
}

/// <param name="Epoch">From 1.</param>
/// <param name="Step">Steps since the start of training.</param>
/// <param name="Beta">β of its last step.</param>
/// <param name="Train">Averaged over its steps, while the weights change.</param>
/// <param name="HeldOut">After it.</param>
/// <param name="Rise">Its held-out objective above the lowest under this β, as a paired difference; null at the lowest, and if not recorded.</param>
internal sealed record EpochPoint(int Epoch, long Step, double Beta, SplitNumbers Train, SplitNumbers HeldOut, SampleMean? Rise = null)
{
    /// <summary>The training objective, distortion + β·rate, nats per example on the training split.</summary>
    internal double TrainObjective => Train.Distortion + Beta * Train.Rate;

    internal double HeldOutObjective => HeldOut.Distortion + Beta * HeldOut.Rate;

    internal static IReadOnlyList<EpochPoint> Of(IEnumerable<MetricsRow> metrics, int lastEpoch, string split, double beta) =>
    [
        .. from row in metrics
           where row.Epoch <= lastEpoch
           group row by row.Epoch into epoch
           let train = epoch.FirstOrDefault(row => row.Split == "train")
           let heldOut = epoch.FirstOrDefault(row => row.Split == split)
           where split != "train" && train is not null && heldOut is not null
           select new EpochPoint(epoch.Key, train.Step, train.Beta ?? beta, Numbers(train), Numbers(heldOut),
               heldOut is { Rise: { } rise, RiseError: { } error } ? new(rise, error) : null),
    ];

    private static SplitNumbers Numbers(MetricsRow row) => new(row.NegElbo, row.Distortion, row.Rate);
}
