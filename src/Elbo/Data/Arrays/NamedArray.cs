using System.Globalization;
using Elbo.Files.NumPy;

namespace Elbo.Data.Arrays;

/// <summary>An array that may be a condition: a row for each image, of one or more columns.</summary>
internal sealed class NamedArray
{
    private readonly Lazy<(double[]? Numbers, string[]? Texts)> values;
    private readonly NpyHeader header;

    /// <param name="name">Its name.</param>
    /// <param name="header">Its type and its shape, [N] or [N, K].</param>
    /// <param name="source">Array and file, for errors.</param>
    /// <param name="read">Reads it.</param>
    public NamedArray(string name, NpyHeader header, string source, Func<NpyArray> read)
    {
        (this.header, Source) = (header, source);
        Columns = header.Shape is [_, var columns] ? (int)columns : 1;
        ColumnNames = Columns == 1 ? [name] : [.. Enumerable.Range(0, Columns).Select(i => string.Create(CultureInfo.InvariantCulture, $"{name}.{i}"))];
        values = new(() => read() is var array && IsText ? (null, array.ToTexts()) : (array.ToDoubles(), null));
    }

    /// <summary>Array and file, for errors.</summary>
    public string Source { get; }

    public bool IsText => header.Type == NpyType.Text;

    /// <summary>Its own name, or that and a number for each of several columns.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    private int Columns { get; }

    /// <summary>True for an array that may be a condition of that many images.</summary>
    public static bool Fits(NpyHeader header, int images) => header.Shape is [var rows] && rows == images
        || header.Shape is [var many, >= 1 and <= MostColumns] && many == images;

    /// <summary>More columns than this are an image or a code, not a condition.</summary>
    private const int MostColumns = 64;

    /// <summary>True if the values of a column are texts, or whole numbers of a few different values.</summary>
    public bool HasNames(int column, int most)
    {
        if (IsText)
            return true;
        if (header.Type is NpyType.F16 or NpyType.F32 or NpyType.F64)
            return false;
        var found = new HashSet<double>();
        for (var row = 0; row < header.Shape[0]; row++)
            if (found.Add(Number(row, column)) && found.Count > most)
                return false;
        return true;
    }

    /// <exception cref="DataException">It holds text, or an infinite number.</exception>
    public double Number(int row, int column)
    {
        var number = values.Value.Numbers is { } numbers ? numbers[row * Columns + column]
            : throw new DataException($"{Source} holds text, but the model takes numbers. Give the array that it was trained with.");
        return !double.IsInfinity(number) ? number
            : throw new DataException($"{Source} holds an infinite number in row {row}; conditions are finite, or NaN where missing. Correct the array.");
    }

    public string Text(int row, int column) =>
        values.Value.Texts is { } texts ? texts[row * Columns + column] : Number(row, column).ToString(CultureInfo.InvariantCulture);
}
