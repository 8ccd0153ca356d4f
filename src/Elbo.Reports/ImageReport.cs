using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Models;
using Elbo.Reports.Figures;
using Elbo.Runs;
using Elbo.Training;

namespace Elbo.Reports;

[For<ImageSchema>]
internal sealed class ImageReport : SchemaReport
{
    private const int Pairs = 4, Steps = 6, MostTraversals = 10, ClassColumns = 10, ClassRows = 8, Side = 15;

    public override IEnumerable<RunFigure> ExampleFigures(FigureSource run, CancellationToken cancellation)
    {
        var (model, test, seed) = (run.Model, (ImageSet)run.Data.Test, run.Manifest.Training.Seed);
        if (model.Options.GivenRegion is { } region)
        {
            yield return CompletionReport.Of(model, test, region, seed, cancellation);
            yield return Reconstructions(model, test, cancellation);
            yield break;
        }
        if (model.Condition?.Classes is { } classes)
        {
            yield return ClassSamples(model, classes, seed);
            yield return StylesOf(model, test, classes, cancellation);
        }
        else
            yield return Samples(model, seed);
        yield return Reconstructions(model, test, cancellation);
        if (test.Count >= 3)
            yield return Extremes(model, test, seed, cancellation);
        yield return ManifoldOf(model, run.Ranking, cancellation);
    }

    public override IEnumerable<RunFigure> LatentFigures(FigureSource run, CancellationToken cancellation)
    {
        var (model, test) = (run.Model, (ImageSet)run.Data.Test);
        // What such a model decodes is no whole image.
        if (model.Options.ConditionRegion is not null)
            yield break;
        yield return Traversals(model, test, run.Codes, run.Ranking, cancellation);
        if (test.Count >= 2)
            yield return Interpolations(model, test, cancellation);
        if (model.Options.Prior.IsStandard)
            yield return Kl();
    }

    public override CodeColours Colours(FigureSource run, string? label)
    {
        const string Heading = "Codes of the test split";
        var test = (ImageSet)run.Data.Test;
        return test.HasLabels
            ? new(
                Heading,
                $", coloured by label; the model {(run.Model.Condition is null ? "never saw the labels" : $"was given {ConditionOf(run.Model)}")}",
                test.Labels.ToArray(), test.LabelNames)
            : new(Heading);
    }

    public override IProgress<TrainingProgress> Pictures(TrainingRun run, IProgress<TrainingProgress>? next) =>
        new EpochReconstructions(run, (ImageSet)run.Data.Test, base.Pictures(run, next));

    public override string Clause(TrainingOptions training) => $", {Term(training)}";

    public override string Term(TrainingOptions training) => $"binarization {Binarization(training)}";

    public override (string Name, string Value) Size(RunManifest manifest) => ("shape", manifest.Model.Shape.ToString());

    public override IEnumerable<(string Name, string Value)> Facts(TrainingOptions training) => [("binarization", Binarization(training))];

    private static string Binarization(TrainingOptions training) => training.Binarization.ToString().ToLowerInvariant();

    private static RunFigure Reconstructions(TrainedVae model, ImageSet test, CancellationToken cancellation)
    {
        var shown = test.Slice(0, Math.Min(4, test.Count));
        var codes = model.Encode(shown, cancellation);
        var (inputs, decoded) = (ImageBatch.FromBytes(shown.Shape, shown.Pixels),
            new ImageBatch(shown.Shape, model.Restore(model.Decode(codes.Mu, shown.Conditions, cancellation), shown)));
        return new("reconstructions.png", ReportFigure.Drawn(
            "Reconstructions",
            "Test examples, their codes, and the decoded posterior means.",
            $"{shown.Count} rows of input image, bar chart of its latent code, and reconstruction.",
            () => ReconstructionFigure.Render(inputs, codes, decoded, title: null)));
    }

    private static string ConditionOf(TrainedVae model) => string.Join(", ", model.Condition!.Columns.Select(column => column.Name));

    private static RunFigure Extremes(TrainedVae model, ImageSet test, ulong seed, CancellationToken cancellation)
    {
        var distortions = model.Distortion(test, seed, cancellation);
        var ranks = DistortionRanks.Of(distortions, Pairs, test.HasLabels ? test.Labels : default);
        var shown = test.Select([.. ranks.Best, .. ranks.Median, .. ranks.Worst]);
        string Row(string name, int[] group)
        {
            var (first, last) = (distortions[group[0]].ToString("N0", Numbers.Culture), distortions[group[^1]].ToString("N0", Numbers.Culture));
            return first == last ? $"{name}, {first} nats" : $"{name}, {first} to {last} nats";
        }
        var (inputs, decoded) = (ImageBatch.FromBytes(shown.Shape, shown.Pixels), new ImageBatch(shown.Shape, model.Reconstruct(shown, cancellation)));
        return new("extremes.png", ReportFigure.Drawn(
            "Best, median and worst",
            $"The examples of lowest, middle and highest distortion (one draw of z) among all {Numbers.Count(test.Count)} of the test split"
                + $"{(test.HasLabels ? ", the lowest each of another label" : "")}. "
                + "Each is next to its decoded posterior mean. The nats are those of each row's first and last pair.",
            $"Three rows of {ranks.Best.Length} pairs of an image and its reconstruction.",
            () => PairsFigure.Render(
                inputs, decoded, [Row("best", ranks.Best), Row("median", ranks.Median), Row("worst", ranks.Worst)])));
    }

    private static RunFigure Samples(TrainedVae model, ulong seed)
    {
        var (under, given) = UnderUsual(model);
        var images = new ImageBatch(model.Options.Shape, under.Sample(64, seed));
        return new("samples.png", ReportFigure.Drawn(
            "Samples",
            $"Codes drawn from the prior, decoded to mean images{given}. They look like data where the prior's mass is covered by posteriors.",
            "Grid of 64 generated images.",
            () => ImageGrid.Render(images, 8)));
    }

    private static RunFigure ClassSamples(TrainedVae model, ColumnEncoding classes, ulong seed)
    {
        var shown = model.Condition!.ShownClasses;
        var images = Styles.Sample(model, ClassColumns, seed);
        return new("samples.png", ReportFigure.Drawn(
            "Samples of each class",
            $"Codes drawn from the prior, decoded given each {classes.Name}: a row is a class{Left(classes, shown.Count)}, "
                + "and a column has the same random numbers in every row.",
            $"{shown.Count} rows of {ClassColumns} generated images, one row for each class.",
            () => ImageGrid.Draw(images, new()
            {
                Columns = ClassColumns,
                TileSize = 84,
                RowCaptions = [.. shown.Select(c => c.Name)],
            })));
    }

    private static RunFigure StylesOf(TrainedVae model, ImageSet test, ColumnEncoding classes, CancellationToken cancellation)
    {
        var examples = test.Slice(0, Math.Min(ClassRows, test.Count));
        var shown = model.Condition!.ShownClasses;
        var inputs = ImageBatch.FromBytes(examples.Shape, examples.Pixels);
        var decoded = Styles.OfCodes(model, model.Encode(examples, cancellation).Mu, cancellation);
        return new("styles.png", ReportFigure.Drawn(
            "The same code, every class",
            $"Test examples on the left, and their posterior means decoded given each {classes.Name}{Left(classes, shown.Count)}. "
                + "What stays the same along a row is what z means beyond the class.",
            $"{examples.Count} rows: an example, and {shown.Count} images of its code, one for each class.",
            () => StyleFigure.Render(inputs, decoded, [.. shown.Select(c => c.Name)], null)));
    }

    private static string Left(ColumnEncoding classes, int shown) =>
        shown < classes.Categories.Count ? $" (the first {shown} of {classes.Categories.Count})" : "";

    /// <summary>The model under a usual condition, and a clause that says which; itself and nothing if it has none.</summary>
    private static (TrainedVae Model, string Clause) UnderUsual(TrainedVae model) => model.Condition is { } condition
        ? (model.Given(condition.Usual), $", given {condition.Describe(condition.Usual)}")
        : (model, "");

    private static RunFigure ManifoldOf(TrainedVae model, LatentRanking ranking, CancellationToken cancellation)
    {
        var (horizontal, vertical) = ranking.Plane;
        var (under, given) = UnderUsual(model);
        var (x, y) = (LatentAxis.NormalQuantiles(horizontal, Side), LatentAxis.NormalQuantiles(vertical, Side));
        var plane = model.Options.Latents <= 2 ? "The two latent dimensions" : $"The two latent dimensions with {ranking.Criterion}, the others at 0";
        var quantiles = model.Options.Prior.IsStandard
            ? "the standard normal prior, so that every image represents the same probability"
            : $"a standard normal (the prior is a {model.Options.Prior.Describe()}, whose mass may be elsewhere)";
        var images = Manifold.Decode(under, x, y, cancellation);
        return new("manifold.png", ReportFigure.Drawn(
            "Manifold",
            $"{plane}, decoded{given} at the quantiles of {quantiles}.",
            $"{Side} × {Side} grid of images decoded over latent dimensions {horizontal} and {vertical}.",
            () => ManifoldFigure.Render(images, x, y, null)));
    }

    private static RunFigure Traversals(TrainedVae model, ImageSet test, Codes codes, LatentRanking ranking, CancellationToken cancellation)
    {
        var under = test.Conditions is { Width: > 0 } own ? own.Slice(0, 1) : null;
        int[] moved = [.. ranking.Order.Take(MostTraversals)];
        var values = Traversal.Values(3, 7);
        var selection = moved.Length < codes.Latents ? $"; the {moved.Length} with {ranking.Criterion}" : "";
        var images = Traversal.Decode(model, codes.MuOf(0), moved, values, under, cancellation);
        TraversalRow[] rows = [.. moved.Select(d => new TraversalRow(d, ranking.Rates?[d]))];
        return new("traversals.png", ReportFigure.Drawn(
            "Traversals",
            $"Starting from the code of the first test example, each row moves one dimension from −3 to 3{selection}.",
            $"{moved.Length} rows of {values.Length} images, one row for each latent dimension.",
            () => TraversalFigure.Render(images, rows, values, null)));
    }

    private static RunFigure Interpolations(TrainedVae model, ImageSet test, CancellationToken cancellation)
    {
        var count = Math.Min(Pairs, test.Count / 2);
        var (sources, targets) = (test.Slice(0, count), test.Slice(count, count));
        var times = Interpolation.Times(Steps);
        var steps = Interpolation.Decode(model, sources, targets, times, cancellation: cancellation);
        var (from, to) = (ImageBatch.FromBytes(test.Shape, sources.Pixels), ImageBatch.FromBytes(test.Shape, targets.Pixels));
        return new("interpolations.png", ReportFigure.Drawn(
            "Interpolations",
            "On a straight line between the posterior means of two test examples.",
            $"{count} rows: an example, {Steps} decoded steps, another example.",
            () => InterpolationFigure.Render(from, steps, to, times, null)));
    }

    private static RunFigure Kl() => new("kl-surface.png", ReportFigure.Drawn(
        "What the rate costs",
        "The rate of one latent dimension over the posterior's mean and log-variance; it is 0 only where the posterior equals the prior.",
        "Contour map of the KL term over mu and logvar with its minimum at the origin.",
        () => KlSurface.Render(null)));
}
