using System.Globalization;
using Elbo.Cli.Verbs;
using Elbo.Evaluation;
using Spectre.Console;

namespace Elbo.Cli.Screens;

/// <summary>The screen of an evaluation: groups of figures, with a grey note on how each was computed.</summary>
internal sealed class EvaluateView
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int MostBars = 40;
    private readonly Grid grid = new();

    private EvaluateView()
    {
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new(2, 0, 2, 0) });
        grid.AddColumn(new GridColumn { NoWrap = true, Alignment = Justify.Right, Padding = new(0, 0, 2, 0) });
        grid.AddColumn(new GridColumn { Padding = new(0, 0, 0, 0) });
    }

    public static void Write(IAnsiConsole console, ImageEvaluation evaluated)
    {
        var (run, options, elbo) = (evaluated.Run, evaluated.Run.Model.Options, evaluated.Elbo);
        var examples = evaluated.Describe(elbo.Examples);
        console.WriteUnbroken(Minus.True(
            $"{run.Folder.Root}: {run.Manifest.Data.Name}, {evaluated.Request.Split} split, {examples}, z drawn with seed {evaluated.Seed}"));
        var origin = run.Manifest.Imported is { } imported ? $"imported from {imported.File}" : $"weights of epoch {run.Manifest.BestEpoch}";
        console.WriteLine(Minus.True($"{options.Describe()}, {origin}"));
        console.WriteLine(Minus.True($"likelihood {run.Manifest.DescribeLikelihood()}, binarization {Json.Name(elbo.Binarization)}"));

        var view = new EvaluateView();
        view.Bound(elbo, evaluated.Request.Draws, options.Likelihood.BitsPerDimension(elbo.NegElbo, options.Shape.Size));
        if (evaluated.Guess is { } guess)
            view.Row("plain net", Number(guess.Value, guess.StandardError), "−log p of what is not given, one value for each pixel");
        if (evaluated.Nll is { } nll)
            view.Nll(nll, evaluated.Describe(nll.Examples), evaluated.Ais, options.Likelihood.BitsPerDimension(nll.Nll, options.Shape.Size));
        view.Latents(elbo, options.Latents, evaluated.RateSplit);
        if (evaluated.Classes is { } classes)
            view.Classes(classes);
        if (evaluated.Codes is { } codes)
            view.Codes(codes);
        if (evaluated.Probes.Count > 0)
            view.Probes(evaluated.Probes);
        view.Reconstructions(evaluated.Reconstruction, evaluated.Elbo.Binarization == Data.Binarization.None ? "grey" : "binary");
        console.Write(view.grid);
        if (evaluated.Classes is { } found)
        {
            console.WriteLine();
            ClassifyView.WriteConfusion(console, found);
        }

        FindingsView.Write(console, evaluated.Findings);
        Further(console, evaluated);
    }

    private void Bound(ElboEstimate elbo, int draws, double? bits)
    {
        Group("Bound", draws == 1 ? "nats per example, one draw of z" : Minus.True($"nats per example, mean of {draws} draws of z"));
        Row("−ELBO", Number(elbo.NegElbo, elbo.StandardError), "");
        if (bits is { } perDimension)
            Row("in bits", Minus.True($"{perDimension:F3}"), "per dimension, −ELBO / (D · log 2)");
        Row("distortion", Number(elbo.Distortion, elbo.DistortionError), "");
        Row("rate", Number(elbo.Rate, elbo.RateError), "");
    }

    private void Nll(NllEstimate nll, string examples, AisEstimate? ais, double? bits)
    {
        var spread = nll.EffectiveSampleSize;
        Group("−log p(x)", $"nats per example, {examples}");
        Row(Minus.True($"NLL({nll.Samples:N0})"), Number(nll.Nll, nll.StandardError), Minus.True($"importance sampling, S = {nll.Samples:N0} draws"));
        if (bits is { } perDimension)
            Row("in bits", Minus.True($"{perDimension:F3}"), "per dimension");
        Row(
            "effective sample size", Minus.True($"{spread.Median:N1}"),
            Minus.True($"median; mean {spread.Mean:N1}; {spread.ShareBelowFloor:P1} of the examples below {EffectiveSampleSize.Floor:N0}"));
        Row("expected excess", Minus.True($"{spread.Bias:F3}"), "first-order bias over −log p(x)");
        if (ais is null)
            return;
        var chains = Minus.True($"{ais.Options.Chains} chains, {ais.Options.Temperatures:N0} temperatures, {ais.Acceptance:P0} accepted");
        Row("NLL by annealing", Number(ais.Nll, ais.StandardError), chains);
        var excess = ais.Excess(nll);
        Row(
            Minus.True($"NLL({nll.Samples:N0}) − annealed"), Number(excess.Value, excess.StandardError, 3),
            "example by example; below 0, annealing needs more steps");
    }

    private void Latents(ElboEstimate elbo, int latents, RateSplit? split)
    {
        Group("Latents", "");
        Row("active", Minus.True($"{elbo.ActiveLatents} of {latents}"), Minus.True($"variance of the posterior mean above {ElboEvaluator.ActiveVariance}"));
        if (elbo.RatePerDimension is { } perDimension)
        {
            double[] rates = [.. perDimension.OrderDescending()];
            Row("rate of each", Minus.True($"{rates[0]:F2} … {rates[^1]:F2}"), Bar(rates));
        }
        if (split is null)
            return;
        var examples = Minus.True($"q(z) over {split.Examples:N0} examples");
        Row("I(x; z)", Number(split.MutualInformation), Minus.True($"nats, at most log N = {split.Ceiling:F2}; {examples}"));
        Row("KL(q(z) ‖ p(z))", Number(split.MarginalKl), "nats");
        // Only under a product prior are these parts of the line above.
        var margin = split.DimensionwiseKl is null ? "" : "  ";
        Row(margin + "total correlation", Number(split.TotalCorrelation), "nats");
        if (split.DimensionwiseKl is { } dimensionwise)
            Row(margin + "dimension-wise KL", Number(dimensionwise), "nats");
    }

    private void Classes(ClassScores classes)
    {
        Group("Classes", Minus.True($"by q(y given x), {classes.Examples:N0} labels; the confusion matrix is below"));
        Row("accuracy", Percent(classes.Accuracy), "the likeliest class is the label");
        Row("log loss", Number(classes.LogLoss.Value, classes.LogLoss.StandardError, 3), "−log q(label given x), nats");
    }

    private void Codes(CodeScores codes)
    {
        Group("Codes", Minus.True($"posterior means, fitted on {codes.FitExamples:N0} training examples, scored on {codes.Examples:N0}"));
        Row(Minus.True($"{codes.Neighbours} nearest neighbours"), Percent(codes.KnnAccuracy), "accuracy");
        var baseline = Minus.True($"accuracy; always guessing the most common of {codes.Classes} labels: {codes.MajorityShare:P1}");
        Row("linear probe", Percent(codes.ProbeAccuracy), baseline);
    }

    private void Probes(IReadOnlyList<ConditionProbe> probes)
    {
        Group("Condition", Minus.True(
            $"linear probe for c from z, fitted on {probes[0].FitExamples:N0} training examples, scored on {probes[0].Examples:N0}"));
        foreach (var probe in probes)
        {
            var plain = probe.Plain is { } other ? Minus.True($"; {other.Value:P1} from codes of the run without the condition") : "";
            var chance = Minus.True($"accuracy; chance, the commonest of {probe.Classes} values: {probe.MajorityShare:P1}");
            Row(probe.Column, Percent(probe.Accuracy), chance + plain);
        }
    }

    private void Reconstructions(ReconstructionError error, string targets)
    {
        Group("Reconstructions", $"at the posterior mean, against {targets} targets");
        Row("MSE", Number(error.MeanSquaredError.Value, error.MeanSquaredError.StandardError, 5), "per pixel in [0, 1]");
        Row("PSNR", Number(error.Psnr), "dB, mean over the images");
        if (error.Ssim is { } ssim)
            Row("SSIM", Number(ssim.Value, ssim.StandardError, 4), "window 11×11, σ 1.5");
        else
            Row("SSIM", "–", "left out: its window of 11×11 is larger than the images");
    }

    private static void Further(IAnsiConsole console, ImageEvaluation evaluated)
    {
        var request = evaluated.Request;
        var more = new List<string>();
        if (evaluated.CodesGap is { } gap)
            console.WriteLine($"\nNo scores of the codes: {gap}.");
        if (evaluated.Nll is null)
            more.Add("--nll 5000 estimates −log p(x)");
        else if (evaluated.Ais is null)
            more.Add("--estimator ais checks the NLL");
        if (!request.IsFull)
            more.Add("--full adds mutual information and the codes' accuracy");
        if (more.Count > 0)
        {
            console.WriteLine();
            foreach (var line in Wrapping.Lines($"More: {string.Join("; ", more)}.", console.Profile.Width))
                console.WriteLine(line, new Style(Color.Grey));
        }
    }

    private void Group(string name, string note)
    {
        grid.AddEmptyRow();
        grid.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), Text.Empty, new Text(note, new Style(Color.Grey)));
    }

    private void Row(string name, string value, string note) =>
        grid.AddRow(new Text(name), new Text(value), new Text(note, new Style(Color.Grey)));

    private static string Number(SampleMean mean) => Number(mean.Value, mean.StandardError);

    private static string Number(double value, double error, int digits = 2)
    {
        var format = "F" + digits.ToString(CultureInfo.InvariantCulture);
        return $"{Signed(value, format)} ± {error.ToString(format, CultureInfo.InvariantCulture)}";
    }

    private static string Signed(double value, string format) =>
        (value < 0 ? "−" : "") + Math.Abs(value).ToString(format, CultureInfo.InvariantCulture);

    private static string Percent(SampleMean share) => Minus.True($"{100 * share.Value:F2} ± {100 * share.StandardError:F2} %");

    /// <summary>One column per latent; the tallest is the largest.</summary>
    private static string Bar(double[] sorted)
    {
        var most = Math.Max(sorted[0], double.Epsilon);
        return string.Concat(sorted.Take(MostBars).Select(rate => Bars[(int)Math.Round(Math.Clamp(rate / most, 0, 1) * (Bars.Length - 1))]))
            + (sorted.Length > MostBars ? "…" : "");
    }
}
