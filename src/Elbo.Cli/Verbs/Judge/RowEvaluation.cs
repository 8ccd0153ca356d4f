using System.Text.Json.Nodes;
using Elbo.Analysis;
using Elbo.Cli.Screens;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Spectre.Console;
using static System.FormattableString;

namespace Elbo.Cli.Verbs;

/// <summary>The evaluation of a run on a table: how well each column is reconstructed.</summary>
internal sealed class RowEvaluation : RunEvaluation
{
    private readonly (ColumnError Error, SampleMean Nats)[] columns;
    private readonly IReadOnlyList<ColumnProbe> probes = [];
    private readonly string? probesGap;

    /// <inheritdoc cref="RunEvaluation(OpenRun, EvaluateRequest, EvaluateProgress, CancellationToken)"/>
    public RowEvaluation(OpenRun run, EvaluateRequest request, EvaluateProgress progress, CancellationToken cancellation)
        : base(run, request, progress, cancellation)
    {
        var rows = (TableSet)Examples;
        var errors = ColumnError.Of(run.Rows.Train, rows.Table, run.Model.Reconstruct(rows, cancellation), (_, _) => true);
        var distortions = ColumnDistortion.Of(run.Model, rows, Seed, request.RoundOf(run), cancellation);
        columns = [.. errors.Zip(distortions.Select(column => column.Nats))];
        if (!request.IsFull)
            return;
        probesGap = request.Split == "train" ? "they are fitted on the train split: score another one" : null;
        if (probesGap is null)
            probes = progress.Watch("codes", _ => ColumnProbe.Of(run.Model, (TableSet)run.Split("train"), rows, cancellation));
    }

    public override void Write(IAnsiConsole console)
    {
        console.WriteUnbroken(Invariant($"{Run.Folder.Root}: {Run.Manifest.Data.Name}, {Request.Split} split, {Describe(Elbo.Examples)}"));
        console.WriteLine(Invariant($"{Run.Model.Options.Describe()}, weights of epoch {Run.Manifest.BestEpoch}"));
        console.WriteLine($"likelihood {Run.Manifest.DescribeLikelihood()}");
        console.WriteLine();
        console.WriteLine(Minus.True($"−ELBO {Elbo.NegElbo:F2} ± {Elbo.StandardError:F2} nats per row of standardized values ")
            + Minus.True($"= distortion {Elbo.Distortion:F2} + rate {Elbo.Rate:F2}"));
        if (Nll is { } nll)
            console.WriteLine(Minus.True($"NLL({nll.Samples:N0}) {nll.Nll:F2} ± {nll.StandardError:F2}"));
        console.WriteLine(Invariant($"{Elbo.ActiveLatents} of {Run.Model.Options.Latents} latents active"));
        if (RateSplit is { } parts)
        {
            console.WriteLine(Minus.True($"I(x; z) {Number(parts.MutualInformation)} nats, at most log N = {parts.Ceiling:F2}; ")
                + Invariant($"q(z) over {parts.Examples:N0} rows"));
            console.WriteLine(Minus.True($"KL(q(z) ‖ p(z)) {Number(parts.MarginalKl)}; total correlation {Number(parts.TotalCorrelation)}")
                + (parts.DimensionwiseKl is { } kl ? $"; dimension-wise KL {Number(kl)}" : ""));
        }
        foreach (var probe in Probes)
            console.WriteLine(Minus.True($"a linear probe finds {probe.Column} in {probe.Accuracy.Value:P1} of the codes; chance {probe.MajorityShare:P1}")
                + (probe.Plain is { } plain ? Minus.True($"; {plain.Value:P1} without the condition") : ""));
        if (Classes is { } classes)
        {
            console.WriteLine($"accuracy {ClassifyView.Accuracy(classes)} by q(y given x)");
            console.WriteLine();
            ClassifyView.WriteConfusion(console, classes);
        }
        console.WriteLine();
        var table = new ColumnTable("column", "kind", ">cells", ">nats", ">error", ">mean or commonest", "unit");
        foreach (var (column, nats) in columns)
            table.Add(
                column.Column, Json.Name(column.Kind), Invariant($"{column.Cells:N0}"), Minus.True($"{nats.Value:F2} ± {nats.StandardError:F2}"),
                Invariant($"{column.Error:F3}"), Invariant($"{column.Baseline:F3}"), column.Kind.HasNames() ? "share wrong" : "standard deviations");
        table.Write(console);
        const string Legend = "nats: the column's part of the distortion, a cell that is there. "
            + "error: of the reconstruction at the posterior mean, which has seen the row; "
            + "beside it that of the training rows' mean or commonest name.";
        WriteGrey(console, Legend);
        if (probesGap is not null)
            console.WriteLine($"\nNo scores of the codes: {probesGap}.");
        if (probes.Count > 0)
            WriteProbes(console);
        if (!Request.IsFull)
            WriteGrey(console, "\nMore: --full adds mutual information, and how well each column can be read from the codes.");
    }

    /// <summary>How much of each column the codes keep.</summary>
    private void WriteProbes(IAnsiConsole console)
    {
        console.WriteLine();
        var table = new ColumnTable("column", ">read from the codes", ">linear", ">neighbours", ">commonest");
        foreach (var probe in probes)
            table.Add(probe.Names is { } names
                ? [probe.Column, Invariant($"{names.Classes} names"), Percent(names.ProbeAccuracy.Value), Percent(names.KnnAccuracy.Value),
                    Percent(names.MajorityShare)]
                : [probe.Column, "variance", Percent(probe.Explained!.Value), "", ""]);
        table.Write(console);
        WriteGrey(console, Invariant($"names: accuracy of a linear probe and of the {CodeEvaluator.Neighbours} nearest neighbours, and of always guessing the ")
            + "commonest. variance: the share that a linear model explains, of numbers as they are standardized. "
            + Invariant($"From posterior means, fitted on {probes.Max(probe => probe.FitRows):N0} training rows at most."));
    }

    private static void WriteGrey(IAnsiConsole console, string text)
    {
        foreach (var line in Wrapping.Lines(text, console.Profile.Width))
            console.WriteLine(line, new Style(Color.Grey));
    }

    private static string Number(SampleMean mean) => Minus.True($"{mean.Value:F2} ± {mean.StandardError:F2}");

    private static string Percent(double share) => Minus.True($"{100 * share:F1} %");

    protected override IEnumerable<(string Key, JsonNode? Value)> Targets(SplitNumbers numbers) => [("likelihood", Run.Model.Options.Likelihood.Name)];

    protected override void Complete(JsonObject document)
    {
        document["nll"] = Nll is not { } nll ? null : new JsonObject
        {
            ["nll"] = Json.Number(nll.Nll),
            ["standard_error"] = Json.Number(nll.StandardError),
            ["samples"] = nll.Samples,
        };
        document["rate_split"] = RateSplitNode();
        document["codes"] = probes.Count == 0 ? null : new JsonArray([.. probes.Select(probe => new JsonObject
        {
            ["column"] = probe.Column,
            ["fit_rows"] = probe.FitRows,
            ["rows"] = probe.Rows,
            ["names"] = Scores(probe.Names),
            ["explained_variance"] = probe.Explained is { } share ? Json.Number(share) : null,
        })]);
        document["columns"] = new JsonArray([.. columns.Select(column => new JsonObject
        {
            ["name"] = column.Error.Column,
            ["kind"] = Json.Name(column.Error.Kind),
            ["cells"] = column.Error.Cells,
            ["distortion"] = Json.Number(column.Nats.Value),
            ["distortion_standard_error"] = Json.Number(column.Nats.StandardError),
            ["error"] = Json.Number(column.Error.Error),
            ["baseline"] = Json.Number(column.Error.Baseline),
        })]);
    }
}
