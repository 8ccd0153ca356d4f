using Elbo.Analysis.Scoring;
using Elbo.Cli.Examples;
using Elbo.Cli.Screens;
using Elbo.Data.Tables;
using Elbo.Data.Tables.Plain;
using Elbo.Evaluation;
using Elbo.Models.Managed;

namespace Elbo.Cli.Verbs;

/// <summary>Scores the rows of a file while it is read, block by block on all processors. Of each row its score and its most unusual cell are kept; the
/// cells only of the most anomalous rows. Scores are those of <see cref="Scored.Of"/>.</summary>
internal sealed class StreamedScores
{
    private readonly ManagedInference engine;
    private readonly TableEncoding encoding;
    private readonly Column[] columns;
    private readonly double[] usual;
    private readonly ulong seed;
    private readonly int top;
    private readonly CancellationToken cancellation;
    private readonly List<Part> parts = [];
    private readonly List<PlainRows> read = [];
    private List<Row> shown = [];
    private RowIds? ids;

    /// <summary>Rows below it are not among the most anomalous.</summary>
    private volatile float least = float.NegativeInfinity;

    private StreamedScores(ManagedInference engine, TableEncoding encoding, double[] usual, ulong seed, int top, CancellationToken cancellation)
    {
        (this.engine, this.encoding, this.usual, this.seed, this.top, this.cancellation) = (engine.Serial, encoding, usual, seed, top, cancellation);
        columns = [.. encoding.Columns.Select(column => column.Column)];
    }

    /// <summary>Scores a file.</summary>
    /// <param name="run">The run.</param>
    /// <param name="request">The examples.</param>
    /// <param name="options">How to score.</param>
    /// <param name="quantile">Of the training scores, between 0 and 1.</param>
    /// <param name="training">The most training examples to score.</param>
    /// <param name="top">Rows of which all cells are kept.</param>
    /// <param name="progress">Shows how far it is.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>Null if the examples are not all rows of a plain text file, or are scored in another way.</returns>
    public static Scored? TryScore(
        OpenRun run, ExampleRequest request, ScoreOptions options, double quantile, int training, int top, EvaluateProgress progress,
        CancellationToken cancellation)
    {
        var isWhole = request is { Data: not null, Split: null or ExampleForm.All, Limit: null, Given: null, SkipBad: false, Unknown: not UnknownCells.Skip };
        if (!isWhole || options.Kind != ScoreKind.NegElbo || run.Schema.Columns is not { } encoding || run.Manifest.Condition is not null
            || run.Model.Engine is not { } engine)
            return null;
        ExampleForm.Of(run.Schema).ThrowIfOther(run, request.Data!);
        options.Validate();
        var source = new TableSource(request.Data!, request.TextOf(run), [.. encoding.Columns.Select(column => column.Column.Source).Distinct()]);
        var train = (TableSet)Scored.TrainingExamples(run, training);
        var (usual, cells) = progress.Watch("training scores", share =>
            Scorer.ScoreWithCells(run.Model, train, options, new ExampleShare(share, train.Count), cancellation));
        double[] means = [.. ColumnDistortion.Of(train, cells!).Select(column => column.Nats.Value)];
        var scores = new StreamedScores(engine, encoding, means, options.Seed, top, cancellation);
        return progress.Watch("scores", share => scores.Read(source, request, share))
            ? scores.Complete(request, options, ScoreThreshold.Of(usual, quantile))
            : null;
    }

    private bool Read(TableSource source, ExampleRequest request, IProgress<double> share)
    {
        if (PlainTable.TryRead(source, columns, request.Unknown != UnknownCells.Error, Score, Take, cancellation) is not { } layout)
            return false;
        ids = PlainNames.Find(layout, [.. read.Select(block => block.Texts)]);
        return true;

        void Take(PlainRows block, Part part, double done)
        {
            PlainTableSet.ThrowIfUnknown(source.Path, block, columns, request.Unknown);
            parts.Add(part);
            read.Add(block with { Cells = [] });
            shown.AddRange(part.Top);
            if (shown.Count > 2 * top)
            {
                shown = Best(shown);
                least = shown[^1].Score;
            }
            share.Report(done);
        }
    }

    private Part Score(PlainRows block)
    {
        var rows = new TableSet(new(columns, block.Cells), encoding) { Numbers = Numbers(block.FirstRow, block.Count), Unknown = block.Unknown };
        var terms = ExampleTerms.OfPart(rows, block.FirstRow, seed, engine, cancellation);
        var nats = ColumnDistortion.OfTerms(rows, terms.Cells!);
        var part = new Part(new float[block.Count], new int[block.Count], new float[block.Count]);
        for (var row = 0; row < block.Count; row++)
        {
            part.Scores[row] = rows.UnknownOf(row) is null
                ? (float)TrainedVaeEvaluation.NatsOrInfinity(terms.Distortion[row] + terms.Rate[row])
                : float.PositiveInfinity;
            (part.Columns[row], part.Nats[row]) = UnusualCells.Of(rows, row, nats, usual);
        }
        part.Top = Best(Enumerable.Range(0, block.Count).Where(row => part.Scores[row] >= least)
                .Select(row => new Row((int)block.FirstRow + row, part.Scores[row], [])))
            .ConvertAll(row => row with { Cells = rows.Table.Row(row.Number - (int)block.FirstRow).ToArray() });
        return part;
    }

    private List<Row> Best(IEnumerable<Row> rows) => [.. rows.OrderByDescending(row => row.Score).ThenBy(row => row.Number).Take(top)];

    private Scored Complete(ExampleRequest request, ScoreOptions options, ScoreThreshold threshold)
    {
        LoadedData.Tell(request.Terminal, request.Data!, [.. PlainTableSet.Notes(columns, read.Select(block => block.Words))]);
        UnknownCell[] unknown = [.. read.SelectMany(block => block.Unknown)];
        RowForm.TellUnknown(request, unknown, "scored as anomalous");
        shown = [.. Best(shown).OrderBy(row => row.Number)];
        var places = shown.Index().ToDictionary(row => row.Item.Number, row => row.Index);
        var rows = new TableSet(new(columns, [.. shown.SelectMany(row => row.Cells)]), encoding)
        {
            Numbers = [.. shown.Select(row => row.Number + 1)],
            Unknown = unknown,
        };
        var cells = new UnusualCells(rows, Joined(part => part.Columns), Joined(part => part.Nats)) { PlaceOf = row => places[row] };
        var values = Array.ConvertAll(Joined(part => part.Scores), score => (double)score);
        parts.Clear(); // of a large file they are large
        var given = new RowExamples(rows, request.Data!, ExampleForm.All) { Places = Numbers(0, values.Length), Ids = ids };
        return new(given, options, values, threshold) { Cells = cells };
    }

    private static int[] Numbers(long first, int count) => [.. Enumerable.Range((int)first + 1, count)];

    private T[] Joined<T>(Func<Part, T[]> values)
    {
        var all = new T[parts.Sum(part => part.Scores.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            values(part).CopyTo(all, at);
            at += part.Scores.Length;
        }
        return all;
    }

    /// <summary>The results of a block, without its cells.</summary>
    /// <param name="Scores">Shape [count].</param>
    /// <param name="Columns">The column of each row's most unusual cell.</param>
    /// <param name="Nats">Its excess.</param>
    private sealed record Part(float[] Scores, int[] Columns, float[] Nats)
    {
        /// <summary>Its most anomalous rows.</summary>
        public List<Row> Top { get; set; } = [];
    }

    /// <param name="Number">The place of the row in its file, from 0.</param>
    /// <param name="Score">Its score.</param>
    /// <param name="Cells">Its cells.</param>
    private sealed record Row(int Number, float Score, double[] Cells);
}
