using Elbo.Analysis;
using Elbo.Cli.Screens;
using Elbo.Cli.Verbs;
using Elbo.Data;
using Elbo.Data.Tables;
using Elbo.Files;
using Elbo.Files.NumPy;

namespace Elbo.Cli.Examples;

/// <summary>The form of rows of a table.</summary>
[For<TableSchema>]
internal sealed class RowForm : ExampleForm
{
    private static readonly string[] Endings =
        [.. FileFormat.All.Where(format => format is { Table: not null, Write: not null }).Select(format => format.Endings[0])];

    public override void ThrowIfNotImages(string run) => throw new OptionsException([
        $"{run} learned from a table, but this verb is for images. Use elbo sample, evaluate, encode, decode, score, impute, report or compare."]);

    public override void ThrowIfForImages(OpenRun run, IReadOnlyList<string> options, string clause = "")
    {
        var (verb, pronoun) = options.Count == 1 ? ("is", "it") : ("are", "them");
        if (options.Count > 0)
            throw new OptionsException([
                $"{string.Join(" and ", options)} {verb} for images, but {run.Folder.Root} learned from a table{clause}. Leave {pronoun} out."]);
    }

    public override void ThrowIfUndefined(OpenRun run, EvaluateRequest request)
    {
        if (request.Ais is not null)
            throw new OptionsException([
                $"--estimator ais was given, but {run.Folder.Root} learned from a table, and that is for images. Use --nll 5000 without it."]);
    }

    public override void ThrowIfOther(OpenRun run, string data)
    {
        if (FileFormat.Of(data).Table is null)
            throw new OptionsException([
                $"{run.Folder.Root} learned from a table, and {data} is none. Give a .csv, .tsv or .parquet file with the columns "
                + $"{string.Join(", ", ReadColumns(run).Columns.Select(column => column.Name))}."]);
    }

    public override ExampleSet Read(OpenRun run, ExampleRequest request, string split, CancellationToken cancellation)
    {
        var rows = split == All ? TableFile.ReadRows(request.Data ?? run.DataPlace, ReadColumns(run), request.TextOf(run), request.Unknown)
            : SplitOf(request.Data is { } data ? TableDatasets.Load(data, ReadColumns(run), request.TextOf(run), request.Unknown) : run.Data, split);
        if (request.Data is { } file)
            LoadedData.Tell(request.Terminal, file, ((TableSet)rows).Notes);
        if (request.Unknown == UnknownCells.Anomaly)
            ThrowIfCondition(run, request, ((TableSet)rows).Unknown);
        TellUnknown(request, ((TableSet)rows).Unknown, request.Unknown == UnknownCells.Skip ? "left out" : "scored as anomalous");
        return rows;
    }

    /// <summary>A row under an unknown condition has no score: the model is told the condition and does not explain it.</summary>
    private static void ThrowIfCondition(OpenRun run, ExampleRequest request, IReadOnlyList<UnknownCell> unknown)
    {
        if (run.Manifest.Condition is null or { IsInferred: true } || run.Model.IsFixed)
            return;
        var (columns, learned) = (ReadColumns(run).Columns, Columns(run).Columns.Count);
        if (unknown.FirstOrDefault(cell => cell.Column >= learned && !columns[cell.Column].HasMissing) is { } refused)
            throw new DataException($"{request.Data}, {refused.Message} It is a condition, without which a row has no score. Correct the cell, leave such rows "
                + "out with --unknown skip, or train with --condition-dropout 0.1.");
    }

    /// <summary>Names the first cell that the run does not know, and says what happened to such rows.</summary>
    public static void TellUnknown(ExampleRequest request, IReadOnlyList<UnknownCell> cells, string fate)
    {
        if (cells.Count == 0)
            return;
        var count = cells.Select(cell => cell.Row).Distinct().Count();
        request.Terminal.Warn($"{request.Data}, {cells[0].Message} {(count == 1 ? "The row was" : $"{count} such rows were")} {fate}.");
    }

    public override GivenExamples Given(ExampleSet examples, string data, string split) => new RowExamples((TableSet)examples, data, split);

    public override RunEvaluation Evaluate(OpenRun run, EvaluateRequest request, EvaluateProgress progress, CancellationToken cancellation) =>
        new RowEvaluation(run, request, progress, cancellation);

    public override Outcome Impute(
        OpenRun run, ExampleRequest examples, ImputeRequest request, EvaluateProgress progress, CancellationToken cancellation) =>
        examples is { Limit: null, Split: null } ? RowImputation.Fill(run, examples, request, progress, cancellation)
            : throw new OptionsException(["--limit or --split was given, but every row of a table is written. Leave it out, or give a smaller table."]);

    public override Outcome Inspect(Terminal terminal, InspectRequest request, CancellationToken cancellation)
    {
        if (request.HasSheet)
            throw new OptionsException([$"--sheet was given, but {request.Data} is a table, and a contact sheet shows images. Omit --sheet."]);
        if (request.Options?.OfImages is { IsDefault: false } options)
            throw new OptionsException([$"{options.Names()} was given, but {request.Data} is a table, and that is for images. Leave it out."]);
        request.Options?.Validate();
        var inspection = TableFile.Inspect(request.Data, request.Columns, request.Options);
        return new(() => DataInspectionJson.Of(inspection), console => DataInspectionView.Write(console, inspection));
    }

    public override Outcome Sample(OpenRun run, SampleRequest request, EvaluateProgress progress, CancellationToken cancellation) =>
        RowSamples.Write(run, request, progress, cancellation);

    public override void ThrowIfUnwritable(string path, bool force)
    {
        if (!Endings.Contains(Path.GetExtension(path).ToLowerInvariant()))
            throw new OptionsException([
                $"--out was {path}; the rows of a table go into a file that ends in {string.Join(" or ", Endings)}. Use --out rows.csv."]);
    }

    public override void Decode(OpenRun run, float[] codes, IReadOnlyList<TableColumn> ids, string path, bool force, CancellationToken cancellation)
    {
        var rows = DateParts.Whole(run.Model.DecodeRows(codes, cancellation));
        var columns = DateParts.Whole(Columns(run)).Columns;
        OutputFile.WriteNumbers(path, new(Cells, Unused<NpyArray>, Unused<IEnumerable<KeyValuePair<string, NpyArray>>>), force);

        TableColumn[] Cells() =>
        [
            .. ids.Where(id => columns.All(column => column.Name != id.Name)),
            .. columns.Select((column, i) => new TableColumn(column.Name, Written(Values(column, rows.Values(i))))),
        ];

        // Text that the run reads again has its decimal sign.
        Array Written(Array values) =>
            values is double[] numbers && run.Manifest.Data.Options is { DecimalMark: ',' } options && FileFormat.Named(path) == FileFormat.Csv
            ? Array.ConvertAll(numbers, number => CellWords.Of(options).Written(CsvWriter.Text(number)))
            : values;

        static T Unused<T>() => throw new InvalidOperationException("Rows are written to tables only.");
    }

    private static TableEncoding Columns(OpenRun run) => run.Schema.Columns!;

    /// <summary>The columns that a file must have: those of the condition too, unless it is given.</summary>
    internal static TableEncoding ReadColumns(OpenRun run) => run.Model.IsFixed ? Columns(run) : run.Manifest.RowColumns!;

    /// <summary>The cells of a column as a file has them.</summary>
    private static Array Values(ColumnEncoding column, double[] values) => column.Kind switch
    {
        ColumnKind.Binary or ColumnKind.Categorical => values.Select(value => column.Categories[(int)value]).ToArray(),
        _ when column.Format is { } format => values.Select(format.Write).ToArray(),
        ColumnKind.Count when values.All(value => value <= int.MaxValue) => values.Select(value => (int)value).ToArray(),
        _ when column.Decimals is { } digits => values.Select(value => Math.Round(value, digits)).ToArray(),
        _ => values.Select(column.Rounded).ToArray(),
    };
}
