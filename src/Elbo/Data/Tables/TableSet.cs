using Elbo.Compute.Engine;
using Elbo.Compute.Native;
using Elbo.Compute.Randomness;
using TorchSharp;

namespace Elbo.Data.Tables;

/// <summary>Rows of a table as examples for a model.</summary>
public sealed class TableSet : ExampleSet
{
    private readonly Table table;
    private readonly TableEncoding encoding;
    private readonly Dictionary<int, UnknownCell> unknownByRow = [];

    /// <param name="table">The rows.</param>
    /// <param name="encoding">How they go into the model.</param>
    public TableSet(Table table, TableEncoding encoding)
    {
        (this.table, this.encoding) = (table, encoding);
        Numbers = [.. Enumerable.Range(1, table.Count)];
    }

    /// <summary>Reads rows as a trained model expects them.</summary>
    /// <param name="path">A CSV file with a header, or a Parquet file; it may hold more columns, in any order.</param>
    /// <param name="encoding">That of the model, <c>TrainedVae.Table</c>.</param>
    /// <exception cref="DataException">The file is missing or damaged, a column is missing, or a cell is not what its column allows.</exception>
    public static TableSet Read(string path, TableEncoding encoding) => TableFile.ReadRows(path, encoding);

    /// <summary>The rows.</summary>
    public Table Table => table;

    /// <summary>How they go into the model.</summary>
    public TableEncoding Encoding => encoding;

    /// <summary>Place of each row in its file, from 1, the header not counted; shape [N].</summary>
    public IReadOnlyList<int> Numbers { get; internal init; }

    /// <summary>Names of the rows, from a column that is not learned; null without such a column.</summary>
    internal RowIds? Ids { get; init; }

    /// <summary>The cells of the file that their columns do not allow, also those of rows that are left out.</summary>
    internal IReadOnlyList<UnknownCell> Unknown
    {
        get;
        init
        {
            field = value;
            unknownByRow = value.DistinctBy(cell => cell.Row).ToDictionary(cell => cell.Row);
        }
    } = [];

    /// <summary>The first unknown cell of a row; null if it has none.</summary>
    internal UnknownCell? UnknownOf(int row) => unknownByRow.GetValueOrDefault(Numbers[row]);

    /// <summary>How the file was read where it is not obvious, in clauses.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];

    /// <inheritdoc/>
    public override int Count => table.Count;

    /// <inheritdoc/>
    public override Schema Schema => new TableSchema(encoding);

    /// <summary>One row of D numbers.</summary>
    public override ImageShape Shape => new(1, 1, encoding.Inputs);

    /// <inheritdoc/>
    public override string Fingerprint() =>
        Conditions is { Width: > 0 } conditions ? conditions.Fingerprint(table.Fingerprint()) : table.Fingerprint();

    internal override IEnumerable<string> ConditionNames => encoding.Columns.Select(column => column.Name);

    internal override ColumnEncoding? Measure(string name) => encoding.Columns.FirstOrDefault(column => column.Name == name) switch
    {
        { Format: DatePartFormat part } => throw new OptionsException([
            $"condition was {name}, but the dates of {part.Of} are learned in parts, which cannot be a condition. "
            + $"Learn them as one number with {ColumnWords.Option(part.Of, "real")}."]),
        var column => column,
    };

    internal override double[] Cells(ColumnEncoding column, string source)
    {
        var place = table.Columns.Index().Where(own => own.Item.Name == column.Name).Select(own => (int?)own.Index).FirstOrDefault()
            ?? throw new DataException($"{source} has no column {column.Name}, which is a condition of the model. Give a table with that column.");
        var cells = table.Values(place);
        return column.HasMissing || !cells.Any(double.IsNaN) ? cells : throw new DataException(
            $"{source}, row {Numbers[Array.FindIndex(cells, double.IsNaN)]} has no {column.Name} that the run knows, which is a condition, and no training row "
            + "lacked it. Fill the cell, or train with --condition-dropout 0.1, which makes missing values any.");
    }

    /// <summary>The columns of the conditions leave the rows.</summary>
    internal override TableSet With(Conditions conditions)
    {
        var taken = conditions.Schema?.Columns.Select(column => column.Name).ToHashSet() ?? [];
        int[] kept = [.. Enumerable.Range(0, table.Columns.Count).Where(i => !taken.Contains(table.Columns[i].Name))];
        if (kept.Length == 0)
            throw new OptionsException([
                $"condition was {string.Join(',', taken)}, which are all columns of the table: none is left to learn. Name fewer, or give more columns."]);
        var rest = kept.Length == table.Columns.Count ? table : table.OfColumns(kept);
        return new(rest, encoding.OfColumns(kept))
        {
            Numbers = Numbers,
            Ids = Ids,
            // What a condition's unknown value means is the schema's to say.
            Unknown = [.. Unknown.Where(cell => kept.Contains(cell.Column))],
            Notes = Notes,
            Conditions = conditions,
        };
    }

    internal override Batch Allocate(int examples, Binarization binarization) =>
        new(torch.empty(examples, encoding.Inputs), torch.empty(examples, table.Columns.Count));

    internal override unsafe void Fill(ReadOnlySpan<int> indices, Binarization binarization, Philox random, Batch into)
    {
        var (inputs, targets) = (encoding.Inputs, table.Columns.Count);
        float* input = into.Input.Singles(), target = into.Target.Singles();
        for (var b = 0; b < indices.Length; b++)
        {
            var row = table.Row(indices[b]);
            encoding.WriteInput(row, new(input + (nint)b * inputs, inputs));
            encoding.WriteTarget(row, new(target + (nint)b * targets, targets));
        }
    }

    internal override IExampleRows Rows(Binarization binarization, Philox random) => new TableRows(table, encoding);

    internal override ExampleSet Part(int start, int count) => Slice(start, count);

    private protected override ExampleSet At(int[] indices) => Select(indices);

    /// <summary>The rows <paramref name="start"/> … <paramref name="start"/> + <paramref name="count"/> − 1.</summary>
    public TableSet Slice(int start, int count) => Select([.. Enumerable.Range(start, count)]);

    /// <summary>The rows at <paramref name="rows"/>, copied, in that order.</summary>
    public TableSet Select(IReadOnlyList<int> rows) => new(table.Select(rows), encoding)
    {
        Numbers = [.. rows.Select(row => Numbers[row])],
        Ids = Ids is null ? null : Ids with { Values = [.. rows.Select(row => Ids.Values[row])] },
        Unknown = Unknown,
        Conditions = Conditions?.Select(rows),
    };

    /// <summary>These rows with another encoding.</summary>
    internal TableSet With(TableEncoding other) => new(table, other) { Numbers = Numbers, Ids = Ids, Unknown = Unknown, Conditions = Conditions };
}
