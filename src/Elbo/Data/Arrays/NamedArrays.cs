using System.Globalization;
using Elbo.Data.Tables;

namespace Elbo.Data.Arrays;

/// <summary>The arrays of an npz file besides images and labels, of which some may be a condition. An array is read when it is first asked for.</summary>
/// <param name="Parts">The arrays of each split by name.</param>
/// <param name="Rows">The split and the row of each image.</param>
internal sealed record NamedArrays(IReadOnlyList<IReadOnlyDictionary<string, NamedArray>> Parts, IReadOnlyList<(int Part, int Row)> Rows)
{
    /// <summary>Whole numbers of at most this many different values are names: each has a place of its own in the condition.</summary>
    private const int MostNames = 32;

    /// <summary>The names that may be a condition.</summary>
    public IEnumerable<string> Names => Parts[0].Keys.Where(name => Parts.All(part => part.ContainsKey(name)));

    /// <summary>The columns that a name stands for; null if there is no such array.</summary>
    public IReadOnlyList<string>? Columns(string name) => Parts[0].GetValueOrDefault(name)?.ColumnNames;

    /// <summary>Those of some images.</summary>
    /// <param name="images">The number of each image here.</param>
    public NamedArrays Select(IEnumerable<int> images) => this with { Rows = [.. images.Select(image => Rows[image])] };

    /// <summary>Those of several sets in succession; null unless each has some.</summary>
    public static NamedArrays? Concat(IReadOnlyList<NamedArrays?> sets)
    {
        if (sets.Any(set => set is null))
            return null;
        var (parts, rows) = (new List<IReadOnlyDictionary<string, NamedArray>>(), new List<(int, int)>());
        foreach (var set in sets)
        {
            rows.AddRange(set!.Rows.Select(place => (parts.Count + place.Part, place.Row)));
            parts.AddRange(set.Parts);
        }
        return new(parts, rows);
    }

    /// <summary>How a column goes into a model; null if there is no such column.</summary>
    /// <exception cref="DataException">The array cannot be a condition.</exception>
    public ColumnEncoding? Measure(string name)
    {
        if (Find(name) is not { } found)
            return null;
        if (found.All(column => column.Array.HasNames(column.Place, MostNames)))
            return new(name, ColumnKind.Categorical, Sorted(Texts(found).Distinct()), 0, 1, HasMissing: false);
        return ColumnEncoding.Of(new(name, ColumnKind.Real, []), Numbers(found));
    }

    /// <summary>The values of a column, NaN where missing and, if any is allowed, where not among its categories; null if there is no such column.</summary>
    /// <exception cref="DataException">A value was never seen.</exception>
    public double[]? Cells(ColumnEncoding column)
    {
        if (Find(column.Name) is not { } found)
            return null;
        if (column.Kind != ColumnKind.Categorical)
            return Numbers(found);
        var places = column.Categories.Index().ToDictionary(category => category.Item, category => (double)category.Index);
        return Array.ConvertAll(Texts(found), text => places.TryGetValue(text, out var at) ? at : column.HasMissing ? double.NaN
            : throw new DataException($"{found[0].Array.Source} has the value {text}, which no training example had; known are "
                + $"{string.Join(", ", column.Categories)}. Leave such examples out, or train with --condition-dropout 0.1, which makes unknown values any."));
    }

    /// <summary>The column of that name in each split.</summary>
    private (NamedArray Array, int Place)[]? Find(string name)
    {
        var found = Parts.Select(part => part.Values
            .SelectMany(array => array.ColumnNames.Index().Where(column => column.Item == name).Select(column => ((NamedArray, int)?)(array, column.Index)))
            .FirstOrDefault()).ToArray();
        return found.All(column => column is not null) ? Array.ConvertAll(found, column => column!.Value) : null;
    }

    private double[] Numbers((NamedArray Array, int Place)[] found) => [.. Rows.Select(at => found[at.Part].Array.Number(at.Row, found[at.Part].Place))];

    private string[] Texts((NamedArray Array, int Place)[] found) => [.. Rows.Select(at => found[at.Part].Array.Text(at.Row, found[at.Part].Place))];

    private static string[] Sorted(IEnumerable<string> names) => names.ToArray() is var all && all.All(name => Parsed(name) is not null)
        ? [.. all.OrderBy(Parsed)]
        : [.. all.Order(StringComparer.Ordinal)];

    private static double? Parsed(string name) => double.TryParse(name, CultureInfo.InvariantCulture, out var number) ? number : null;
}
