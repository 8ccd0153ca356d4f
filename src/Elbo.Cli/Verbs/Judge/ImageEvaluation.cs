using System.Text.Json.Nodes;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Diagnosis;
using Elbo.Evaluation;
using Spectre.Console;

namespace Elbo.Cli.Verbs;

/// <summary>The evaluation of a run on images.</summary>
internal sealed class ImageEvaluation : RunEvaluation
{
    /// <inheritdoc cref="RunEvaluation(OpenRun, EvaluateRequest, EvaluateProgress, CancellationToken)"/>
    public ImageEvaluation(OpenRun run, EvaluateRequest request, EvaluateProgress progress, CancellationToken cancellation)
        : base(run, request, progress, cancellation)
    {
        var (images, nllImages, split) = ((ImageSet)Examples, (ImageSet)NllExamples, (ImageSet)run.Split(request.Split));
        Ais = request.Ais is { } options
            ? progress.Watch("NLL by annealing", share =>
                AisEvaluator.Estimate(run.Model.Model, nllImages, run.Model.Binarization, options, Seed, share, cancellation))
            : null;
        Guess = GuessEvaluator.Estimate(run.Model, images, cancellation);
        Reconstruction = ReconstructionEvaluator.Estimate(run.Model, images, cancellation);
        if (request.IsFull)
        {
            CodesGap = !run.Images.Train.HasLabels || !split.HasLabels ? "the data has no labels"
                : request.Split == "train" ? "they are fitted on the train split: score another one"
                : null;
            Codes = CodesGap is null ? CodeEvaluator.Score(run.Model, run.Images.Train, images, cancellation) : null;
        }
        Findings =
        [
            .. Doctor.Examine(run.Evidence(request.Split, split, SplitNumbers.From(Elbo, run.Model.Model))),
            .. Nll is null ? [] : NllDoctor.Examine(Nll),
        ];
    }

    public ReconstructionError Reconstruction { get; }

    /// <summary>−log p of what the model is not given under its plain net, nats; null without a region.</summary>
    public SampleMean? Guess { get; }

    public CodeScores? Codes { get; }

    /// <summary>The reason for leaving out requested scores of the codes.</summary>
    public string? CodesGap { get; }

    public AisEstimate? Ais { get; }

    public IReadOnlyList<Finding> Findings { get; }

    public override void Write(IAnsiConsole console) => EvaluateView.Write(console, this);

    protected override IEnumerable<(string Key, JsonNode? Value)> Targets(SplitNumbers numbers) =>
    [
        ("binarization", Json.Name(Elbo.Binarization)),
        ("likelihood", Run.Model.Options.Likelihood.Name),
        ("sigma", Json.Sigma(Run.Model.Options.Likelihood, numbers)),
    ];

    protected override void Complete(JsonObject document)
    {
        document["distortion_standard_error"] = Json.Number(Elbo.DistortionError);
        document["rate_standard_error"] = Json.Number(Elbo.RateError);
        document["latents"] = Run.Model.Options.Latents;
        document["nll"] = Nll is not { } nll ? null : new JsonObject
        {
            ["nll"] = Json.Number(nll.Nll),
            ["standard_error"] = Json.Number(nll.StandardError),
            ["examples"] = nll.Examples,
            ["samples"] = nll.Samples,
            ["effective_sample_size"] = Spread(nll.EffectiveSampleSize),
        };
        document["ais"] = Ais is not { } ais ? null : new JsonObject
        {
            ["nll"] = Json.Number(ais.Nll),
            ["standard_error"] = Json.Number(ais.StandardError),
            ["examples"] = ais.Examples,
            ["chains"] = ais.Options.Chains,
            ["temperatures"] = ais.Options.Temperatures,
            ["leapfrog_steps"] = ais.Options.LeapfrogSteps,
            ["acceptance"] = Json.Number(ais.Acceptance),
            ["effective_sample_size"] = Spread(ais.EffectiveSampleSize),
            ["excess_of_importance_sampling"] = Mean(Nll is null ? null : ais.Excess(Nll)),
        };
        document["rate_split"] = RateSplitNode();
        document["codes"] = Scores(Codes);
        if (Guess is { } guess)
            document["guess"] = Mean(guess);
        document["reconstruction"] = new JsonObject
        {
            ["examples"] = Reconstruction.Examples,
            ["mse"] = Mean(Reconstruction.MeanSquaredError),
            ["psnr_db"] = Mean(Reconstruction.Psnr),
            ["ssim"] = Mean(Reconstruction.Ssim),
        };
        document["findings"] = Json.Findings(Findings);
    }

    private static JsonObject Spread(EffectiveSampleSize spread) => new()
    {
        ["mean"] = Json.Number(spread.Mean),
        ["median"] = Json.Number(spread.Median),
        ["least"] = Json.Number(spread.Least),
        ["share_below_10"] = Json.Number(spread.ShareBelowFloor),
        ["largest_weight"] = Json.Number(spread.LargestShare),
        ["bias"] = Json.Number(spread.Bias),
    };
}
