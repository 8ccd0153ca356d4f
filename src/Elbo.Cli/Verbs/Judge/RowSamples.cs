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
        if (request.Temperature is not null)
            throw new OptionsException([$"--temperature was given, but {run.Folder.Root} learned from a table, and that is for images. Leave it out."]);
        var path = request.Output
            ?? throw new OptionsException([$"{run.Folder.Root} learned from a table, and --out was not given; rows go into a file. Use --out rows.csv."]);
        OutputFile.ThrowIfImpossible(path, request.Force, "--out", "rows.csv", FileFormat.Csv, FileFormat.Parquet);
        // A run on the condition draws under it; of another one, rows with the cells are kept.
        var isConditional = run.Model.Condition is not null;
        if (request.Given is { } words && isConditional)
            run.Fix(words);
        var given = request.Given is { } cells && !isConditional ? GivenCells.Parse(run.Schema.Columns!, cells) : null;
        var rows = new RowSynthesis(run.Model, request.IsComplete);
        var drawn = count;
        var writer = run.RowWriter(isConditional ? Cells(run, request.Given) : null);
        var watch = Stopwatch.StartNew();
        progress.Watch("rows", share =>
        {
            var found = given is null ? rows.Batches(count, request.Seed, cancellation)
                : given.Keep(rows.Batches(long.MaxValue, request.Seed, cancellation), count, all => drawn = all);
            var batches = Reported(found, count, share);
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
                ["given"] = request.Given is null ? null : string.Join(',', request.Given),
                ["by"] = request.Given is null ? null : isConditional ? "condition" : "rejection",
                ["drawn"] = given is null ? null : drawn,
                ["left_out"] = Json.Strings(writer.LeftOut.Select(column => column.Name)),
                ["rows_per_second"] = Json.Round(count / seconds, 0),
            },
            console =>
            {
                console.WriteUnbroken(FormattableString.Invariant($"{path}: {count:N0} synthetic rows, {count / seconds:N0} per second"));
                if (given is not null)
                    console.WriteUnbroken(FormattableString.Invariant(
                        $"Given {string.Join(", ", request.Given!)} by rejection: {count:N0} of {drawn:N0} drawn rows have these cells."));
                if (writer.LeftOut.Count > 0)
                    console.WriteUnbroken($"Left out: {string.Join(", ", writer.LeftOut.Select(column => $"{column.Name} ({column.Reason})"))}.");
            });
    }

    /// <summary>The cells of the condition by column.</summary>
    private static Dictionary<string, string> Cells(OpenRun run, string[]? words) => run.Model.Condition!.Columns
        .Select(column => (column.Name, Word: words?.FirstOrDefault(word => word.StartsWith(column.Name + "=", StringComparison.Ordinal))))
        .Where(cell => cell.Word is not null)
        .ToDictionary(cell => cell.Name, cell => cell.Word![(cell.Name.Length + 1)..]);

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
