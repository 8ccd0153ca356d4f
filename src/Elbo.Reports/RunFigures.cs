using System.Globalization;
using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Exchange;
using Elbo.Models;
using Elbo.Models.Priors;
using Elbo.Reports.Figures;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Reports;

/// <summary>The figures that every run gets, drawn from its numbers, its model and its test split.</summary>
public static class RunFigures
{
    private const int Pairs = 5, Steps = 8, MostTraversals = 10;

    /// <summary>Draws all of them, in the order of reading.</summary>
    /// <param name="manifest">The run; it must have finished an epoch.</param>
    /// <param name="metrics">Its epochs.</param>
    /// <param name="model">Its best weights.</param>
    /// <param name="test">The test split.</param>
    /// <param name="cancellation">Stops between figures and batches.</param>
    public static IEnumerable<RunFigure> Draw(
        RunManifest manifest, IReadOnlyList<MetricsRow> metrics, TrainedVae model, ImageSet test, CancellationToken cancellation = default)
    {
        var codes = model.Encode(test, cancellation);
        var ranking = manifest.Test?.RatePerDimension is { } rates ? LatentRanking.ByRate(rates) : LatentRanking.BySpread(codes);
        if (metrics.Count > 0)
            yield return Loss(manifest, metrics);
        yield return Reconstructions(model, test, cancellation);
        if (test.Count >= 3)
            yield return Extremes(model, test, manifest.Training.Seed, cancellation);
        yield return Samples(model, manifest.Training.Seed);
        yield return ManifoldOf(model, ranking, cancellation);
        yield return CodesOf(codes, test, ranking);
        if (ranking.Rates is not null)
            yield return Rates(ranking.Rates, test.Count);
        yield return Traversals(model, codes, ranking, cancellation);
        if (test.Count >= 2)
            yield return Interpolations(model, test, cancellation);
        if (model.Options.Prior is StandardNormalOptions)
            yield return Kl();
    }

    internal static RunFigure Loss(RunManifest manifest, IReadOnlyList<MetricsRow> metrics)
    {
        var epochs = metrics.GroupBy(row => row.Epoch).OrderBy(group => group.Key).Select(group =>
        {
            var (train, test) = (group.FirstOrDefault(row => row.Split == "train"), group.FirstOrDefault(row => row.Split == "test"));
            return new EpochLosses(group.Key, train?.NegElbo, test?.NegElbo, test?.Distortion, test?.Rate);
        }).ToList();
        var schedule = manifest.Training.BetaSchedule;
        var density = epochs.Any(epoch => epoch.Test < 0) ? " and possibly below 0, since p(x given z) is a density" : "";
        var beta = schedule.Varies ? $" It is the ELBO throughout, with the whole rate, whatever β was at the time ({schedule.Describe()})." : "";
        var (train, test) = (Numbers.Count(manifest.Data.TrainCount), Numbers.Count(manifest.Data.TestCount));
        var binarization = SchemaReport.For(manifest.Schema).Clause(manifest.Training);
        return new("loss.png", new(
            "−ELBO over training",
            $"Nats per example, lower is better{density}; {train} training and {test} test examples, "
                + $"likelihood {manifest.DescribeLikelihood()}{binarization}.{beta} "
                + "The training line is the average over an epoch's steps while the weights change, so it starts above the test line. "
                + "On the right, how the test −ELBO divides into distortion and rate.",
            $"Line chart of train and test −ELBO over {epochs.Count} epochs, and a chart of test distortion with the rate on top.",
            LossCurves.Render(epochs)));
    }

    private static RunFigure Reconstructions(TrainedVae model, ImageSet test, CancellationToken cancellation)
    {
        var shown = test.Slice(0, Math.Min(4, test.Count));
        var codes = model.Encode(shown, cancellation);
        var deviations = codes.HasVariance ? codes.StandardDeviations() : new float[codes.Mu.Length];
        return new("reconstructions.png", new(
            "Reconstructions",
            "Test examples, their codes, and the decoded posterior means.",
            $"{shown.Count} rows of input image, bar chart of its latent code, and reconstruction.",
            ReconstructionFigure.Render(
                ImageBatch.FromBytes(shown.Shape, shown.Pixels),
                new LatentCodes(codes.Latents, codes.Mu, deviations),
                new ImageBatch(shown.Shape, model.Decode(codes.Mu, cancellation)))));
    }

    private static RunFigure Extremes(TrainedVae model, ImageSet test, ulong seed, CancellationToken cancellation)
    {
        var distortions = model.Distortion(test, seed, cancellation);
        var ranks = DistortionRanks.Of(distortions, Pairs);
        var shown = test.Select([.. ranks.Best, .. ranks.Median, .. ranks.Worst]);
        string Row(string name, int[] group)
        {
            var (first, last) = (distortions[group[0]].ToString("N0", Numbers.Culture), distortions[group[^1]].ToString("N0", Numbers.Culture));
            return first == last ? $"{name}, {first} nats" : $"{name}, {first} to {last} nats";
        }
        return new("extremes.png", new(
            "Best, median and worst",
            $"The examples of lowest, middle and highest distortion (one draw of z) among all {Numbers.Count(test.Count)} of the test split, "
                + "each next to its decoded posterior mean. The nats are those of each row's first and last pair.",
            $"Three rows of {ranks.Best.Length} pairs of an image and its reconstruction.",
            PairsFigure.Render(
                ImageBatch.FromBytes(shown.Shape, shown.Pixels), new(shown.Shape, model.Reconstruct(shown, cancellation)),
                [Row("best", ranks.Best), Row("median", ranks.Median), Row("worst", ranks.Worst)], "Reconstructions by distortion")));
    }

    private static RunFigure Samples(TrainedVae model, ulong seed) => new("samples.png", new(
        "Samples",
        "Codes drawn from the prior, decoded to mean images. They look like data where the prior's mass is covered by posteriors.",
        "Grid of 64 generated images.",
        ImageGrid.Render(new(model.Options.Shape, model.Sample(64, seed)), new() { Columns = 8, Title = "Samples from the prior" })));

    private static RunFigure ManifoldOf(TrainedVae model, LatentRanking ranking, CancellationToken cancellation)
    {
        var (horizontal, vertical) = ranking.Plane;
        var (x, y) = (LatentAxis.NormalQuantiles(horizontal, 20), LatentAxis.NormalQuantiles(vertical, 20));
        var plane = model.Options.Latents <= 2 ? "The two latent dimensions" : $"The two latent dimensions with {ranking.Criterion}, the others at 0";
        var quantiles = model.Options.Prior is StandardNormalOptions
            ? "the standard normal prior, so that every image represents the same probability"
            : $"a standard normal (the prior is a {model.Options.Prior.Describe()}, whose mass may be elsewhere)";
        return new("manifold.png", new(
            "Manifold",
            $"{plane}, decoded at the quantiles of {quantiles}.",
            $"20 × 20 grid of images decoded over latent dimensions {horizontal} and {vertical}.",
            ManifoldFigure.Render(Manifold.Decode(model, x, y, cancellation), x, y)));
    }

    private static RunFigure CodesOf(Codes codes, ImageSet test, LatentRanking ranking)
    {
        var (horizontal, vertical) = ranking.Plane;
        float[] Along(int latent) => [.. Enumerable.Range(0, codes.Count).Select(i => codes.MuOf(i)[latent])];
        var points = new CodePoints(Along(horizontal), Along(vertical), test.HasLabels ? test.Labels.ToArray() : null)
        {
            LatentX = horizontal,
            LatentY = vertical,
        };
        return new("codes.png", new(
            "Codes of the test split",
            $"Posterior means along {DescribePlane(codes, ranking)}{(test.HasLabels ? ", coloured by label; the model never saw the labels" : "")}.",
            $"Scatter plot of {codes.Count} posterior means over latent dimensions {horizontal} and {vertical}.",
            CodesScatter.Render(points, new() { LabelNames = test.LabelNames })));
    }

    internal static string DescribePlane(Codes codes, LatentRanking ranking) =>
        codes.Latents <= 2 ? "the latent dimensions" : $"the two latent dimensions with {ranking.Criterion}";

    internal static RunFigure Rates(IReadOnlyList<double> rates, int examples) => new("rates.png", new(
        "Rate per dimension",
        $"The nats that each latent dimension carries, averaged over the {Numbers.Count(examples)} examples of the test split. "
            + "A dimension near 0 equals the prior and is not used.",
        string.Create(CultureInfo.InvariantCulture, $"Bar chart of the rates of {rates.Count} latent dimensions, {rates.Sum():F1} nats in total."),
        RateBars.Render([.. rates])));

    private static RunFigure Traversals(TrainedVae model, Codes codes, LatentRanking ranking, CancellationToken cancellation)
    {
        int[] moved = [.. ranking.Order.Take(MostTraversals)];
        var values = Traversal.Values(3, 11);
        var selection = moved.Length < codes.Latents ? $"; the {moved.Length} with {ranking.Criterion}" : "";
        return new("traversals.png", new(
            "Traversals",
            $"Starting from the code of the first test example, each row moves one dimension from −3 to 3{selection}.",
            $"{moved.Length} rows of 11 images, one row for each latent dimension.",
            TraversalFigure.Render(
                Traversal.Decode(model, codes.MuOf(0), moved, values, cancellation), [.. moved.Select(d => new TraversalRow(d, ranking.Rates?[d]))], values)));
    }

    private static RunFigure Interpolations(TrainedVae model, ImageSet test, CancellationToken cancellation)
    {
        var count = Math.Min(Pairs, test.Count / 2);
        var (sources, targets) = (test.Slice(0, count), test.Slice(count, count));
        var times = Interpolation.Times(Steps);
        return new("interpolations.png", new(
            "Interpolations",
            "On a straight line between the posterior means of two test examples.",
            $"{count} rows: an example, {Steps} decoded steps, another example.",
            InterpolationFigure.Render(
                ImageBatch.FromBytes(test.Shape, sources.Pixels), Interpolation.Decode(model, sources, targets, times, cancellation: cancellation),
                ImageBatch.FromBytes(test.Shape, targets.Pixels), times)));
    }

    private static RunFigure Kl() => new("kl-surface.png", new(
        "What the rate costs",
        "The rate of one latent dimension over the posterior's mean and log-variance; it is 0 only where the posterior equals the prior.",
        "Contour map of the KL term over mu and logvar with its minimum at the origin.",
        KlSurface.Render()));
}
