using Elbo.Cli.Screens;
using Elbo.Diagnosis;
using Elbo.Evaluation;

namespace Elbo.Cli.Verbs;

/// <summary>All numbers of one <c>elbo evaluate</c>; null for those that were not asked for or that there is nothing to make from.</summary>
internal sealed record Evaluated
{
    public required EvaluateRequest Request { get; init; }

    /// <summary>The seed behind all draws.</summary>
    public required ulong Seed { get; init; }

    public required ElboEstimate Elbo { get; init; }

    public required ReconstructionError Reconstruction { get; init; }

    public RateSplit? RateSplit { get; init; }

    public CodeScores? Codes { get; init; }

    /// <summary>Why there are no scores of the codes although they were asked for.</summary>
    public string? CodesGap { get; init; }

    public NllEstimate? Nll { get; init; }

    public AisEstimate? Ais { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Computes what the request asks for.</summary>
    /// <param name="run">The run.</param>
    /// <param name="request">What to compute.</param>
    /// <param name="progress">Shows how far the long parts are.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static Evaluated Of(OpenRun run, EvaluateRequest request, EvaluateProgress progress, CancellationToken cancellation)
    {
        var split = run.Split(request.Split);
        var (images, seed) = (request.Of(split), request.Seed ?? run.Manifest.Training.Seed);
        // Without a seed, with the draws of training's own evaluation, so that run.json is repeated to the last digit.
        var elbo = run.Model.Evaluate(images, seed, request.Seed is null ? run.Manifest.BestEpoch : 0, cancellation);
        var codesGap = request.IsFull ? CodesGapOf(run, request.Split) : null;
        var nllImages = request.NllOf(split);
        var nll = request.NllSamples is { } samples
            ? progress.Watch(FormattableString.Invariant($"NLL({samples:N0})"), share => run.Model.EstimateNll(nllImages, samples, seed, new ExampleShare(share, nllImages.Count), cancellation))
            : null;
        var ais = request.Ais is { } options
            ? progress.Watch("NLL by annealing", share => AisEvaluator.Estimate(run.Model.Model, nllImages, run.Model.Binarization, options, seed, share, cancellation))
            : null;
        return new()
        {
            Request = request,
            Seed = seed,
            Elbo = elbo,
            Reconstruction = ReconstructionEvaluator.Estimate(run.Model, images, cancellation),
            RateSplit = request.IsFull ? RateSplitEvaluator.Estimate(run.Model, images, seed, cancellation) : null,
            Codes = request.IsFull && codesGap is null ? CodeEvaluator.Score(run.Model, run.Images.Train, images, cancellation) : null,
            CodesGap = codesGap,
            Nll = nll,
            Ais = ais,
            Findings =
            [
                .. Doctor.Examine(run.Evidence(request.Split, split, SplitNumbers.From(elbo, run.Model.Model))),
                .. nll is null ? [] : NllDoctor.Examine(nll),
            ],
        };
    }

    private static string? CodesGapOf(OpenRun run, string split) =>
        !run.Images.Train.HasLabels || !run.Split(split).HasLabels ? "the data has no labels"
        : split == "train" ? "they are fitted on the train split: score another one"
        : null;
}
