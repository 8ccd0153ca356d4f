using System.Globalization;
using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Evaluation;
using Elbo.Exchange;
using Elbo.Models;
using Elbo.Reports.Figures;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Reports;

/// <param name="Manifest">The run.</param>
/// <param name="Model">Its best weights.</param>
/// <param name="Data">The data it was trained on.</param>
/// <param name="Codes">The codes of the test split.</param>
/// <param name="Ranking">The order of the latents.</param>
internal sealed record FigureSource(RunManifest Manifest, TrainedVae Model, Dataset Data, Codes Codes, LatentRanking Ranking)
{
    /// <summary>Where the codes are shown.</summary>
    public CodePlane Plane { get; } = CodePlane.Of(Codes);
}

/// <summary>The figures of a run, drawn from its numbers, its model and its test split.</summary>
internal static class RunFigures
{
    private const string Latents = "latent space";

    /// <summary>Draws all of them, in the order of reading.</summary>
    /// <param name="manifest">The run; it must have finished an epoch.</param>
    /// <param name="metrics">Its epochs.</param>
    /// <param name="model">Its best weights.</param>
    /// <param name="data">The data it was trained on.</param>
    /// <param name="label">The column of a table that codes are coloured by; null for the one that they separate best.</param>
    /// <param name="cancellation">Stops between figures and batches.</param>
    /// <exception cref="OptionsException">There is no column <paramref name="label"/>, or it has too many different values.</exception>
    public static IEnumerable<RunFigure> Draw(
        RunManifest manifest, IReadOnlyList<MetricsRow> metrics, TrainedVae model, Dataset data,
        string? label = null, CancellationToken cancellation = default)
    {
        var (schema, codes) = (SchemaReport.For(data.Schema), model.Encode(data.Test, cancellation));
        var ranking = manifest.Test?.RatePerDimension is { } rates ? LatentRanking.ByRate(rates) : LatentRanking.BySpread(codes);
        var run = new FigureSource(manifest, model, data, codes, ranking);
        foreach (var figure in schema.ExampleFigures(run, cancellation))
            yield return figure.Under(data.Schema.Examples);
        if (ClassesOf(run, cancellation) is { } classes)
            yield return classes.Under(data.Schema.Examples);
        if (metrics.Count > 0)
            yield return Loss(manifest, metrics).Under("training");
        yield return CodesOf(run, schema.Colours(run, label)).Under(Latents);
        if (ranking.Rates is not null)
            yield return Rates(ranking.Rates, data.Test.Count, data.Schema.Noun).Under(Latents);
        foreach (var figure in schema.LatentFigures(run, cancellation))
            yield return figure.Under(Latents);
    }

    /// <returns>Null if the model infers no class, or no test example has a label.</returns>
    private static RunFigure? ClassesOf(FigureSource run, CancellationToken cancellation)
    {
        if (run.Model is not { Model.Classifier: not null, Condition.Classes: { } column })
            return null;
        var found = ClassProbabilities.Of(run.Model, run.Data.Test, cancellation);
        if (ClassScores.Of(found, run.Data.Test.Conditions?.Labels, column.Categories) is not { } scores)
            return null;
        var known = run.Manifest.KnownLabels is { } labels ? $"{Numbers.Count(labels.Count)} labels" : "all labels";
        return new("confusion.png", ReportFigure.Drawn(
            "Classes",
            $"Test examples by their label and the likeliest class under q(y given x), which learned from {known} of the training split. "
                + "A row is a label; the darker a cell, the larger its share of the row.",
            $"Confusion matrix of {scores.Names.Count} classes over {scores.Examples} test examples.",
            () => ConfusionFigure.Render(scores)));
    }

    private static RunFigure CodesOf(FigureSource run, CodeColours colours)
    {
        var plane = run.Plane;
        var points = new CodePoints(plane.Points.Select(point => point.X).ToArray(), plane.Points.Select(point => point.Y).ToArray(), colours.Labels)
        {
            NameX = plane.NameX,
            NameY = plane.NameY,
            Prior = plane.Prior,
        };
        return new("codes.png", ReportFigure.Drawn(
            colours.Heading,
            $"Posterior means along {plane.Words}{colours.Clause}.",
            $"Scatter plot of {plane.Points.Count} posterior means over {plane.NameX} and {plane.NameY}.",
            () => CodesScatter.Draw(points, new() { LabelNames = colours.Names, Title = null, Noun = run.Manifest.Schema.Noun })));
    }

    private static RunFigure Loss(RunManifest manifest, IReadOnlyList<MetricsRow> metrics)
    {
        var epochs = EpochLosses.Of(metrics);
        var schedule = manifest.Training.BetaSchedule;
        var density = epochs.Any(epoch => epoch.Test < 0) ? " and possibly below 0, since p(x given z) is a density" : "";
        var beta = schedule.Varies ? $" It is the ELBO throughout, with the whole rate, whatever β was at the time ({schedule.Describe()})." : "";
        var (train, test) = (Numbers.Count(manifest.Data.TrainCount), Numbers.Count(manifest.Data.TestCount));
        var (binarization, noun) = (SchemaReport.For(manifest.Schema).Clause(manifest.Training), manifest.Schema.Noun);
        return new("loss.png", ReportFigure.Drawn(
            "−ELBO over training",
            $"Nats per {noun}, lower is better{density}; {train} training and {test} test {noun}s, "
                + $"likelihood {manifest.DescribeLikelihood()}{binarization}.{beta} "
                + "The training line is the average over an epoch's steps while the weights change, so it starts above the test line. "
                + "Below, how the test −ELBO divides into distortion and rate.",
            $"Line chart of train and test −ELBO over {epochs.Count} epochs, and a chart of test distortion with the rate on top.",
            () => LossCurves.Render(epochs, null, isStacked: true, noun)));
    }

    private static RunFigure Rates(IReadOnlyList<double> rates, int examples, string noun) => new("rates.png", ReportFigure.Drawn(
        "Rate per dimension",
        $"KL(q(z_d given x) ‖ p(z_d)) of each latent dimension in nats, averaged over the {Numbers.Count(examples)} {noun}s of the test split. "
            + $"It is an upper bound of what the dimension tells about {(noun == "row" ? "a" : "an")} {noun}; one near 0 equals the prior and is not used.",
        string.Create(CultureInfo.InvariantCulture, $"Bar chart of the rates of {rates.Count} latent dimensions, {rates.Sum():F1} nats in total."),
        () => RateBars.Render([.. rates], new() { Title = null, Noun = noun })));
}

/// <param name="File">The file's name in <c>figures/</c>, such as <c>loss.png</c>.</param>
/// <param name="Figure">The figure.</param>
internal sealed record RunFigure(string File, ReportFigure Figure)
{
    /// <summary>The figure under a heading.</summary>
    public RunFigure Under(string heading) => this with { Figure = Figure with { Section = char.ToUpperInvariant(heading[0]) + heading[1..] } };
}
