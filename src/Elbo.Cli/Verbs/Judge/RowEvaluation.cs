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

    /// <inheritdoc cref="RunEvaluation(OpenRun, EvaluateRequest, EvaluateProgress, CancellationToken)"/>
    public RowEvaluation(OpenRun run, EvaluateRequest request, EvaluateProgress progress, CancellationToken cancellation)
        : base(run, request, progress, cancellation)
    {
        var rows = (TableSet)Examples;
        var errors = ColumnError.Of(run.Rows.Train, rows.Table, run.Model.Reconstruct(rows, cancellation), (_, _) => true);
        var distortions = ColumnDistortion.Of(run.Model, rows, Seed, request.RoundOf(run), cancellation);
        columns = [.. errors.Zip(distortions.Select(column => column.Nats))];
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
        foreach (var line in Wrapping.Lines(Legend, console.Profile.Width))
            console.WriteLine(line, new Style(Color.Grey));
    }

    protected override IEnumerable<(string Key, JsonNode? Value)> Targets(SplitNumbers numbers) => [("likelihood", Run.Model.Options.Likelihood.Name)];

    protected override void Complete(JsonObject document)
    {
        document["nll"] = Nll is not { } nll ? null : new JsonObject
        {
            ["nll"] = Json.Number(nll.Nll),
            ["standard_error"] = Json.Number(nll.StandardError),
            ["samples"] = nll.Samples,
        };
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
