using System.Text.Json.Nodes;
using Elbo.Analysis;
using Elbo.Cli.Screens;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Spectre.Console;
using static System.FormattableString;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo evaluate</c> of a run on a table: the bound, and how well each column is reconstructed.</summary>
internal static class TableEvaluation
{
    public static int Run(Terminal terminal, OpenRun run, EvaluateRequest request, bool json, CancellationToken cancellation)
    {
        var (data, rows) = (run.Rows, Rows(run, request));
        var seed = request.Seed ?? run.Manifest.Training.Seed;
        var elbo = run.Model.Evaluate(rows, seed, request.Seed is null ? run.Manifest.BestEpoch : 0, cancellation);
        var nll = request.NllSamples is { } samples ? run.Model.EstimateNll(rows, samples, seed, cancellation: cancellation) : null;
        var columns = ColumnError.Of(data.Train, rows.Table, run.Model.Reconstruct(rows, cancellation), (_, _) => true);
        var nats = ColumnDistortion.Of(run.Model, rows, seed, request.Seed is null ? run.Manifest.BestEpoch : 0, cancellation);
        if (json)
            terminal.Out.WriteLine(Document(run, request, seed, elbo, nll, columns, nats));
        else
            Write(terminal.Words(json), run, request, elbo, nll, columns, nats);
        return ExitCode.Done;
    }

    /// <summary>The rows that are asked for.</summary>
    /// <exception cref="OptionsException">There are none, or more is asked of them than is known of rows.</exception>
    public static TableSet Rows(OpenRun run, EvaluateRequest request)
    {
        if (request.IsFull || request.Ais is not null)
            throw new OptionsException([$"--full or --estimator ais was given, but {run.Folder.Root} learned from a table, for which they are not known. Leave them out."]);
        var rows = request.Split switch { "train" => run.Rows.Train, "validation" => run.Rows.Validation, _ => run.Rows.Test }
            ?? throw new OptionsException([$"--split was {request.Split}, but {run.Folder.Root} has no validation split. Use --split test or --split train."]);
        return request.Limit is { } limit && limit < rows.Count ? rows.Slice(0, limit) : rows;
    }

    private static void Write(IAnsiConsole console, OpenRun run, EvaluateRequest request, ElboEstimate elbo, NllEstimate? nll, IReadOnlyList<ColumnError> columns, IReadOnlyList<ColumnDistortion> nats)
    {
        console.WriteUnbroken(Invariant($"{run.Folder.Root}: {run.Manifest.Data.Name}, {request.Split} split, {elbo.Examples:N0} rows"));
        console.WriteLine(Invariant($"{run.Model.Options.Describe()}, weights of epoch {run.Manifest.BestEpoch}"));
        console.WriteLine($"likelihood {run.Manifest.DescribeLikelihood()}");
        console.WriteLine();
        console.WriteLine(Minus.True($"−ELBO {elbo.NegElbo:F2} ± {elbo.StandardError:F2} nats per row of standardized values = distortion {elbo.Distortion:F2} + rate {elbo.Rate:F2}"));
        if (nll is not null)
            console.WriteLine(Minus.True($"NLL({nll.Samples:N0}) {nll.Nll:F2} ± {nll.StandardError:F2}"));
        console.WriteLine(Invariant($"{elbo.ActiveLatents} of {run.Model.Options.Latents} latents active"));
        console.WriteLine();
        var table = new ColumnTable("column", "kind", ">cells", ">nats", ">error", ">mean or commonest", "unit");
        foreach (var (column, distortion) in columns.Zip(nats))
            table.Add(
                column.Column, Json.Name(column.Kind), Invariant($"{column.Cells:N0}"), Minus.True($"{distortion.Nats.Value:F2} ± {distortion.Nats.StandardError:F2}"), Invariant($"{column.Error:F3}"), Invariant($"{column.Baseline:F3}"),
                column.Kind is Data.Tables.ColumnKind.Binary or Data.Tables.ColumnKind.Categorical ? "share wrong" : "standard deviations");
        table.Write(console);
        foreach (var line in Wrapping.Lines("nats: the column's part of the distortion, a cell that is there. error: of the reconstruction at the posterior mean, which has seen the row; beside it that of the training rows' mean or commonest name.", console.Profile.Width))
            console.WriteLine(line, new Style(Color.Grey));
    }

    private static string Document(OpenRun run, EvaluateRequest request, ulong seed, ElboEstimate elbo, NllEstimate? nll, IReadOnlyList<ColumnError> columns, IReadOnlyList<ColumnDistortion> nats)
    {
        var document = new JsonObject
        {
            ["run"] = run.Folder.Root,
            ["data"] = run.Manifest.Data.Name,
            ["split"] = request.Split,
            ["examples"] = elbo.Examples,
            ["likelihood"] = run.Model.Options.Likelihood.Name,
            ["epoch"] = run.Manifest.BestEpoch,
            ["seed"] = seed,
        };
        foreach (var (key, value) in Json.Numbers(SplitNumbers.From(elbo, run.Model.Model))!.ToList())
            document[key] = value?.DeepClone();
        document["nll"] = nll is null ? null : new JsonObject { ["nll"] = Json.Number(nll.Nll), ["standard_error"] = Json.Number(nll.StandardError), ["samples"] = nll.Samples };
        document["columns"] = new JsonArray([.. columns.Zip(nats, (column, distortion) => new JsonObject
        {
            ["name"] = column.Column,
            ["kind"] = Json.Name(column.Kind),
            ["cells"] = column.Cells,
            ["distortion"] = Json.Number(distortion.Nats.Value),
            ["distortion_standard_error"] = Json.Number(distortion.Nats.StandardError),
            ["error"] = Json.Number(column.Error),
            ["baseline"] = Json.Number(column.Baseline),
        })]);
        return Json.Write(document);
    }
}
