using System.Globalization;
using System.Text.Json.Serialization;

namespace Elbo.Data.Tables;

/// <summary>How the rows of a table go into a model: kept with the run, so that any later table is treated like the training rows.</summary>
/// <param name="Columns">The columns, in the order of the training file.</param>
public sealed record TableEncoding(IReadOnlyList<ColumnEncoding> Columns)
{
    /// <summary>Numbers that the encoder sees of a row, D.</summary>
    internal int Inputs => Columns.Sum(column => column.Inputs);

    /// <summary>Measures the training rows.</summary>
    public static TableEncoding Of(Table train) => new([.. train.Columns.Select((column, i) => ColumnEncoding.Of(column, train.Values(i)))])
    {
        File = train.File,
        Missing = MissingCells.Of(train),
    };

    /// <summary>Which cells of the training rows are missing together; null if none are, or it is not known.</summary>
    [JsonInclude]
    internal IReadOnlyList<MissingCells>? Missing { get; init; }

    /// <summary>The columns of the training file, in order; null if they are not known.</summary>
    [JsonInclude]
    internal IReadOnlyList<FileColumn>? File { get; init; }

    /// <summary>That of some columns.</summary>
    internal TableEncoding OfColumns(int[] kept) => kept.Length == Columns.Count ? this : this with
    {
        Columns = [.. kept.Select(place => Columns[place])],
        Missing = Missing?.Select(cells => cells.OfColumns(kept)).Where(cells => cells.Columns.Count > 0).ToArray() is { Length: > 0 } some ? some : null,
    };

    /// <summary>Equal when all columns are.</summary>
    public bool Equals(TableEncoding? other) => other is not null && Columns.SequenceEqual(other.Columns);

    /// <inheritdoc/>
    public override int GetHashCode() => Columns.Count;

    /// <param name="row">Shape [C].</param>
    /// <param name="into">Shape [D].</param>
    internal void WriteInput(ReadOnlySpan<double> row, Span<float> into)
    {
        for (var (i, at) = (0, 0); i < Columns.Count; at += Columns[i++].Inputs)
            Columns[i].Write(row[i], into[at..]);
    }

    /// <param name="row">Shape [C].</param>
    /// <param name="into">Shape [C].</param>
    internal void WriteTarget(ReadOnlySpan<double> row, Span<float> into)
    {
        for (var i = 0; i < Columns.Count; i++)
            into[i] = double.IsNaN(row[i]) ? float.NaN : Columns[i].Target(row[i]);
    }

    /// <summary>Cells from a draw of the likelihood.</summary>
    /// <param name="targets">Shape [C].</param>
    /// <param name="into">Shape [C].</param>
    internal void WriteDrawn(ReadOnlySpan<float> targets, Span<double> into)
    {
        for (var i = 0; i < Columns.Count; i++)
            into[i] = Columns[i].FromDraw(targets[i]);
    }
}

internal sealed record TableSchema : Schema
{
    internal TableSchema(TableEncoding columns) => Columns = columns;

    /// <inheritdoc/>
    public override string Example => "row";

    /// <summary>One row of D numbers.</summary>
    public override ImageShape Shape => new(1, 1, Columns.Inputs);

    internal override string SizedExamples => $"rows of {Columns.Columns.Count} column{(Columns.Columns.Count == 1 ? "" : "s")}";

    internal override string TargetClause(Binarization binarization) => "";

    /// <inheritdoc/>
    internal override TableEncoding Columns { get; }
}

/// <summary>How one column goes into a model, with the statistics of the training rows.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Kind">Kind of its values.</param>
/// <param name="Categories">The names of its values, where it has names.</param>
/// <param name="Mean">Of the values, of their logarithm for a positive column, of log(1 + value) for a count; 0 where it has names.</param>
/// <param name="Deviation">The standard deviation of the same; 1 where it has names.</param>
/// <param name="HasMissing">True if a training row lacks it: the encoder then sees whether it is missing.</param>
public sealed record ColumnEncoding(string Name, ColumnKind Kind, IReadOnlyList<string> Categories, double Mean, double Deviation, bool HasMissing)
{
    /// <summary>The encoder sees a value as at most this many deviations from the mean, so that no layer overflows. None of N training rows is
    /// more than √N deviations away.</summary>
    internal const double MostInput = 1e6;

    /// <summary>The likelihood is asked about a value of at most this size: its square remains a float.</summary>
    internal const double MostTarget = 1e15;

    /// <summary>The parts of a mixture of numbers; null for every other kind.</summary>
    [JsonInclude]
    internal NumberBins? Bins { get; init; }

    /// <summary>The most decimals of its numbers in the file; null if they have exponents or too many, it has names, or it is not known.</summary>
    [JsonInclude]
    internal int? Decimals { get; init; }

    /// <summary>How its numbers are written in the file; null for plain numbers and names.</summary>
    [JsonInclude]
    internal CellFormat? Format { get; init; }

    /// <summary>The least number among the training rows; null if it is not known.</summary>
    [JsonInclude]
    internal double? Least { get; init; }

    /// <summary>The greatest number among the training rows; null if it is not known.</summary>
    [JsonInclude]
    internal double? Most { get; init; }

    /// <summary>The last category, for all rare names together; null if each name has its own.</summary>
    [JsonInclude]
    internal string? Other { get; init; }

    /// <summary>The column itself.</summary>
    [JsonIgnore]
    public Column Column => new(Name, Kind, Categories) { Decimals = Decimals, Format = Format, Other = Other };

    /// <summary>Numbers that the encoder sees of it.</summary>
    [JsonIgnore]
    public int Inputs => (Kind == ColumnKind.Categorical ? Categories.Count : Bins?.Knots.Count ?? 1) + (HasMissing ? 1 : 0);

    /// <summary>Measures a column over the training rows.</summary>
    /// <param name="column">The column.</param>
    /// <param name="values">Its values, NaN where missing.</param>
    public static ColumnEncoding Of(Column column, IReadOnlyList<double> values)
    {
        var there = values.Where(value => !double.IsNaN(value)).Select(value => Transform(column.Kind, value)).ToList();
        var hasMissing = there.Count < values.Count;
        if (column.Kind.HasNames() || there.Count == 0)
            return new(column.Name, column.Kind, column.Categories, 0, 1, hasMissing) { Other = column.Other, Format = column.Format };
        var (mean, deviation) = ColumnMoments.Of(there);
        return new(column.Name, column.Kind, column.Categories, mean, deviation > 0 ? deviation : 1, hasMissing)
        {
            Bins = column.Kind == ColumnKind.NumericMixture ? NumberBins.Of(there) : null,
            Decimals = column.Decimals,
            Format = column.Format,
            Least = values.Where(double.IsFinite).Min(),
            Most = values.Where(double.IsFinite).Max(),
        };
    }

    /// <summary>A value on the scale that the encoder sees, in standard deviations; a category's index stays.</summary>
    public double Standardize(double value) => (Transform(Kind, value) - Mean) / Deviation;

    /// <summary>Back to the units of the file. A count is rounded.</summary>
    public double Restore(double standardized)
    {
        var value = standardized * Deviation + Mean;
        return Kind switch
        {
            ColumnKind.Positive => Math.Clamp(Math.Exp(value), double.Epsilon, double.MaxValue),
            ColumnKind.Count => Math.Max(0, Math.Round(Math.Exp(value) - 1)),
            _ => Math.Clamp(value, double.MinValue, double.MaxValue),
        };
    }

    /// <summary>A number with as many significant digits as its deviation needs: five of the deviation, but at least the seven of a float.</summary>
    internal double Rounded(double value)
    {
        if (Kind.HasNames() || value == 0 || !double.IsFinite(value))
            return value;
        var unit = Kind == ColumnKind.Positive ? 1 : Math.Abs(value);
        var digits = (int)Math.Clamp(Math.Floor(Math.Log10(unit)) - Math.Floor(Math.Log10(Deviation)) + 5, 7, 17);
        return double.Parse(value.ToString($"G{digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>Equal when all parts are.</summary>
    public bool Equals(ColumnEncoding? other) => other is not null && Column == other.Column
        && (Mean, Deviation, HasMissing, Bins) == (other.Mean, other.Deviation, other.HasMissing, other.Bins);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Kind, Mean, Deviation);

    /// <summary>Writes what the encoder sees: 0 where the cell is missing, and last whether it is.</summary>
    internal void Write(double value, Span<float> into)
    {
        into[..Inputs].Clear();
        var missing = double.IsNaN(value);
        if (HasMissing)
            into[Inputs - 1] = missing ? 1 : 0;
        if (missing)
            return;
        if (Kind == ColumnKind.Categorical)
            into[(int)value] = 1;
        else if (Bins is not null)
            WriteBin(Bins.Target(value), into);
        else
            into[0] = Input(Standardize(value));
    }

    /// <summary>The only number that the encoder sees of a value and that may differ from 0.</summary>
    /// <param name="value">NaN where missing.</param>
    /// <param name="input">The number.</param>
    /// <returns>Its place among <see cref="Inputs"/>; −1 if all are 0.</returns>
    internal int Entry(double value, out float input)
    {
        input = 1;
        if (double.IsNaN(value))
            return HasMissing ? Inputs - 1 : -1;
        if (Kind == ColumnKind.Categorical)
            return (int)value;
        if (Bins is not null)
            return (int)MathF.Round(Bins.Target(value)) is > 0 and var part && part <= Bins.Knots.Count ? part - 1 : -1;
        input = Input(Standardize(value));
        return 0;
    }

    /// <summary>The target of the likelihood: standardized, but a count as it is and a category's index.</summary>
    internal float Target(double value) =>
        Bins is not null ? Bins.Target(value) : (float)Math.Clamp(IsStandardized ? Standardize(value) : value, -MostTarget, MostTarget);

    /// <summary>Writes what the encoder sees of a value that the likelihood is asked about, or that was drawn from it.</summary>
    internal void WriteTargetAsInput(float target, Span<float> into)
    {
        if (Kind == ColumnKind.Count || Kind.HasNames() || float.IsNaN(target))
        {
            Write(target, into);
            return;
        }
        into[..Inputs].Clear();
        if (Bins is not null)
            WriteBin(target, into);
        else
            into[0] = Input(target);
    }

    /// <summary>One input for each part within the range of the training rows; all are 0 beyond it.</summary>
    private void WriteBin(float code, Span<float> into)
    {
        if ((int)MathF.Round(code) is > 0 and var part && part <= Bins!.Knots.Count)
            into[part - 1] = 1;
    }

    /// <summary>A cell from what the likelihood says of it.</summary>
    internal double FromTarget(float target) => Bins is not null ? Bins.Value(target) : IsStandardized ? Restore(target) : Math.Max(0, Math.Round(target));

    private bool IsStandardized => Kind is ColumnKind.Real or ColumnKind.Positive;

    /// <summary>A cell from a draw: within the range of the training rows, with the decimals of the file.</summary>
    internal double FromDraw(float target)
    {
        var value = FromTarget(target);
        if (Kind.HasNames())
            return value;
        if (Decimals is { } digits)
            value = Math.Round(value, digits);
        return Math.Clamp(value, Least ?? double.MinValue, Most ?? double.MaxValue);
    }

    private static float Input(double standardized) => (float)Math.Clamp(standardized, -MostInput, MostInput);

    private static double Transform(ColumnKind kind, double value) => kind switch
    {
        ColumnKind.Positive => Math.Log(value),
        ColumnKind.Count => Math.Log(1 + value),
        _ => value,
    };
}
