using System.Diagnostics;
using System.Text.Json.Nodes;
using Elbo.Analysis.Synthesis;
using Elbo.Cli.Screens;
using Elbo.Data;
using Elbo.Data.Tables;

namespace Elbo.Cli.Verbs;

/// <summary><c>elbo sample</c> for a table: a file of synthetic rows, written while they are drawn.</summary>
internal static class RowSamples
{
    private const long UsualCount = 1000, MostRows = 1_000_000_000;

    public static Outcome Write(OpenRun run, SampleRequest request, EvaluateProgress progress, CancellationToken cancellation)
    {
        var count = request.Count ?? UsualCount;
        if (count is < 1 or > MostRows)
            throw new OptionsException([FormattableString.Invariant($"--count was {count}; it must be from 1 to {MostRows}. Use --count {UsualCount}.")]);
        var path = request.Output
            ?? throw new OptionsException([$"{run.Folder.Root} learned from a table, and --out was not given; rows go into a file. Use --out rows.csv."]);
        OutputFile.ThrowIfImpossible(path, request.Force, "--out", "rows.csv", FileFormat.Csv, FileFormat.Parquet);
        var rows = new RowSynthesis(run.Model, request.IsComplete);
        var writer = run.RowWriter();
        var watch = Stopwatch.StartNew();
        progress.Watch("rows", share =>
        {
            var batches = Reported(rows.Batches(count, request.Seed, cancellation), count, share);
            return OutputFile.Write(path, stream => writer.Write(stream, FileFormat.ForOutput(path)!, batches), request.Force, "--out");
        });
        var seconds = watch.Elapsed.TotalSeconds;
        return new(
            () => new JsonObject
            {
                ["run"] = run.Folder.Root,
                ["file"] = path,
                ["count"] = count,
                ["seed"] = request.Seed,
                ["left_out"] = Json.Strings(writer.LeftOut.Select(column => column.Name)),
                ["rows_per_second"] = Json.Round(count / seconds, 0),
            },
            console =>
            {
                console.WriteUnbroken(FormattableString.Invariant($"{path}: {count:N0} synthetic rows, {count / seconds:N0} per second"));
                if (writer.LeftOut.Count > 0)
                    console.WriteUnbroken($"Left out: {string.Join(", ", writer.LeftOut.Select(column => $"{column.Name} ({column.Reason})"))}.");
            });
    }

    private static IEnumerable<Table> Reported(IEnumerable<Table> batches, long count, IProgress<double> share)
    {
        var done = 0L;
        foreach (var batch in batches)
        {
            yield return batch;
            share.Report((double)(done += batch.Count) / count);
        }
    }
}
