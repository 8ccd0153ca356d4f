using System.Globalization;
using System.Text.Json.Serialization;
using Elbo.Data.Tables;
using Elbo.Files;

namespace Elbo.Data;

/// <summary>What the condition of a run is, kept with the run: columns of names or numbers, which the model takes one after the other.</summary>
/// <param name="Columns">At least one. A column whose <see cref="ColumnEncoding.HasMissing"/> is true has an input for "any".</param>
internal sealed record ConditionSchema(IReadOnlyList<ColumnEncoding> Columns)
{
    /// <summary>The column that the labels of images are.</summary>
    public const string Label = "label";

    /// <summary>The value of a column that is not known.</summary>
    public const string Any = "any";

    /// <summary>True if the model infers the condition, a class: examples then come with labels, and not with a condition.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsInferred { get; init; }

    /// <summary>Numbers C of a condition.</summary>
    public int Inputs => IsInferred ? Columns[0].Categories.Count : Columns.Sum(column => column.Inputs);

    /// <summary>True if the model knows what any value of every column means.</summary>
    internal bool HasAny => !IsInferred && Columns.All(column => column.HasMissing);

    /// <summary>The only column if it holds names: its classes are what figures show; else null.</summary>
    internal ColumnEncoding? Classes => Columns is [var column] && column.Kind.HasNames() ? column : null;

    /// <summary>Measures the columns over the training split.</summary>
    /// <param name="data">The data.</param>
    /// <param name="names">The columns.</param>
    /// <param name="hasAny">True if the model learns what any value means.</param>
    /// <exception cref="OptionsException">There is no such column, or it has one value only.</exception>
    public static ConditionSchema Of(Dataset data, IReadOnlyList<string> names, bool hasAny)
    {
        return new([.. names.SelectMany(data.Train.ColumnsOf).Distinct().Select(Measure)]);

        ColumnEncoding Measure(string name)
        {
            var column = data.Train.Measure(name) ?? throw Unknown(name);
            if (data.Train.Cells(column, data.Name).Where(cell => !double.IsNaN(cell)).Distinct().Take(2).Count() < 2)
                throw new OptionsException([$"condition was {name}, but every training example of {data.Name} has the same {name}: "
                    + "nothing can be learned from it. Leave --condition out, or give data with more values."]);
            return column with { HasMissing = column.HasMissing || hasAny };
        }

        OptionsException Unknown(string name)
        {
            string[] known = [.. data.Train.ConditionNames];
            if (known.Length == 0)
                return new([$"condition was {name}, but {data.Name} has no labels. Leave --condition out, or give data with labels: "
                    + "subfolders, a file of labels next to the images, or labels or another array in the .npz."]);
            return new([$"condition was {name}, but {data.Name} has no such column; it has {string.Join(", ", known)}. "
                + (data.Train.AsImages is null ? "" : "An array of an .npz needs a row for each image and at most 64 columns. ")
                + $"Use --condition {CommandWords.Quote(ColumnWords.Quoted(NearestName.Find(name, known) ?? known[0]))}."]);
        }
    }

    /// <summary>One condition from words such as <c>label=3</c>, or <c>any</c>. A column that is not named is any.</summary>
    /// <param name="words">Column and value, in the file's units.</param>
    /// <returns>Cells, shape [columns]; NaN for any.</returns>
    /// <exception cref="OptionsException">A column or a value is unknown, or a value is needed.</exception>
    public double[] Parse(IReadOnlyList<string> words)
    {
        var cells = new double?[Columns.Count];
        foreach (var word in words.Where(word => word != Any))
        {
            var place = Enumerable.Range(0, Columns.Count).Where(i => word.StartsWith(Columns[i].Name + "=", StringComparison.Ordinal))
                .OrderByDescending(i => Columns[i].Name.Length).Select(i => (int?)i).FirstOrDefault() ?? throw Refused(word);
            cells[place] = Cell(Columns[place], word[(Columns[place].Name.Length + 1)..]);
        }
        return [.. cells.Select((cell, i) => cell ?? Missing(Columns[i]))];
    }

    /// <summary>A condition for every example, all the same.</summary>
    /// <param name="cells">Shape [columns], NaN for any.</param>
    /// <param name="count">N.</param>
    public Conditions Repeat(ReadOnlySpan<double> cells, int count)
    {
        var rows = new double[count * Columns.Count];
        for (var i = 0; i < count; i++)
            cells.CopyTo(rows.AsSpan(i * Columns.Count));
        return Encode(rows);
    }

    /// <summary>The conditions of examples. A name of K is √K at its place, so that its mean square is 1 like that of a standardized number: a 1 would be
    /// small beside z, and decoders would learn to use it late.</summary>
    /// <param name="cells">Shape [N, columns], NaN where any.</param>
    public Conditions Encode(ReadOnlySpan<double> cells)
    {
        if (IsInferred)
        {
            long[] classes = Array.ConvertAll(cells.ToArray(), cell => (long)cell);
            return OfClasses(classes, classes);
        }
        var count = cells.Length / Columns.Count;
        var (encoding, width) = (new TableEncoding(Columns), Inputs);
        var values = new float[count * width];
        for (var i = 0; i < count; i++)
        {
            encoding.WriteInput(cells.Slice(i * Columns.Count, Columns.Count), values.AsSpan(i * width, width));
            for (var (c, at) = (0, i * width); c < Columns.Count; at += Columns[c++].Inputs)
                if (Columns[c].Kind == ColumnKind.Categorical && !double.IsNaN(cells[i * Columns.Count + c]))
                    values[at + (int)cells[i * Columns.Count + c]] = MathF.Sqrt(Columns[c].Categories.Count);
        }
        return new(count, width, values, Classes is null ? null : ClassesOf(cells))
        {
            Schema = this,
        };
    }

    /// <summary>The conditions that examples come with: labels only if the model infers their class, −1 where unknown.</summary>
    /// <inheritdoc cref="Encode"/>
    public Conditions Own(ReadOnlySpan<double> cells)
    {
        if (!IsInferred)
            return Encode(cells);
        var labels = new long[cells.Length];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = double.IsNaN(cells[i]) ? -1 : (long)cells[i];
        return new(labels.Length, 0, [], labels) { Schema = this };
    }

    /// <summary>A condition for each class number.</summary>
    /// <param name="classes">Shape [N].</param>
    /// <param name="labels">The true classes, for whoever asks.</param>
    public Conditions OfClasses(long[] classes, long[]? labels) => Conditions.OneHot(classes, Inputs) with { Labels = labels, Schema = this };

    /// <summary>Classes by number; null unless all are known.</summary>
    private static long[]? ClassesOf(ReadOnlySpan<double> cells)
    {
        var classes = new long[cells.Length];
        for (var i = 0; i < cells.Length; i++)
            if (double.IsNaN(cells[i]))
                return null;
            else
                classes[i] = (long)cells[i];
        return classes;
    }

    /// <summary>The most classes that a figure shows.</summary>
    private const int MostShown = 20;

    /// <summary>The first classes by number, each a condition with its name; empty unless the only column holds names.</summary>
    internal IReadOnlyList<(string Name, double[] Cells)> ShownClasses =>
        [.. (Classes?.Categories ?? []).Take(MostShown).Select((name, i) => (name, new double[] { i }))];

    /// <summary>A condition for figures of codes that come without one: any, or the first class and the mean of each column of numbers.</summary>
    internal double[] Usual => [.. Columns.Select(column => column.HasMissing && !IsInferred ? double.NaN : column.Kind.HasNames() ? 0 : column.Restore(0))];

    /// <summary>The condition of a row in words: <c>label=3</c>.</summary>
    public string Describe(ReadOnlySpan<double> cells)
    {
        var words = new List<string>();
        for (var i = 0; i < Columns.Count; i++)
            words.Add($"{Columns[i].Name}={(double.IsNaN(cells[i]) ? Any : TableFile.Cell(Columns[i].Column, cells[i]))}");
        return string.Join(", ", words);
    }

    /// <summary>What can be given, for help and errors: <c>label=0</c>.</summary>
    internal string Example => string.Join(',', Columns.Select(column =>
        $"{column.Name}={(column.Kind.HasNames() ? column.Categories[0] : column.Rounded(column.Restore(0)).ToString("G4", CultureInfo.InvariantCulture))}"));

    public bool Equals(ConditionSchema? other) => other is not null && IsInferred == other.IsInferred && Columns.SequenceEqual(other.Columns);

    public override int GetHashCode() => Columns.Count;

    private double Cell(ColumnEncoding column, string text)
    {
        if (text == Any)
            return Missing(column);
        if (column.Kind.HasNames())
        {
            var index = Enumerable.Range(0, column.Categories.Count).Where(i => column.Categories[i] == text).Select(i => (int?)i).FirstOrDefault();
            return index ?? throw new OptionsException([
                $"given was {column.Name}={text}, but the run learned {column.Name} from {Names(column)}{(column.HasMissing ? $", or {Any}" : "")}. "
                + $"Use --given {CommandWords.Quote($"{column.Name}={NearestName.Find(text, column.Categories) ?? column.Categories[0]}")}."]);
        }
        return double.TryParse(CellText.WithAsciiMinus(text), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            && (column.Kind != ColumnKind.Positive || number > 0) && (column.Kind != ColumnKind.Count || number >= 0)
            ? number
            : throw new OptionsException([$"given was {column.Name}={text}; {column.Name} is a {column.Kind.Name()} column, which takes "
                + $"{(column.Kind == ColumnKind.Positive ? "numbers above 0" : column.Kind == ColumnKind.Count ? "numbers from 0 on" : "numbers")}. "
                + $"Use --given {CommandWords.Quote(Example)}."]);
    }

    private double Missing(ColumnEncoding column) => column.HasMissing && !IsInferred ? double.NaN : throw new OptionsException([
        $"No value was given for the condition {column.Name}, and the run has not learned what any {column.Name} means. "
        + $"Use --given {CommandWords.Quote(Example)}{(IsInferred ? "" : ", or train with --condition-dropout 0.1")}."]);

    private OptionsException Refused(string word)
    {
        var name = word.Split('=')[0];
        var known = string.Join(", ", Columns.Select(column => column.Name));
        return new([$"given was '{word}', but the condition of the run is {known}"
            + $"{(word.Contains('=') ? $", not {name}" : ", and a value is needed")}. Use --given {CommandWords.Quote(Example)}."]);
    }

    private static string Names(ColumnEncoding column) => string.Join(", ", column.Categories.Take(20)) + (column.Categories.Count > 20 ? ", …" : "");
}
