using System.Globalization;
using System.Text.Json.Nodes;
using Elbo.Analysis.Exploration;
using Elbo.Data;
using Elbo.Data.Images;
using Elbo.Data.Tables;
using Elbo.Evaluation;
using Elbo.Files;
using Elbo.Files.NumPy;
using Elbo.Models;

namespace Elbo.Cli.Examples;

/// <summary>The examples that a verb works on, with what identifies each.</summary>
/// <param name="Set">The examples.</param>
/// <param name="Data">The data's name or path.</param>
/// <param name="Split">test, validation, train or all.</param>
internal abstract record GivenExamples(ExampleSet Set, string Data, string Split)
{
    private const int LongestStem = 60;

    /// <summary>Their source for people: <c>mnist, test</c>.</summary>
    public string Source => $"{Data}, {Split}";

    /// <summary>Their source as a part of a file name.</summary>
    public string FileStem
    {
        get
        {
            var letters = string.Concat(Source.Select(c => char.IsLetterOrDigit(c) ? c : ' '));
            var words = string.Join('-', letters.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            return words.Length <= LongestStem ? words : words[^LongestStem..].TrimStart('-');
        }
    }

    /// <summary>The noun for one of them.</summary>
    public abstract string Noun { get; }

    /// <summary>The name of each example's label; null if they have no labels.</summary>
    public virtual string[]? Labels => null;

    /// <summary>The labels that occur, in their order; empty if there are none.</summary>
    public virtual IReadOnlyList<string> OccurringLabels => [];

    /// <summary>The headings of <see cref="Cells"/>.</summary>
    public abstract string[] Headings { get; }

    /// <summary>The name or number of an example, for the screen.</summary>
    public abstract string[] Cells(int example);

    /// <summary>The name or number of an example, as JSON.</summary>
    public abstract JsonObject Identity(int example);

    /// <summary>Some of the examples as pictures; null if they have none.</summary>
    public virtual ImageBatch? Tiles(IReadOnlyList<int> examples) => null;

    /// <summary>The cell that makes each example unusual; null if examples have no cells.</summary>
    /// <param name="model">The model.</param>
    /// <param name="training">Training examples for comparison.</param>
    /// <param name="seed">The same seed draws the same z.</param>
    /// <param name="cells">The distortion of each of their cells; null if it is not known.</param>
    /// <param name="trainingCells">That of each cell of the training examples; null if it is not known.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public virtual UnusualCells? FindUnusualCells(
        TrainedVae model, ExampleSet training, ulong seed, float[]? cells, float[]? trainingCells, CancellationToken cancellation) => null;

    /// <summary>Numbers of these examples for a file, together with what identifies each.</summary>
    /// <param name="single">The only content of a file that holds one array.</param>
    /// <param name="columns">The numbers as columns.</param>
    /// <param name="arrays">The numbers as arrays; null for an array for each column.</param>
    public ExampleNumbers Numbers(
        Func<NpyArray> single, Func<IReadOnlyList<TableColumn>> columns, Func<IEnumerable<KeyValuePair<string, NpyArray>>>? arrays = null)
    {
        return new(Columns, single, Arrays);

        IReadOnlyList<TableColumn> Columns()
        {
            var numbers = columns();
            return [.. Identities(numbers.Select(column => column.Name)), .. numbers];
        }

        IEnumerable<KeyValuePair<string, NpyArray>> Arrays()
        {
            var numbers = arrays?.Invoke().ToList() ?? [.. columns().Select(ExampleNumbers.ArrayOf)];
            return IdentityArrays(numbers.Select(array => array.Key)).Concat(numbers);
        }
    }

    /// <summary>Columns that identify the examples.</summary>
    /// <param name="taken">The names of the other columns in the file.</param>
    protected abstract IEnumerable<TableColumn> Identities(IEnumerable<string> taken);

    /// <summary>Arrays that identify the examples.</summary>
    /// <param name="taken">The names of the other arrays in the file.</param>
    protected virtual IEnumerable<KeyValuePair<string, NpyArray>> IdentityArrays(IEnumerable<string> taken) =>
        Identities(taken).Select(ExampleNumbers.ArrayOf);
}

/// <summary>Images, identified by the paths of their files or by their indices.</summary>
internal sealed record ImageExamples(ImageSet Images, string Data, string Split) : GivenExamples(Images, Data, Split)
{
    public override string Noun => "example";

    public string[] Names { get; } =
        [.. Images.Names ?? Enumerable.Range(0, Images.Count).Select(example => example.ToString(CultureInfo.InvariantCulture))];

    public override string[]? Labels { get; } = Images.HasLabels ? [.. Images.Labels.ToArray().Select(Images.LabelName)] : null;

    public override IReadOnlyList<string> OccurringLabels => Images.OccurringLabels();

    public override string[] Headings => Labels is null ? ["example"] : ["example", "label"];

    public override string[] Cells(int example) => Labels is null ? [Names[example]] : [Names[example], Labels[example]];

    public override JsonObject Identity(int example) => new() { ["example"] = Names[example], ["label"] = Labels?[example] };

    public override ImageBatch Tiles(IReadOnlyList<int> examples) => ImageBatch.FromBytes(Images.Shape, Images.Select(examples).Pixels);

    protected override IEnumerable<TableColumn> Identities(IEnumerable<string> taken)
    {
        yield return new("example", Names);
        if (Labels is not null)
            yield return new("label", Labels);
    }

    /// <summary>Labels are numbers; if they have names too, those follow.</summary>
    protected override IEnumerable<KeyValuePair<string, NpyArray>> IdentityArrays(IEnumerable<string> taken)
    {
        yield return new("example", NpyArray.OfTexts(Names));
        if (Labels is null)
            yield break;
        yield return new("label", NpyArray.Of(Images.Labels, Images.Count));
        if (Images.LabelNames is not null)
            yield return new("label_name", NpyArray.OfTexts(Labels));
    }
}

/// <summary>Rows, identified by their numbers in the file and, if it has a column of unique values, by those.</summary>
internal sealed record RowExamples(TableSet Rows, string Data, string Split) : GivenExamples(Rows, Data, Split)
{
    public override string Noun => "row";

    /// <summary>The number of each row in its file.</summary>
    public IReadOnlyList<int> Places { get; init; } = Rows.Numbers;

    /// <summary>The name of each row; null without any.</summary>
    public RowIds? Ids { get; init; } = Rows.Ids;

    public override string[] Headings => Ids is null ? [">row"] : [">row", Ids.Column];

    public override string[] Cells(int example)
    {
        var number = Places[example].ToString(CultureInfo.InvariantCulture);
        return Ids is null ? [number] : [number, UnusualCells.Short(Ids.Values[example])];
    }

    public override JsonObject Identity(int example) => new() { ["row"] = Places[example], ["id"] = Ids?.Values[example] };

    public override UnusualCells FindUnusualCells(
        TrainedVae model, ExampleSet training, ulong seed, float[]? cells, float[]? trainingCells, CancellationToken cancellation)
    {
        var usual = (TableSet)training;
        return UnusualCells.Of(
            Rows, cells ?? ColumnDistortion.PerCell(model, Rows, seed, cancellation: cancellation),
            ColumnDistortion.Of(usual, trainingCells ?? ColumnDistortion.PerCell(model, usual, seed, cancellation: cancellation)));
    }

    protected override IEnumerable<TableColumn> Identities(IEnumerable<string> taken)
    {
        yield return new("row", Places.ToArray());
        if (Ids is { } ids)
            yield return new(FilledFile.FreeName(ids.Column, taken.Append("row")), ids.Values.ToArray());
    }
}
