using System.Text.Json.Nodes;
using Elbo.Evaluation;

namespace Elbo.Cli.Verbs;

/// <summary>The document of <c>elbo evaluate --json</c>; a part that was not asked for is null.</summary>
internal static class EvaluateJson
{
    public static string Document(OpenRun run, Evaluated evaluated)
    {
        var (elbo, options) = (evaluated.Elbo, run.Model.Options);
        var numbers = SplitNumbers.From(elbo, run.Model.Model);
        var document = new JsonObject
        {
            ["run"] = run.Folder.Root,
            ["data"] = run.Manifest.Data.Name,
            ["split"] = evaluated.Request.Split,
            ["examples"] = elbo.Examples,
            ["binarization"] = Json.Name(elbo.Binarization),
            ["likelihood"] = options.Likelihood.Name,
            ["sigma"] = Json.Sigma(options.Likelihood, numbers),
            ["epoch"] = run.Manifest.BestEpoch,
            ["seed"] = evaluated.Seed,
        };
        foreach (var (key, value) in Json.Numbers(numbers)!.ToList())
            document[key] = value?.DeepClone();
        document["distortion_standard_error"] = Json.Number(elbo.DistortionError);
        document["rate_standard_error"] = Json.Number(elbo.RateError);
        document["latents"] = options.Latents;
        document["nll"] = Nll(evaluated.Nll);
        document["ais"] = Ais(evaluated.Ais, evaluated.Nll);
        document["rate_split"] = RateSplit(evaluated.RateSplit);
        document["codes"] = Codes(evaluated.Codes);
        document["reconstruction"] = Reconstruction(evaluated.Reconstruction);
        document["findings"] = Json.Findings(evaluated.Findings);
        return Json.Write(document);
    }

    private static JsonObject? Nll(NllEstimate? nll) => nll is null ? null : new()
    {
        ["nll"] = Json.Number(nll.Nll),
        ["standard_error"] = Json.Number(nll.StandardError),
        ["examples"] = nll.Examples,
        ["samples"] = nll.Samples,
        ["effective_sample_size"] = Spread(nll.EffectiveSampleSize),
    };

    private static JsonObject? Ais(AisEstimate? ais, NllEstimate? nll) => ais is null ? null : new()
    {
        ["nll"] = Json.Number(ais.Nll),
        ["standard_error"] = Json.Number(ais.StandardError),
        ["examples"] = ais.Examples,
        ["chains"] = ais.Options.Chains,
        ["temperatures"] = ais.Options.Temperatures,
        ["leapfrog_steps"] = ais.Options.LeapfrogSteps,
        ["acceptance"] = Json.Number(ais.Acceptance),
        ["effective_sample_size"] = Spread(ais.EffectiveSampleSize),
        ["excess_of_importance_sampling"] = Mean(nll is null ? null : ais.Excess(nll)),
    };

    private static JsonObject Spread(EffectiveSampleSize spread) => new()
    {
        ["mean"] = Json.Number(spread.Mean),
        ["median"] = Json.Number(spread.Median),
        ["least"] = Json.Number(spread.Least),
        ["share_below_10"] = Json.Number(spread.ShareBelowFloor),
        ["largest_weight"] = Json.Number(spread.LargestShare),
        ["bias"] = Json.Number(spread.Bias),
    };

    private static JsonObject? RateSplit(RateSplit? split) => split is null ? null : new()
    {
        ["examples"] = split.Examples,
        ["rate"] = Mean(split.Rate),
        ["mutual_information"] = Mean(split.MutualInformation),
        ["most_mutual_information"] = Json.Number(split.Ceiling),
        ["marginal_kl"] = Mean(split.MarginalKl),
        ["total_correlation"] = Mean(split.TotalCorrelation),
        ["dimensionwise_kl"] = Mean(split.DimensionwiseKl),
    };

    private static JsonObject? Codes(CodeScores? codes) => codes is null ? null : new()
    {
        ["fit_examples"] = codes.FitExamples,
        ["examples"] = codes.Examples,
        ["classes"] = codes.Classes,
        ["majority_share"] = Json.Number(codes.MajorityShare),
        ["neighbours"] = codes.Neighbours,
        ["knn_accuracy"] = Mean(codes.KnnAccuracy),
        ["probe_accuracy"] = Mean(codes.ProbeAccuracy),
    };

    private static JsonObject Reconstruction(ReconstructionError error) => new()
    {
        ["examples"] = error.Examples,
        ["mse"] = Mean(error.MeanSquaredError),
        ["psnr_db"] = Mean(error.Psnr),
        ["ssim"] = Mean(error.Ssim),
    };

    private static JsonObject? Mean(SampleMean? mean) => mean is not { } given ? null : new()
    {
        ["mean"] = Json.Number(given.Value),
        ["standard_error"] = Json.Number(given.StandardError),
    };
}
